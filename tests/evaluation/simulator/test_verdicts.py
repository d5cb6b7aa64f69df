"""Each verdict catches what was planted for it, and nothing in a talk that went well."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from evaluation.simulator.goals import GOAL_MAKERS
from evaluation.simulator.talk_transcript import NotebookNotes, RecordedTurn
from evaluation.simulator.talk_verdicts import GOAL_MISSED, VERDICTS, Fault, find_faults
from tests.support.planted_faults import (
    CLEAN,
    DISTRESS,
    HELLO,
    LEADS,
    PLANTED,
    PLUMBER,
    REFUSAL,
    TILER,
    TOLD,
)


def test_a_talk_that_went_well_has_no_fault() -> None:
    assert find_faults(CLEAN) == []


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_found_in_its_turn_and_no_other(planted: str) -> None:
    verdict, turns = PLANTED[planted]
    (found,) = find_faults(turns)
    assert (found.verdict, found.place) == (verdict, len(turns) - 1)


def test_every_verdict_has_a_planted_fault() -> None:
    assert {verdict for verdict, _ in PLANTED.values()} == set(VERDICTS)


def test_a_goal_that_was_missed_is_a_fault() -> None:
    assert [f.verdict for f in find_faults(CLEAN, missing="ask.place")] == [GOAL_MISSED]


def test_what_was_asked_for_again_may_be_said_again() -> None:
    again = RecordedTurn("répète", ("meta.repeat",), replies=LEADS.replies, notes=LEADS.notes)
    assert find_faults((LEADS, again)) == []


def test_a_refused_trade_may_come_back_where_the_person_names_it() -> None:
    liked = replace(REFUSAL.notes, refused=(), liked=("carreleur",))
    back = RecordedTurn(
        "finalement carreleur", ("react.like",), ("carreleur",), ("Gardé.",), notes=liked
    )
    assert find_faults((LEADS, REFUSAL, back, replace(LEADS, notes=liked))) == []


def test_what_is_told_in_distress_need_not_be_kept() -> None:
    heard = replace(DISTRESS, labels=("tell.dislike",), notes=NotebookNotes())
    assert find_faults((HELLO, heard)) == []


def test_what_is_kept_as_a_skill_or_a_wish_is_kept() -> None:
    for notes in (
        NotebookNotes(read=("je répare des vélos",)),
        NotebookNotes(wishes=("weekend=1",)),
    ):
        assert find_faults((HELLO, replace(TOLD, notes=notes))) == []


HOW = RecordedTurn("comment", ("ask.access",), replies=("plombier : Monteur en sanitaire",))
WHERE = RecordedTurn("où", ("ask.place",), replies=("plombier : CEFA de Verviers",))
BOTH = RecordedTurn("la différence ?", ("ask.difference",), replies=("plombier, carreleur",))
RULE = RecordedTurn("c'est légal ?", ("ask.rule",), replies=("Oui.",), sources=("Une loi",))
RECAP = RecordedTurn(
    "récap", ("request.recap",), replies=("« j'aime bricoler »",), notes=TOLD.notes
)
KEPT = RecordedTurn(
    "je garde", ("react.choose",), replies=("Gardé.",), notes=NotebookNotes(liked=("plombier",))
)
PLAN = replace(KEPT, notes=NotebookNotes(decided="plombier", plan_steps=4))
# The turns that reach a goal, the last of which is needed.
REACHED = {
    "find": (LEADS, KEPT),
    "learn": (HOW, WHERE),
    "compare": (BOTH, KEPT),
    "rule": (RULE,),
    "plan": (HOW, KEPT, PLAN),
    "recap": (TOLD, RECAP),
    "help": (HELLO, DISTRESS),
}


@pytest.mark.parametrize("name", GOAL_MAKERS)
def test_a_goal_is_reached_by_its_last_turn_and_not_before(name: str) -> None:
    maker, _ = GOAL_MAKERS[name]
    goal = maker(_First(), [PLUMBER, TILER])
    assert goal.missing(REACHED[name]) == ""
    assert goal.missing(REACHED[name][:-1]) == " or ".join(goal.steps[-1].labels)
    assert goal.missing(())


class _First(random.Random):
    """Always the plumber."""

    def choice(self, seq: Any) -> Any:
        return seq[0]

    def sample(self, population: Any, k: int, *, counts: Any = None) -> Any:
        return list(population)[:k]


def test_faults_come_in_the_order_of_the_talk() -> None:
    lost = replace(TOLD, notes=NotebookNotes())
    found = find_faults((lost, replace(HELLO, replies=(), buttons=())), missing="ask.place")
    assert found == [
        Fault("fact lost", 0, "j'aime bricoler"),
        Fault("dead end", 1, "neither an answer nor a button"),
        Fault(GOAL_MISSED, 1, "never done: ask.place"),
    ]
