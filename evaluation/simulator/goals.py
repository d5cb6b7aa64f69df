"""What a person comes for: the things to say, and what must have happened when they leave.

A goal is reached when every step is done: a pure function of the turns.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evaluation.simulator.steps import Step, choose, names_all, once, tells_about, told
from evaluation.simulator.trades import Trade
from evaluation.simulator.transcript import Turn

MIN_LEADS = 2
RULES = ("ask.rule", "ask.aid")


@dataclass(frozen=True)
class Goal:
    """`name`: a key of `MAKERS`; `trades`: those it is about."""

    name: str
    steps: tuple[Step, ...]
    trades: tuple[Trade, ...] = ()

    def missing(self, turns: Sequence[Turn]) -> str:
        """What the first step that was not done would have said; "" when the goal is reached."""
        left = [step for step in self.steps if not (turns and step.done(turns))]
        return " or ".join(left[0].labels) if left else ""

    @property
    def title(self) -> str:
        """For people."""
        return " ".join([self.name, *(f"« {trade.masculine} »" for trade in self.trades)])


def find_and_like(rng: random.Random, trades: Sequence[Trade]) -> Goal:
    """Find leads, refuse one, see others, like one."""
    leads = Step(
        ("request.leads",),
        lambda turns: any(len(turn.shown) >= MIN_LEADS for turn in turns),
        buttons=("Voir des pistes", "Voir des pistes quand même", "Des pistes", "D'autres pistes"),
        in_context=True,
        before_retry=told("tell.like"),
    )
    refusal = once("react.refuse", of_leads=True)
    more = once("request.more", buttons=("D'autres pistes",), in_context=True)
    like = Step(
        ("react.like", "react.choose"),
        lambda turns: bool(turns[-1].notes.liked or turns[-1].notes.decided),
        buttons=("J'aime",),
        of_leads=True,
    )
    between = rng.choice(((), (refusal,), (refusal, more), (more,)))
    return Goal("find", (told("tell.like"), told(), leads, *between, like))


def learn(rng: random.Random, trades: Sequence[Trade]) -> Goal:
    """Learn how to become X, and where."""
    trade = rng.choice(trades)
    access = Step(
        ("ask.access",),
        tells_about(trade, trade.ways),
        (trade,),
        ("Comment y arriver",),
        in_context=True,
    )
    place = Step(
        ("ask.place",),
        tells_about(trade, trade.places),
        buttons=("Où se former",),
        in_context=True,
    )
    return Goal("learn", (access, place), (trade,))


def compare(rng: random.Random, trades: Sequence[Trade]) -> Goal:
    """Compare two trades and choose one."""
    first, second = rng.sample(list(trades), 2)
    difference = Step(
        ("ask.difference", "request.decide"), names_all(first, second), (first, second)
    )
    return Goal("compare", (difference, choose(first)), (first, second))


def rule(rng: random.Random, trades: Sequence[Trade]) -> Goal:
    """Get a rule of the base answered, with its source."""
    asked = Step(
        RULES,
        lambda turns: any(turn.sources and set(turn.labels) & set(RULES) for turn in turns),
        names_others=True,
    )
    return Goal("rule", (asked,))


def plan(rng: random.Random, trades: Sequence[Trade]) -> Goal:
    """Say what one wants to become, keep it, make a plan."""
    trade = rng.choice(trades)
    wanted = Step(("tell.goal",), names_all(trade), (trade,))
    planned = Step(
        ("request.plan",),
        lambda turns: bool(turns[-1].notes.plan_steps),
        buttons=("Faire un plan", "Mon plan", "Un petit plan sans décider"),
        in_context=True,
    )
    return Goal("plan", (wanted, choose(trade), planned), (trade,))


def recap(rng: random.Random, trades: Sequence[Trade]) -> Goal:
    """Hear again what one told."""

    def repeats(turn: Turn) -> bool:
        quoted = turn.notes.quoted
        return bool(quoted) and all(words in turn.text for words in quoted)

    repeated = Step(
        ("request.recap",),
        lambda turns: any(map(repeats, turns)),
        buttons=("Mon carnet",),
        in_context=True,
    )
    return Goal("recap", (told("tell.like"), told("tell.dislike"), repeated))


def be_helped(rng: random.Random, trades: Sequence[Trade]) -> Goal:
    """Ask something, then tell of distress."""
    distress = Step(("care.distress",), lambda turns: any(turn.helped for turn in turns))
    return Goal("help", (once(*RULES, "service.access", names_others=True), distress))


Maker = Callable[[random.Random, Sequence[Trade]], Goal]
# How often each is chosen, against the others.
MAKERS: dict[str, tuple[Maker, int]] = {
    "find": (find_and_like, 4),
    "learn": (learn, 4),
    "compare": (compare, 3),
    "rule": (rule, 3),
    "plan": (plan, 3),
    "recap": (recap, 3),
    "help": (be_helped, 1),
}


def choose_goal(rng: random.Random, trades: Sequence[Trade]) -> Goal:
    """One of them, the likelier ones more often."""
    makers, weights = zip(*MAKERS.values(), strict=True)
    maker: Maker = rng.choices(makers, weights)[0]
    return maker(rng, trades)
