"""From what was done to what can be done: the talk's questions, shares, and what is kept out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest

from bot.guidance import skills
from bot.guidance.catalogue import Catalogue
from bot.guidance.entries import Question
from bot.guidance.notebook import Notebook
from knowledge.schema import Occupation
from knowledge.skills import Skill

KNOWN = {
    1: Skill(1, "expliquer", ("a",), frozenset({"clarté", "patience"})),
    4: Skill(4, "organiser", ("b",), frozenset({"ordre"})),
}


@pytest.fixture
def few(occupation: Callable[..., Occupation]) -> Catalogue:
    """Rows: both skills, the first alone, none."""
    qualities = {"a": ("patience", "ordre"), "b": ("clarté", "patience"), "c": ("force", "goût")}
    made = [occupation(name).copy(update={"qualities": q}) for name, q in qualities.items()]
    return Catalogue(made, skills=KNOWN)


# The talk


def test_there_are_three_rounds_at_most() -> None:
    question, rounds = skills.first(), 1
    while (following := skills.following(question)) is not None:
        question, rounds = following, rounds + 1
    assert rounds == skills.ROUNDS == 3
    assert question.about == skills.MORE


@pytest.mark.parametrize("context", skills.CONTEXTS)
def test_who_does_not_know_gets_something_easier_once(context: str) -> None:
    inside = skills.inside(skills.first(), context, "Un choix")
    easier = skills.easier(inside)
    assert easier is not None
    assert easier.about == f"easier_{context}"
    assert skills.pressed(easier) == "Un choix"
    assert skills.easier(easier) is None


def test_where_to_begin_has_something_easier_too() -> None:
    easier = skills.easier(skills.first())
    assert easier is not None
    assert easier.about in skills.EASIER
    assert skills.pressed(easier) == ""


def test_only_what_is_there_and_not_confirmed_is_asked_about(
    notebook: Notebook, now: dt.datetime
) -> None:
    notebook.experience("j'expliquais tout", [1, 4], now)
    question = skills.read(skills.first(), [1, 4, 9])
    assert skills.waiting(notebook, question) == [1, 4]
    notebook.confirm_skill(1)
    assert skills.waiting(notebook, question) == [4]
    assert skills.unconfirmed_in(notebook, "j'expliquais tout") == [4]
    assert skills.pressed(question) == ""


# Shares


def test_shares_are_of_the_skills_of_the_person(
    notebook: Notebook, few: Catalogue, now: dt.datetime
) -> None:
    notebook.experience("des mots", [1, 4], now)
    for number in (1, 4):
        notebook.confirm_skill(number)
    assert skills.shares(notebook, few).tolist() == [1.0, 0.5, 0.0]


def test_what_is_not_confirmed_counts_half(
    notebook: Notebook, few: Catalogue, now: dt.datetime
) -> None:
    notebook.experience("des mots", [1, 4], now)
    notebook.confirm_skill(4)
    assert skills.shares(notebook, few) == pytest.approx([1.0, 1 / 3, 0.0])


def test_without_a_known_skill_nothing_is_shared(
    notebook: Notebook, few: Catalogue, now: dt.datetime
) -> None:
    nothing = np.zeros(3)
    assert np.array_equal(skills.shares(notebook, few), nothing)
    notebook.experience("un numéro retiré depuis", [14], now)
    assert np.array_equal(skills.shares(notebook, few), nothing)
    assert skills.shares(notebook, Catalogue([], skills=KNOWN)).shape == (0,)


def test_the_talk_has_its_own_kinds() -> None:
    assert Question(skills.KIND, ("1",), skills.WHERE) == skills.first()
    assert skills.round_of(skills.read(skills.first(), [2])) == 1
