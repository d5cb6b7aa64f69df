"""Steps of a goal: what to say, and how to tell from the turns that it succeeded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evaluation.simulator.professions import Profession
from evaluation.simulator.talk_transcript import RecordedTurn

DoneCheck = Callable[[Sequence[RecordedTurn]], bool]
FACT_LABELS = ("tell.like", "tell.dislike", "tell.constraint")


@dataclass(frozen=True)
class GoalStep:
    """Something to say.

    `labels`: the labels in the bank, any of them. `trades`: fill the sentence's professions.
    `buttons`: labels of equivalent buttons. `of_leads`: the sentence names a displayed lead.
    `in_context`: the sentence may depend on earlier ones. `names_others`: it may name a school,
    field, town… `before_retry`: said first after a failure.
    """

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
    """Return a step that is done once said, whatever the answer; verdicts judge that."""
    return GoalStep(labels, lambda turns: True, (), buttons, of_leads, in_context, names_others)


def tell_once(*labels: str) -> GoalStep:
    """Return a step that tells a fact about oneself, once."""
    return say_once(*(labels or FACT_LABELS), names_others=True)


def tells_about(trade: Profession, facts: Sequence[str]) -> DoneCheck:
    """Return a check that an answer names a trade and contains one of the facts."""
    return lambda turns: any(
        trade.is_named_in(turn.text) and any(fact in turn.text for fact in facts) for turn in turns
    )


def names_all(*trades: Profession) -> DoneCheck:
    """Return a check that one answer names all the trades."""
    return lambda turns: any(
        all(trade.is_named_in(turn.text) for trade in trades) for turn in turns
    )


def choose_profession(trade: Profession) -> GoalStep:
    """Return a step that chooses a trade; done when it is in the notebook."""
    return GoalStep(
        ("react.choose",),
        lambda turns: trade.id in (*turns[-1].notes.liked, turns[-1].notes.decided),
        (trade,),
    )
