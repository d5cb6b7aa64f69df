"""The distress signal of a message: its level and its topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

# Checking: only the classifier found distress; the question is answered, and a soft line added.
NONE, CHECKING, CONCERN, DANGER = LEVELS = ("none", "checking", "concern", "danger")
# Topics: a worry about somebody else, and unspecified distress.
FRIEND, GENERAL = "friend", "distress"


@dataclass(frozen=True)
class Signal:
    """Level and topic of distress. Truthy from a concern on, which must be answered with help.

    `topic` is "friend" for a worry about somebody else; `matter` is then what that person goes
    through, and otherwise the same as `topic`. Both are None without a signal.
    """

    level: str
    topic: Optional[str] = None
    matter: Optional[str] = None

    def __bool__(self) -> bool:
        return self.level in (CONCERN, DANGER)


NOTHING = Signal(NONE)
# Without a specific topic or matter: one's own, and one for somebody else.
GENERAL_CONCERN = Signal(CONCERN, GENERAL, GENERAL)
CONCERN_FOR_ANOTHER = Signal(CONCERN, FRIEND, GENERAL)
GENERAL_CONCERNS = (GENERAL_CONCERN, CONCERN_FOR_ANOTHER)
