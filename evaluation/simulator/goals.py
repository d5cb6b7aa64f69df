"""Goals of simulated people. A goal is reached when all of its steps are done."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evaluation.simulator.goal_steps import (
    GoalStep,
    choose_profession,
    names_all,
    say_once,
    tell_once,
    tells_about,
)
from evaluation.simulator.professions import Profession
from evaluation.simulator.talk_transcript import RecordedTurn

MIN_LEADS = 2
RULE_LABELS = ("ask.rule", "ask.aid")


@dataclass(frozen=True)
class Goal:
    """`name` is a key of `GOAL_MAKERS`, `trades` are the trades it is about."""

    name: str
    steps: tuple[GoalStep, ...]
    trades: tuple[Profession, ...] = ()

    def missing(self, turns: Sequence[RecordedTurn]) -> str:
        """Return the labels of the first step that is not done, "" when the goal is reached."""
        left = [step for step in self.steps if not (turns and step.done(turns))]
        return " or ".join(left[0].labels) if left else ""

    @property
    def title(self) -> str:
        """The goal in words."""
        return " ".join([self.name, *(f"« {trade.masculine} »" for trade in self.trades)])


def make_find_goal(rng: random.Random, trades: Sequence[Profession]) -> Goal:
    """Find leads, refuse one, see others, like one."""
    leads = GoalStep(
        ("request.leads",),
        lambda turns: any(len(turn.shown) >= MIN_LEADS for turn in turns),
        buttons=("Voir des pistes", "Voir des pistes quand même", "Des pistes", "D'autres pistes"),
        in_context=True,
        before_retry=tell_once("tell.like"),
    )
    refusal = say_once("react.refuse", of_leads=True)
    more = say_once("request.more", buttons=("D'autres pistes",), in_context=True)
    like = GoalStep(
        ("react.like", "react.choose"),
        lambda turns: bool(turns[-1].notes.liked or turns[-1].notes.decided),
        buttons=("J'aime",),
        of_leads=True,
    )
    between = rng.choice(((), (refusal,), (refusal, more), (more,)))
    return Goal("find", (tell_once("tell.like"), tell_once(), leads, *between, like))


def make_learn_goal(rng: random.Random, trades: Sequence[Profession]) -> Goal:
    """Learn how to become something, and where."""
    trade = rng.choice(trades)
    access = GoalStep(
        ("ask.access",),
        tells_about(trade, trade.ways),
        (trade,),
        ("Comment y arriver",),
        in_context=True,
    )
    place = GoalStep(
        ("ask.place",),
        tells_about(trade, trade.places),
        buttons=("Où se former",),
        in_context=True,
    )
    return Goal("learn", (access, place), (trade,))


def make_compare_goal(rng: random.Random, trades: Sequence[Profession]) -> Goal:
    """Compare two trades and choose one."""
    first, second = rng.sample(list(trades), 2)
    difference = GoalStep(
        ("ask.difference", "request.decide"), names_all(first, second), (first, second)
    )
    return Goal("compare", (difference, choose_profession(first)), (first, second))


def make_rule_goal(rng: random.Random, trades: Sequence[Profession]) -> Goal:
    """Get a question about a rule answered with its source."""
    asked = GoalStep(
        RULE_LABELS,
        lambda turns: any(turn.sources and set(turn.labels) & set(RULE_LABELS) for turn in turns),
        names_others=True,
    )
    return Goal("rule", (asked,))


def make_plan_goal(rng: random.Random, trades: Sequence[Profession]) -> Goal:
    """State a goal, choose it, make a plan."""
    trade = rng.choice(trades)
    wanted = GoalStep(("tell.goal",), names_all(trade), (trade,))
    planned = GoalStep(
        ("request.plan",),
        lambda turns: bool(turns[-1].notes.plan_steps),
        buttons=("Faire un plan", "Mon plan", "Un petit plan sans décider"),
        in_context=True,
    )
    return Goal("plan", (wanted, choose_profession(trade), planned), (trade,))


def make_recap_goal(rng: random.Random, trades: Sequence[Profession]) -> Goal:
    """Get one's own statements repeated."""

    def repeats(turn: RecordedTurn) -> bool:
        quoted = turn.notes.quoted
        return bool(quoted) and all(words in turn.text for words in quoted)

    repeated = GoalStep(
        ("request.recap",),
        lambda turns: any(map(repeats, turns)),
        buttons=("Mon carnet",),
        in_context=True,
    )
    return Goal("recap", (tell_once("tell.like"), tell_once("tell.dislike"), repeated))


def make_help_goal(rng: random.Random, trades: Sequence[Profession]) -> Goal:
    """Ask something, then express distress."""
    distress = GoalStep(("care.distress",), lambda turns: any(turn.helped for turn in turns))
    return Goal("help", (say_once(*RULE_LABELS, "service.access", names_others=True), distress))


GoalMaker = Callable[[random.Random, Sequence[Profession]], Goal]
# Makers with their relative frequency.
GOAL_MAKERS: dict[str, tuple[GoalMaker, int]] = {
    "find": (make_find_goal, 4),
    "learn": (make_learn_goal, 4),
    "compare": (make_compare_goal, 3),
    "rule": (make_rule_goal, 3),
    "plan": (make_plan_goal, 3),
    "recap": (make_recap_goal, 3),
    "help": (make_help_goal, 1),
}


def choose_goal(rng: random.Random, trades: Sequence[Profession]) -> Goal:
    """Draw a goal, by frequency."""
    makers, weights = zip(*GOAL_MAKERS.values(), strict=True)
    maker: GoalMaker = rng.choices(makers, weights)[0]
    return maker(rng, trades)
