"""The final distress level of a message, from the patterns, the classifier and the meaning.

A logistic model over a few features (`extract_features`) estimates how likely the message expresses
distress. `boussole safeguarding weigh` fits its weights (arbiter.json) on sentences that the
classifier was not trained on. The model only weighs evidence: help always needs a pattern or a cue,
and a danger that the patterns report and nothing explains always stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path
from typing import Optional

from bot.care.classifier import GRAVE_TOPICS
from bot.care.detector import CHECKING, CONCERN, DANGER, GENERAL, NOTHING, Signal
from bot.care.person_context import narrow_signal
from bot.care.second_reading import (
    MIN_DOUBTED_PATTERN_SCORE,
    SUICIDE_TOPIC,
    ClassifierReading,
    ScoredPiece,
)

WEIGHTS_FILE = Path(__file__).with_name("arbiter.json")
# Minimum log-odds for: a pattern; a cue of the grave matter that the classifier confirms; any other
# cue; the classifier alone; the classifier alone where it finds suicide or the matter of a cue. A
# miss is worse than a false alarm, so patterns and the soft line are kept below even odds.
(
    MIN_PATTERN_LOG_ODDS,
    MIN_AGREED_CUE_LOG_ODDS,
    MIN_CUE_LOG_ODDS,
    MIN_CHECKING_LOG_ODDS,
    MIN_HINTED_CHECKING_LOG_ODDS,
) = -1.0, 0.3, 2.0, -0.1, -1.0
# From this probability on, every segment counts as everyday talk.
MIN_EVERYDAY_PROBABILITY = 0.85
# Of a statement without cues, whose score of the classifier then counts for nothing: none of the
# 1,060 sentences of distress of the held-out set is so plain.
PLAIN_PROBABILITY = 0.95
# Least score at which a cue of a matter names it (the lowest of distress in the held-out set is
# -1.2), and at which one of another matter leaves it its name: « j'ai peur de le dire à mes
# parents » has 1.4 for suicide, the lowest of suicide 6.9.
MIN_NAMED_SCORE, MIN_NAMED_BY_OTHER_CUE = -2.0, 3.5
# From this probability on, what has no cue is a question and nothing else.
MIN_PLAIN_QUESTION_PROBABILITY = 0.8
# Classifier scores are clamped to this absolute value.
MAX_ABSOLUTE_SCORE = 10.0


@dataclass(frozen=True)
class SegmentMeaning:
    """Probabilities that a segment expresses distress, asks for something, or is everyday talk."""

    text: str
    distress: float
    asks: float
    everyday: float


def arbitrate(
    text: str,
    heard: ClassifierReading,
    first: Signal,
    second: Signal,
    meant: Sequence[SegmentMeaning],
) -> Signal:
    """Return the signal of a message.

    `first` is the signal of the patterns, `second` that of patterns and classifier without the
    meaning, `meant` the segments of the message.
    """
    if not heard.pieces or (not (first or second) and _is_plainly_told(heard, meant)):
        return NOTHING
    features = extract_features(heard, first, second, meant)
    signal = _decide_signal(heard, first, second, score_message(features))
    alone = not first and second.level in (NOTHING.level, CHECKING)
    if alone and signal.level == CHECKING and not _may_name_matter(signal, heard, meant, features):
        signal = Signal(CHECKING, GENERAL, GENERAL)
    return narrow_signal(signal, text)


def _may_name_matter(
    signal: Signal,
    heard: ClassifierReading,
    meant: Sequence[SegmentMeaning],
    features: Mapping[str, float],
) -> bool:
    """Whether what the classifier alone hears may be called by its name: « mon CDD finit en avril »
    is no reason to speak of dying. Else the soft line names none.

    It takes a cue that the score does not deny, or certainty about what is no question; never
    where all is surely of every day. None of the sentences of the held-out set about suicide or
    self-harm loses its name by this.
    """
    if min(each.everyday for each in meant) >= MIN_EVERYDAY_PROBABILITY:
        return False
    cues = {topic for piece in heard.pieces for topic in piece.evidence.topics}
    if cues:
        least = MIN_NAMED_SCORE if signal.matter in cues else MIN_NAMED_BY_OTHER_CUE
        return features["score"] >= least
    asked = features["told_asks"] >= MIN_PLAIN_QUESTION_PROBABILITY
    return signal.topic != GENERAL and not asked


def _is_plainly_told(heard: ClassifierReading, meant: Sequence[SegmentMeaning]) -> bool:
    """Whether a message without any cue surely only states tastes, goals or limits: « j'ai toujours
    voulu être boulanger »."""
    return not any(piece.evidence.topics for piece in heard.pieces) and all(
        each.everyday >= PLAIN_PROBABILITY
        and max(each.asks, each.distress) <= 1.0 - PLAIN_PROBABILITY
        for each in meant
    )


def score_message(features: Mapping[str, float]) -> float:
    """Return the log-odds that a message with these features expresses distress."""
    weights = _load_weights()
    return weights["bias"] + sum(weights[name] * value for name, value in features.items())


def extract_features(
    heard: ClassifierReading, first: Signal, second: Signal, meant: Sequence[SegmentMeaning]
) -> dict[str, float]:
    """Return the features of a message by name."""
    best = heard.best
    closest = max(meant, key=lambda segment: _word_overlap(segment.text, best.text))
    everyday = min(segment.everyday for segment in meant)
    asks = max(segment.asks for segment in meant)
    all_everyday = everyday >= MIN_EVERYDAY_PROBABILITY
    return {
        **_pattern_features(heard, first),
        **_classifier_features(heard),
        "asks": asks,
        "everyday": _to_log_odds(everyday),
        "told_distress": _to_log_odds(closest.distress),
        "told_asks": closest.asks,
        "told_everyday": _to_log_odds(closest.everyday),
        "surely_everyday": float(all_everyday),
        "checked_everyday": float(second.level == CHECKING and all_everyday),
    }


def _decide_signal(
    reading: ClassifierReading, first: Signal, second: Signal, likely: float
) -> Signal:
    if first and (reading.is_unexplained(first) or likely >= MIN_PATTERN_LOG_ODDS):
        return reading.raise_to_danger(first)
    cued = _find_cued_piece(reading)
    if cued is not None:
        signal = reading.told(cued)
        grave = GRAVE_TOPICS & {signal.matter, second.matter}
        sure = reading.has_confirmed_cue(cued) or second.level == DANGER
        agreed = bool(grave) and sure and signal.matter in cued.evidence.topics
        if likely >= (MIN_AGREED_CUE_LOG_ODDS if agreed else MIN_CUE_LOG_ODDS):
            return second if second.level == DANGER else signal
    named = any(second.matter in piece.evidence.topics for piece in reading.pieces)
    # A signal of both readings always gets at least the soft line; a danger that no cue names and
    # the meaning makes unlikely is not called by its name.
    if second:
        unnamed = second.level == DANGER and not named
        return Signal(CHECKING, *((GENERAL, GENERAL) if unnamed else (second.topic, second.matter)))
    hinted = second.level == CHECKING and (named or second.matter == SUICIDE_TOPIC)
    return (
        reading.checked(MIN_DOUBTED_PATTERN_SCORE)
        if likely >= (MIN_HINTED_CHECKING_LOG_ODDS if hinted else MIN_CHECKING_LOG_ODDS)
        else NOTHING
    )


def _find_cued_piece(reading: ClassifierReading) -> Optional[ScoredPiece]:
    """Return the piece with a confirmed cue, else the cued piece with the highest score."""
    cued = sorted(
        (piece for piece in reading.pieces if piece.evidence.topics), key=lambda piece: -piece.score
    )
    return next(filter(reading.has_confirmed_cue, cued), cued[0] if cued else None)


def _pattern_features(reading: ClassifierReading, first: Signal) -> dict[str, float]:
    cued = [piece for piece in reading.pieces if piece.evidence.topics]
    best = max(cued, key=lambda piece: piece.score, default=None)
    return {
        "danger": float(first.level == DANGER),
        "concern": float(first.level == CONCERN),
        "explained_pattern": float(bool(first) and reading.max_penalty > 0),
        "cue_of_the_matter": float(best is not None and reading.has_cue_of_topic(best)),
    }


def _classifier_features(reading: ClassifierReading) -> dict[str, float]:
    best = reading.best
    return {
        "score": _clamp_score(best.score),
        "pieces": reading.doublings,
        "phrases": best.phrases,
        "letters": best.letters,
        "explained": float(best.evidence.explained),
        "set_aside": float(best.evidence.set_aside),
        "at_work": float(best.evidence.at_work),
    }


def _clamp_score(value: float) -> float:
    return max(-MAX_ABSOLUTE_SCORE, min(MAX_ABSOLUTE_SCORE, value))


def _to_log_odds(probability: float) -> float:
    """Return the log-odds, with the probability kept 0.01 away from 0 and 1."""
    return log((probability + 0.01) / (1.01 - probability))


def _word_overlap(segment: str, piece: str) -> float:
    """Return the share of the segment's words that occur in the piece."""
    segment_words, piece_words = set(segment.casefold().split()), set(piece.casefold().split())
    return len(segment_words & piece_words) / max(1, len(segment_words))


@lru_cache(maxsize=1)
def _load_weights() -> dict[str, float]:
    weights: dict[str, float] = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))["weights"]
    return weights
