"""A message read before its turn: for distress a second time, then for what it means.

All that embeds is done here, outside of the turn's transaction, and once: the embedder remembers.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Optional

from bot.conversation.intake import Head
from bot.dialogue import correcting
from bot.dialogue.reading.reader import Reading, SegmentReading
from bot.dialogue.understanding import may_be_told, turns_away
from bot.safeguarding import limits
from bot.safeguarding.detector import CHECKING, CONCERN, GENERAL, NOTHING, Signal
from bot.safeguarding.normalise import normalise
from bot.safeguarding.people import is_adult
from bot.safeguarding.replies import wants_something
from bot.safeguarding.second_reading import read_again
from bot.safeguarding.sentence_splitter import pieces

if TYPE_CHECKING:
    from bot.conversation.turn import Parts

logger = logging.getLogger(__name__)

SUICIDE = "suicide"
# From this probability on a sentence surely asks: no explicit sentence of distress, of 150, weighs
# less by it, and half the false alarms of everyday ones do.
ASKS_SURELY = 0.9
# Of a grown-up who is worn out, less is asked: « je voudrais savoir si, à mon âge… » tells as well.
ASKS_LIKELY = 0.4
# A message of so many words is long.
LONG = 35
_IN_PLAIN_WORDS = frozenset({SUICIDE, "self_harm", "sextortion", "forced_marriage"})
# From this probability on every segment of a message is an everyday one. Of what the classifier
# alone hears, that takes the soft line from 3 of 11 everyday messages and from 1 of 37 that hint.
SURELY_EVERYDAY = 0.85
# In a long message that asks, a danger that the classifier alone is sure of stands where one
# segment is less of an everyday one than this: a death wish beside the question is no question.
LIKELY_EVERYDAY = 0.6
_EVERYDAY_ACTS = ("ask", "request", "service", "off", "social", "meta", "answer")
_EVERYDAY_LABELS = tuple(
    f"tell.{what}" for what in ("constraint", "like", "goal", "strength", "done", "situation")
)


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
    signal, text = _again(parts, head), correcting.meant(head.body)
    if signal and head.signal and not _may_be_practical(head.body, signal):
        return Read(None, signal)
    try:
        reading = parts.dialogue.read(text, parts.library)
    except Exception as error:
        if not signal:
            raise
        # What the classifier heard is answered, whatever fails behind it (S1).
        logger.error("no reading of a signal: %s", type(error).__name__)
        return Read(None, signal)
    # What is surely told is no less so beside a question.
    alone = not head.signal
    unsure = signal.level == CONCERN and (
        signal.topic == GENERAL or (alone and signal.topic == SUICIDE)
    )
    guessed = alone and _is_guessed(head.body, signal)
    unsure = unsure or (guessed and _is_everyday(reading, LIKELY_EVERYDAY))
    least = ASKS_LIKELY if _may_be_practical(head.body, signal) else ASKS_SURELY
    asks = unsure and _asks_surely(reading, least)
    if signal and not asks:
        return Read(None, signal)
    parse: dict[str, Any] = parts.dialogue.parse(parts.library.spelling.spell(text).text)
    if may_be_told(parse):
        parts.library.warm(text)
    parses = {each.text: parts.dialogue.parse(each.spelt) for each in reading.segments}
    if asks:
        return Read(parse, replace(signal, level=CHECKING), reading, parses)
    heard = signal.level == CHECKING and not head.signal  # by the classifier alone
    practical = heard and (is_practical(head.body, parse, signal) or _is_everyday(reading))
    return Read(parse, NOTHING if practical else signal, reading, parses)


def _may_be_practical(text: str, signal: Signal) -> bool:
    """Whether a grown-up tells that they are worn out: where they ask something too, that is what
    they came for (« en burn-out, puis-je changer de métier ? »)."""
    worn_out = signal.level == CONCERN and signal.topic == signal.matter == GENERAL
    return worn_out and bool(is_adult(text))


def _is_guessed(text: str, signal: Signal) -> bool:
    """Whether the classifier alone hears, in a long message, what people say in words that the
    patterns know: of 46 explicit messages of these matters none that surely asks for something is
    heard by it alone, of everyday ones half of all that get full help are. Death that is wished for
    without its name is heard so, too: it is a guess only where the rest is everyday."""
    return signal.matter in _IN_PLAIN_WORDS and len(text.split()) >= LONG


def _asks_surely(reading: Reading, least: float = ASKS_SURELY) -> bool:
    """Whether a sentence surely asks for something: of what no pattern hears, it is answered then,
    with a word of care under it, for a classifier alone does not take the talk over."""
    return any(_asks(segment) + segment.of_act("off") >= least for segment in reading.segments)


def _is_everyday(reading: Reading, least: float = SURELY_EVERYDAY) -> bool:
    """Whether all of a message surely asks for something, greets, or tells what one likes, does or
    has to arrange: what the classifier alone hears a little in such words is nothing told."""
    return all(
        sum(map(segment.of_act, _EVERYDAY_ACTS)) + sum(map(segment.of, _EVERYDAY_LABELS)) >= least
        for segment in reading.segments
    )


def _asks(segment: SegmentReading) -> float:
    return sum(map(segment.of_act, ("ask", "request", "service")))


def is_practical(text: str, parse: dict[str, Any], signal: Signal) -> bool:
    """Whether one sentence surely asks for something of orientation, and the classifier hears only
    little in it: no word of care is added to its answer."""
    unsure = signal.topic == GENERAL and signal.matter != SUICIDE
    return unsure and len(pieces(text)) == 1 and turns_away(parse) and wants_something(text)


def _again(parts: Parts, head: Head) -> Signal:
    """The signal after both readings. Of what is said to the bot (« envoie un nude », « ta gueule
    laisse moi crever », a minor at risk) patterns alone tell: the second was taught none of it."""
    at_risk = limits.at_risk(normalise(head.body)) == head.signal.topic
    if limits.limit(head.body) is not None or (head.signal and at_risk):
        return head.signal
    try:
        return read_again(head.body, parts.library.embedder.query, head.signal)
    except Exception as error:
        if not head.signal:
            raise
        # What the patterns heard is answered, whatever fails beside them (S1).
        logger.error("no second reading of a signal: %s", type(error).__name__)
        return head.signal
