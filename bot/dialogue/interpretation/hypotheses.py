"""Hypotheses on what a segment means: an act, its probability, and the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# Probabilities of a hypothesis by its wording: sure, likely, or ahead of any label.
SURE_PROBABILITY, LIKELY_PROBABILITY, TOP_PROBABILITY = 0.95, 0.8, 1.02
# Intents of what is said to the robot about itself.
BOT_INTENTS = frozenset({"small_talk", "ask_bot"})


@dataclass(frozen=True)
class Act:
    """Something the bot can do: an intent of the domain with its values, for one segment `text`.

    `deferred`: the intent is left to `intent_resolution`, which knows the open question and the
    bookings.
    """

    intent: str
    values: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    deferred: bool = False


@dataclass(frozen=True)
class Hypothesis:
    """`probability`: that of the label, times how well the arguments fit."""

    act: Act
    probability: float
    reason: str
