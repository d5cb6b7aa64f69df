"""What people say in between: it is pushed on the agenda, and the rest goes on after it."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.simulator.goals import MIN_LEADS
from evaluation.simulator.steps import Step, once, told
from evaluation.simulator.transcript import Turn

COMPLAINT = once("correct.bot")
GREETING = once("social.greet")
SMALL_TALK = once("social.smalltalk")
OFF_TOPIC = once("off.world", "off.task", names_others=True)
FACT = told()
HOW_LONG = once("ask.length", in_context=True)
REFUSAL = once("react.refuse", of_leads=True)


def interruptions(turns: Sequence[Turn]) -> list[Step]:
    """Those that make sense now: « et combien de temps ? » where a profession was named, a refusal
    where leads are on the screen."""
    found = [GREETING, SMALL_TALK, OFF_TOPIC, FACT]
    if any(turn.named for turn in turns):
        found.append(HOW_LONG)
    if turns and len(turns[-1].shown) >= MIN_LEADS:
        found.append(REFUSAL)
    return found
