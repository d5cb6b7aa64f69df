"""What a segment may mean: an act with its arguments, how likely it is, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# What a hypothesis counts for when its wording, not its label, decides: sure, likely, or ahead of
# every reading of the same words by their labels.
SURE_PROBABILITY, LIKELY_PROBABILITY, TOP_PROBABILITY = 0.95, 0.8, 1.02


@dataclass(frozen=True)
class Act:
    """Something the bot can do: an intent of the domain with its values, for one segment `text`.

    `deferred`: the intent is left to `understanding`, which reads the segment with the open
    question and what was booked.
    """

    intent: str
    values: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    deferred: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Two acts with the same key are one request said twice."""
        return self.intent, repr(sorted(self.values.items()))


@dataclass(frozen=True)
class Hypothesis:
    """`probability`: of the label, by the heads, times how well its arguments fit."""

    act: Act
    probability: float
    reason: str
