"""A message read before its turn: for distress a second time, then for what it means.

All that embeds is done here, outside of the turn's transaction, and once: the embedder remembers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Optional

from bot.conversation.intake import Head
from bot.dialogue import correcting
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
    if head.kind != "text" or head.code or head.signal.level == DANGER:
        return Read(None, head.signal)
    signal = _again(parts, head)
    if signal:
        return Read(None, signal)
    text = correcting.meant(head.body)
    parse: dict[str, Any] = parts.dialogue.parse(text)
    if may_be_told(parse):
        parts.library.warm(text)
    return Read(parse, signal)


def _again(parts: Parts, head: Head) -> Signal:
    """The signal after both readings. Of what is said to the bot (« envoie un nude », « ta gueule
    laisse moi crever », a minor at risk) patterns alone tell: the second was taught none of it."""
    at_risk = limits.at_risk(normalise(head.body)) == head.signal.topic
    if limits.limit(head.body) is not None or (head.signal and at_risk):
        return head.signal
    return read_again(head.body, parts.library.embedder.query(head.body), head.signal)
