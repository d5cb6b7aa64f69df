"""Things to say, and how to see in the turns so far that one of them is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evaluation.simulator.professions import Profession
from evaluation.simulator.talk_transcript import RecordedTurn

DoneCheck = Callable[[Sequence[RecordedTurn]], bool]
FACT_LABELS = ("tell.like", "tell.dislike", "tell.constraint")


@dataclass(frozen=True)
class GoalStep:
    """Something to say. `labels`: one of them, in the bank; `trades`: put where the sentence names
    professions; `buttons`: labels that do the same; `of_leads`: the sentence names a lead on the
    screen; `in_context`: what came before may be needed to understand it; `names_others`: it may
    name a school, a field, a town…; `before_retry`: what is said first where it did not work."""

    labels: tuple[str, ...]
    done: DoneCheck
    trades: tuple[Profession, ...] = ()
    buttons: tuple[str, ...] = ()
    of_leads: bool = False
    in_context: bool = False
    names_others: bool = False
    before_retry: GoalStep | None = None


def say_once(
    *labels: str,
    buttons: tuple[str, ...] = (),
    of_leads: bool = False,
    in_context: bool = False,
    names_others: bool = False,
) -> GoalStep:
    """Said once, whatever is answered: what the answer is worth is judged for itself."""
    return GoalStep(labels, lambda turns: True, (), buttons, of_leads, in_context, names_others)


def tell_once(*labels: str) -> GoalStep:
    """Something told of oneself, once."""
    return say_once(*(labels or FACT_LABELS), names_others=True)


def tells_about(trade: Profession, facts: Sequence[str]) -> DoneCheck:
    """Whether an answer is about a trade and tells one of the facts."""
    return lambda turns: any(
        trade.is_named_in(turn.text) and any(fact in turn.text for fact in facts) for turn in turns
    )


def names_all(*trades: Profession) -> DoneCheck:
    """Whether one answer names all of them."""
    return lambda turns: any(
        all(trade.is_named_in(turn.text) for trade in trades) for turn in turns
    )


def choose_profession(trade: Profession) -> GoalStep:
    """Keep a trade: it is in the notebook then."""
    return GoalStep(
        ("react.choose",),
        lambda turns: trade.id in (*turns[-1].notes.liked, turns[-1].notes.decided),
        (trade,),
    )
