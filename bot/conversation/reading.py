"""A message read before its turn: for distress a second time, then for what it means.

All that embeds is done here, outside of the turn's transaction, and once: the embedder remembers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Optional

from bot.conversation.intake import Head
from bot.dialogue.understanding import may_be_told
from bot.safeguarding import limits
from bot.safeguarding.classifier import read_again
from bot.safeguarding.detector import DANGER, Signal
from bot.safeguarding.normalise import normalise

if TYPE_CHECKING:
    from bot.conversation.turn import Parts


@dataclass(frozen=True)
class Read:
    """The model's parse data, where words are to be understood, and the signal after both
    readings."""

    parse: Optional[dict[str, Any]]
    signal: Signal


def read(parts: Parts, head: Head) -> Read:
    """Read a message. Help first, whatever becomes of the rest: what tells of distress is not
    understood any further, and what is surely no note is not read as one."""
    if head.kind != "text" or head.code or _is_settled(head):
        return Read(None, head.signal)
    vector = parts.library.embedder.query(head.body)
    signal = read_again(head.body, vector, head.signal)
    if signal:
        return Read(None, signal)
    parse: dict[str, Any] = parts.dialogue.parse(head.body)
    if may_be_told(parse):
        parts.library.warm(head.body)
    return Read(parse, signal)


def _is_settled(head: Head) -> bool:
    """Whether patterns alone tell: of a danger; and of what is said to the bot beside, of which the
    second reading was taught nothing (« ta gueule laisse moi crever », a minor at risk)."""
    if head.signal.level == DANGER:
        return True
    at_risk = limits.at_risk(normalise(head.body)) == head.signal.topic
    return bool(head.signal) and (at_risk or limits.limit(head.body) is not None)
