"""Interruptions that are pushed onto a simulated person's agenda."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.simulator.goal_steps import GoalStep, say_once, tell_once
from evaluation.simulator.goals import MIN_LEADS
from evaluation.simulator.talk_transcript import RecordedTurn

COMPLAINT = say_once("correct.bot")
GREETING = say_once("social.greet")
SMALL_TALK = say_once("social.smalltalk")
OFF_TOPIC = say_once("off.world", "off.task", names_others=True)
FACT = tell_once()
HOW_LONG = say_once("ask.length", in_context=True)
REFUSAL = say_once("react.refuse", of_leads=True)


def list_interruptions(turns: Sequence[RecordedTurn]) -> list[GoalStep]:
    """Return those that make sense now.

    « et combien de temps ? » needs a named profession, a refusal needs leads on the screen.
    """
    steps = [GREETING, SMALL_TALK, OFF_TOPIC, FACT]
    if any(turn.named for turn in turns):
        steps.append(HOW_LONG)
    if turns and len(turns[-1].shown) >= MIN_LEADS:
        steps.append(REFUSAL)
    return steps
