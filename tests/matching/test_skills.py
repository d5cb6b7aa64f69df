"""From what was done to what can be done: the talk's questions, shares, and what is kept out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest

from bot.matching import skill_questions
from bot.matching.catalogue import Catalogue
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from knowledge.entry_schema import Occupation
from knowledge.skill_classifier import Skill

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
    question, rounds = skill_questions.build_first_question(), 1
    while (following := skill_questions.build_next_question(question)) is not None:
        question, rounds = following, rounds + 1
    assert rounds == skill_questions.MAX_ROUNDS == 3
    assert question.about == skill_questions.MORE


@pytest.mark.parametrize("context", skill_questions.CONTEXTS)
def test_who_does_not_know_gets_something_easier_once(context: str) -> None:
    inside = skill_questions.build_context_question(
        skill_questions.build_first_question(), context, "Un choix"
    )
    easier = skill_questions.build_easier_question(inside)
    assert easier is not None
    assert easier.about == f"easier_{context}"
    assert skill_questions.get_chosen_words(easier) == "Un choix"
    assert skill_questions.build_easier_question(easier) is None


def test_where_to_begin_has_something_easier_too() -> None:
    easier = skill_questions.build_easier_question(skill_questions.build_first_question())
    assert easier is not None
    assert easier.about in skill_questions.EASIER_ABOUTS
    assert skill_questions.get_chosen_words(easier) == ""


def test_only_what_is_there_and_not_confirmed_is_asked_about(
    notebook: Notebook, now: dt.datetime
) -> None:
    notebook.add_experience("j'expliquais tout", [1, 4], now)
    question = skill_questions.build_confirmation_question(
        skill_questions.build_first_question(), [1, 4, 9]
    )
    assert skill_questions.find_waiting_skills(notebook, question) == [1, 4]
    notebook.confirm_skill(1)
    assert skill_questions.find_waiting_skills(notebook, question) == [4]
    assert skill_questions.find_unconfirmed_skills(notebook, "j'expliquais tout") == [4]
    assert skill_questions.get_chosen_words(question) == ""


# Shares


def test_shares_are_of_the_skills_of_the_person(
    notebook: Notebook, few: Catalogue, now: dt.datetime
) -> None:
    notebook.add_experience("des mots", [1, 4], now)
    for number in (1, 4):
        notebook.confirm_skill(number)
    assert skill_questions.compute_skill_shares(notebook, few).tolist() == [1.0, 0.5, 0.0]


def test_what_is_not_confirmed_counts_half(
    notebook: Notebook, few: Catalogue, now: dt.datetime
) -> None:
    notebook.add_experience("des mots", [1, 4], now)
    notebook.confirm_skill(4)
    assert skill_questions.compute_skill_shares(notebook, few) == pytest.approx([1.0, 1 / 3, 0.0])


def test_without_a_known_skill_nothing_is_shared(
    notebook: Notebook, few: Catalogue, now: dt.datetime
) -> None:
    nothing = np.zeros(3)
    assert np.array_equal(skill_questions.compute_skill_shares(notebook, few), nothing)
    notebook.add_experience("un numéro retiré depuis", [14], now)
    assert np.array_equal(skill_questions.compute_skill_shares(notebook, few), nothing)
    assert skill_questions.compute_skill_shares(notebook, Catalogue([], skills=KNOWN)).shape == (0,)


def test_the_talk_has_its_own_kinds() -> None:
    assert (
        Question(skill_questions.QUESTION_KIND, ("1",), skill_questions.WHERE)
        == skill_questions.build_first_question()
    )
    assert (
        skill_questions.get_round(
            skill_questions.build_confirmation_question(skill_questions.build_first_question(), [2])
        )
        == 1
    )
