"""A message read before its turn: for distress a second time, then for what it means.

All that embeds is done here, outside of the turn's transaction, and once: the embedder remembers.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Optional

from bot.conversation.intake import Head
from bot.dialogue import correcting
from bot.dialogue.reading.reader import Reading, SegmentReading
from bot.dialogue.understanding import may_be_told
from bot.safeguarding import arbiter, limits
from bot.safeguarding.arbiter import Meant
from bot.safeguarding.detector import Signal
from bot.safeguarding.normalise import normalise
from bot.safeguarding.second_reading import Heard, hear, second

if TYPE_CHECKING:
    from bot.conversation.turn import Parts

logger = logging.getLogger(__name__)

_ASKS = ("ask", "request", "service")
_EVERYDAY_ACTS = (*_ASKS, "off", "social", "meta", "answer")
_TOLD = ("constraint", "like", "dislike", "goal", "strength", "weakness", "done", "situation")
_EVERYDAY_LABELS = tuple(f"tell.{what}" for what in _TOLD)


@dataclass(frozen=True)
class Read:
    """The model's parse data, where words are to be understood, and the signal after both
    readings."""

    parse: Optional[dict[str, Any]]
    signal: Signal
    reading: Optional[Reading] = None
    parses: Mapping[str, dict[str, Any]] = MappingProxyType({})


def read(parts: Parts, head: Head) -> Read:
    """Read a message. Help first, whatever becomes of the rest: what tells of distress is not
    understood any further, and what is surely no note is not read as one."""
    if head.kind != "text" or head.code:
        return Read(None, head.signal)
    heard = _heard(parts, head)
    signal, text = second(head.body, heard, head.signal), correcting.meant(head.body)
    # Nothing weighs against what the patterns alone hear, or against a danger of theirs that
    # nothing may explain.
    stands = heard is None or (heard.pieces and heard.is_unexplained(head.signal))
    if signal and stands and not signal.is_general:
        return Read(None, signal)
    try:
        reading = parts.dialogue.read(text, parts.library)
    except Exception as error:
        if not signal:
            raise
        # What was heard is answered, whatever fails behind it (S1).
        logger.error("no reading of a signal: %s", type(error).__name__)
        return Read(None, signal)
    if heard is not None:
        segments = tuple(map(meant, reading.segments))
        signal = arbiter.weighed(head.body, heard, head.signal, signal, segments)
    if signal and not signal.is_general:  # a general worry may turn out to be practical
        return Read(None, signal)
    parse: dict[str, Any] = parts.dialogue.parse(parts.library.spelling.spell(text).text)
    if may_be_told(parse):
        parts.library.warm(text)
    parses = {each.text: parts.dialogue.parse(each.spelt) for each in reading.segments}
    return Read(parse, signal, reading, parses)


def meant(segment: SegmentReading) -> Meant:
    """What the arbiter weighs of a segment."""
    everyday = sum(map(segment.of_act, _EVERYDAY_ACTS)) + sum(map(segment.of, _EVERYDAY_LABELS))
    return Meant(
        text=segment.text,
        distress=segment.of("care.distress"),
        asks=sum(map(segment.of_act, _ASKS)),
        everyday=everyday,
    )


def _heard(parts: Parts, head: Head) -> Optional[Heard]:
    """What the classifier hears; None where patterns alone tell: of what is said to the bot
    (« envoie un nude », « ta gueule laisse moi crever », a minor at risk), for it was taught none
    of it, and where it fails."""
    at_risk = limits.at_risk(normalise(head.body)) == head.signal.topic
    if limits.limit(head.body) is not None or (head.signal and at_risk):
        return None
    try:
        return hear(head.body, parts.library.embedder.query, head.signal)
    except Exception as error:
        if not head.signal:
            raise
        # What the patterns heard is answered, whatever fails beside them (S1).
        logger.error("no second reading of a signal: %s", type(error).__name__)
        return None
