"""The tier of a message where all that reads it is there: patterns, classifier, and its meaning.

One logistic model over a handful of numbers (`numbers`) says how likely it tells of distress; its
weights stand in arbiter.json as plain numbers (`boussole safeguarding weigh` makes it, from
sentences that taught the classifier nothing). It weighs; it does not find: help needs a pattern or
a cue whatever the score, and a danger of the patterns that nothing may explain always stands.
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
from bot.care.detector import CHECKING, CONCERN, DANGER, NOTHING, Signal
from bot.care.person_context import narrow_signal
from bot.care.second_reading import (
    MIN_DOUBTED_PATTERN_SCORE,
    SUICIDE_TOPIC,
    ClassifierReading,
    ScoredPiece,
)

WEIGHTS_FILE = Path(__file__).with_name("arbiter.json")
# From which log-odds on a pattern counts; a cue of a grave matter on which the classifier agrees,
# and another one; the classifier alone, and where it hears a wish to die or what a cue names too. A
# miss is worse than a false alarm: a pattern stands, and the soft line is said, also where harmless
# is likelier.
(
    MIN_PATTERN_LOG_ODDS,
    MIN_AGREED_CUE_LOG_ODDS,
    MIN_CUE_LOG_ODDS,
    MIN_CHECKING_LOG_ODDS,
    MIN_HINTED_CHECKING_LOG_ODDS,
) = -1.0, 0.3, 2.0, -0.1, -1.0
# From this probability on all of a message is surely of every day.
MIN_EVERYDAY_PROBABILITY = 0.85
# Scores of the classifier further out than this say no more.
MAX_ABSOLUTE_SCORE = 10.0


@dataclass(frozen=True)
class SegmentMeaning:
    """One segment as its meaning was read: how likely it tells of distress, asks for something, or
    is of every day at all."""

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
    """The signal of a message. `first` is the patterns', `second` that of both readings without the
    meaning, `meant` the segments of it."""
    if not heard.pieces:
        return NOTHING
    found = _decide_signal(
        heard, first, second, score_message(extract_features(heard, first, second, meant))
    )
    return narrow_signal(found, text)


def score_message(found: Mapping[str, float]) -> float:
    """The log-odds that a message of these numbers tells of distress."""
    known = _load_weights()
    return known["bias"] + sum(known[name] * value for name, value in found.items())


def extract_features(
    heard: ClassifierReading, first: Signal, second: Signal, meant: Sequence[SegmentMeaning]
) -> dict[str, float]:
    """What is weighed of a message."""
    best = heard.best
    told = max(meant, key=lambda segment: _word_overlap(segment.text, best.text))
    everyday = min(segment.everyday for segment in meant)
    asks = max(segment.asks for segment in meant)
    all_everyday = everyday >= MIN_EVERYDAY_PROBABILITY
    return {
        **_pattern_features(heard, first),
        **_classifier_features(heard),
        "asks": asks,
        "everyday": _to_log_odds(everyday),
        "told_distress": _to_log_odds(told.distress),
        "told_asks": told.asks,
        "told_everyday": _to_log_odds(told.everyday),
        "surely_everyday": float(all_everyday),
        "checked_everyday": float(second.level == CHECKING and all_everyday),
    }


def _decide_signal(
    heard: ClassifierReading, first: Signal, second: Signal, likely: float
) -> Signal:
    if first and (heard.is_unexplained(first) or likely >= MIN_PATTERN_LOG_ODDS):
        return heard.raise_to_danger(first)
    cued = _find_cued_piece(heard)
    if cued is not None:
        told = heard.told(cued)
        grave = GRAVE_TOPICS & {told.matter, second.matter}
        agreed = bool(grave) and (heard.has_confirmed_cue(cued) or second.level == DANGER)
        if likely >= (MIN_AGREED_CUE_LOG_ODDS if agreed else MIN_CUE_LOG_ODDS):
            return second if second.level == DANGER else told
    if second:  # what both readings hear is never let pass without a word
        return Signal(CHECKING, second.topic, second.matter)
    named = any(second.matter in piece.evidence.topics for piece in heard.pieces)
    hinted = second.level == CHECKING and (named or second.matter == SUICIDE_TOPIC)
    return (
        heard.checked(MIN_DOUBTED_PATTERN_SCORE)
        if likely >= (MIN_HINTED_CHECKING_LOG_ODDS if hinted else MIN_CHECKING_LOG_ODDS)
        else NOTHING
    )


def _find_cued_piece(heard: ClassifierReading) -> Optional[ScoredPiece]:
    """The piece with a word of distress: one that both agree on, else the one of the best score."""
    cued = sorted(
        (piece for piece in heard.pieces if piece.evidence.topics), key=lambda piece: -piece.score
    )
    return next(filter(heard.has_confirmed_cue, cued), cued[0] if cued else None)


def _pattern_features(heard: ClassifierReading, first: Signal) -> dict[str, float]:
    cued = [piece for piece in heard.pieces if piece.evidence.topics]
    best = max(cued, key=lambda piece: piece.score, default=None)
    return {
        "danger": float(first.level == DANGER),
        "concern": float(first.level == CONCERN),
        "explained_pattern": float(bool(first) and heard.max_penalty > 0),
        "cue_of_the_matter": float(best is not None and heard.has_cue_of_topic(best)),
    }


def _classifier_features(heard: ClassifierReading) -> dict[str, float]:
    best = heard.best
    return {
        "score": _clamp_score(best.score),
        "pieces": heard.doublings,
        "phrases": best.phrases,
        "letters": best.letters,
        "explained": float(best.evidence.explained),
        "set_aside": float(best.evidence.set_aside),
        "at_work": float(best.evidence.at_work),
    }


def _clamp_score(value: float) -> float:
    return max(-MAX_ABSOLUTE_SCORE, min(MAX_ABSOLUTE_SCORE, value))


def _to_log_odds(probability: float) -> float:
    """Log-odds, a hundredth off both ends."""
    return log((probability + 0.01) / (1.01 - probability))


def _word_overlap(segment: str, piece: str) -> float:
    """Which share of the words of a segment stands in a piece."""
    mine, its = set(segment.casefold().split()), set(piece.casefold().split())
    return len(mine & its) / max(1, len(mine))


@lru_cache(maxsize=1)
def _load_weights() -> dict[str, float]:
    read: dict[str, float] = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))["weights"]
    return read
