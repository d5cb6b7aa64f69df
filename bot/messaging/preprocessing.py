"""Preprocessing of a message before its turn: the second distress reading, then understanding.

The segments and the whole message are embedded here, outside of the turn's transaction; what the
talk adds to them, inside.
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
from bot.care.signals import GENERAL_CONCERNS
from bot.dialogue import self_corrections
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
    """The result of preprocessing.

    Attributes:
        parse: the model's parse data; None if the text is not to be understood.
        signal: the signal after both distress readings.
        reading: what the message says by itself.
        parses: parse data by segment text.
    """

    parse: Optional[dict[str, Any]]
    signal: Signal
    reading: Optional[Reading] = None
    parses: Mapping[str, dict[str, Any]] = MappingProxyType({})


def preprocess(parts: TurnDependencies, head: PendingMessage) -> PreprocessedMessage:
    """Read a message for distress and meaning.

    Text with a specific signal is not parsed. If understanding fails on text with a signal, the
    signal is returned all the same (S1).
    """
    if head.kind != "text" or head.code:
        return PreprocessedMessage(None, head.signal)
    heard = _classify_distress(parts, head)
    signal, text = (
        combine_readings(head.body, heard, head.signal),
        self_corrections.resolve_correction(head.body),
    )
    # A signal of the patterns stands if the classifier did not run, or if it is a danger that
    # nothing in the text explains.
    stands = heard is None or (heard.pieces and heard.is_unexplained(head.signal))
    if signal and stands and signal not in GENERAL_CONCERNS:
        return PreprocessedMessage(None, signal)
    try:
        reading = parts.dialogue.read(text, parts.library)
    except Exception as error:
        if not signal:
            raise
        # The signal is answered even if understanding fails (S1).
        logger.error("no reading of a signal: %s", type(error).__name__)
        return PreprocessedMessage(None, signal)
    if heard is not None:
        segments = tuple(map(summarize_segment, reading.segments))
        signal = arbiter.arbitrate(head.body, heard, head.signal, signal, segments)
    if signal and signal not in GENERAL_CONCERNS:  # a general worry may turn out to be practical
        return PreprocessedMessage(None, signal)
    spelt = parts.library.spelling.correct(text).text
    parse: dict[str, Any] = parts.dialogue.parse(spelt)
    parses = {
        each.text: {**parse} if each.spelt == spelt else parts.dialogue.parse(each.spelt)
        for each in reading.segments
    }
    return PreprocessedMessage(parse, signal, reading, parses)


def summarize_segment(segment: SegmentReading) -> SegmentMeaning:
    """Return the probabilities of a segment that the arbiter weighs."""
    everyday = sum(segment.acts[act] for act in _EVERYDAY_ACTS) + sum(
        segment.labels[label] for label in _EVERYDAY_LABELS
    )
    return SegmentMeaning(
        text=segment.text,
        distress=segment.labels["care.distress"],
        asks=sum(segment.acts[act] for act in _ASKING_ACTS),
        everyday=everyday,
    )


def _classify_distress(
    parts: TurnDependencies, head: PendingMessage
) -> Optional[ClassifierReading]:
    """Read a message with the distress classifier; None where the patterns alone decide.

    That is so for abuse and for minors at risk (« envoie un nude », « ta gueule laisse moi
    crever »), which the classifier was not trained on, and if it fails on a text with a signal.
    """
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
        # The signal of the patterns is answered even if the classifier fails (S1).
        logger.error("no second reading of a signal: %s", type(error).__name__)
        return None
