"""What a message tells of distress: how grave, and about what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

# Checking: the classifier alone hears something; what is asked is answered, and one line is added.
NONE, CHECKING, CONCERN, DANGER = LEVELS = ("none", "checking", "concern", "danger")
# Topics: a worry about somebody else, and being unwell without a name for it.
FRIEND, GENERAL = "friend", "distress"


@dataclass(frozen=True)
class Signal:
    """How grave, and about what. It is true from a concern on: what is to be answered with help.

    `topic` is "friend" when the worry is about somebody else; `matter` is then what that person
    goes through, and otherwise the same as `topic`. Both are None without a signal.
    """

    level: str
    topic: Optional[str] = None
    matter: Optional[str] = None

    def __bool__(self) -> bool:
        return self.level in (CONCERN, DANGER)

    @property
    def is_general(self) -> bool:
        """A worry without a name: of being unwell, and of nothing graver."""
        return self.level == CONCERN and self.topic == GENERAL and self.matter == GENERAL


NOTHING = Signal(NONE)
