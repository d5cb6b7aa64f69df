"""A message read before its turn: for distress a second time, then for what it means.

All that embeds is done here, outside of the turn's transaction, and once: the embedder remembers.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Optional

from bot.care import abusive_messages, arbiter
from bot.care.arbiter import SegmentMeaning
from bot.care.detector import Signal
from bot.care.second_reading import ClassifierReading, combine_readings, read_with_classifier
from bot.dialogue import self_corrections
from bot.dialogue.intent_resolution import may_become_note
from bot.dialogue.reading.reader import Reading, SegmentReading
from bot.language.pattern_normalisation import normalise_for_patterns
from bot.messaging.message_intake import PendingMessage
from bot.messaging.turn_dependencies import TurnDependencies

logger = logging.getLogger(__name__)

_ASKING_ACTS = ("ask", "request", "service")
_EVERYDAY_ACTS = (*_ASKING_ACTS, "off", "social", "meta", "answer")
_TOLD_LABEL_SUFFIXES = (
    "constraint",
    "like",
    "dislike",
    "goal",
    "strength",
    "weakness",
    "done",
    "situation",
)
_EVERYDAY_LABELS = tuple(f"tell.{what}" for what in _TOLD_LABEL_SUFFIXES)


@dataclass(frozen=True)
class PreprocessedMessage:
    """The model's parse data, where words are to be understood, and the signal after both
    readings."""

    parse: Optional[dict[str, Any]]
    signal: Signal
    reading: Optional[Reading] = None
    parses: Mapping[str, dict[str, Any]] = MappingProxyType({})


def preprocess(parts: TurnDependencies, head: PendingMessage) -> PreprocessedMessage:
    """Read a message. Help first, whatever becomes of the rest: what tells of distress is not
    understood any further, and what is surely no note is not read as one."""
    if head.kind != "text" or head.code:
        return PreprocessedMessage(None, head.signal)
    heard = _classify_distress(parts, head)
    signal, text = (
        combine_readings(head.body, heard, head.signal),
        self_corrections.resolve_correction(head.body),
    )
    # Nothing weighs against what the patterns alone hear, or against a danger of theirs that
    # nothing may explain.
    stands = heard is None or (heard.pieces and heard.is_unexplained(head.signal))
    if signal and stands and not signal.is_general:
        return PreprocessedMessage(None, signal)
    try:
        reading = parts.dialogue.read(text, parts.library)
    except Exception as error:
        if not signal:
            raise
        # What was heard is answered, whatever fails behind it (S1).
        logger.error("no reading of a signal: %s", type(error).__name__)
        return PreprocessedMessage(None, signal)
    if heard is not None:
        segments = tuple(map(summarize_segment, reading.segments))
        signal = arbiter.arbitrate(head.body, heard, head.signal, signal, segments)
    if signal and not signal.is_general:  # a general worry may turn out to be practical
        return PreprocessedMessage(None, signal)
    parse: dict[str, Any] = parts.dialogue.parse(parts.library.spelling.correct(text).text)
    if may_become_note(parse):
        parts.library.precompute_vectors(text)
    parses = {each.text: parts.dialogue.parse(each.spelt) for each in reading.segments}
    return PreprocessedMessage(parse, signal, reading, parses)


def summarize_segment(segment: SegmentReading) -> SegmentMeaning:
    """What the arbiter weighs of a segment."""
    everyday = sum(map(segment.act_probability, _EVERYDAY_ACTS)) + sum(
        map(segment.of, _EVERYDAY_LABELS)
    )
    return SegmentMeaning(
        text=segment.text,
        distress=segment.of("care.distress"),
        asks=sum(map(segment.act_probability, _ASKING_ACTS)),
        everyday=everyday,
    )


def _classify_distress(
    parts: TurnDependencies, head: PendingMessage
) -> Optional[ClassifierReading]:
    """What the classifier hears; None where patterns alone tell: of what is said to the bot
    (« envoie un nude », « ta gueule laisse moi crever », a minor at risk), for it was taught none
    of it, and where it fails."""
    at_risk = (
        abusive_messages.find_risk_topic(normalise_for_patterns(head.body)) == head.signal.topic
    )
    if abusive_messages.classify_abuse(head.body) is not None or (head.signal and at_risk):
        return None
    try:
        return read_with_classifier(head.body, parts.library.embedder.query, head.signal)
    except Exception as error:
        if not head.signal:
            raise
        # What the patterns heard is answered, whatever fails beside them (S1).
        logger.error("no second reading of a signal: %s", type(error).__name__)
        return None
