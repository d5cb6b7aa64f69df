"""Distress signals by patterns alone: no model, dialogue or database (CARE S1, S2).

Errs on the side of answering. A signal is never a diagnosis and is excluded from statistics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Optional

from bot.care import abusive_messages, foreign_patterns
from bot.care.patterns import Pattern, PatternSet, load_patterns
from bot.care.person_context import are_reported, narrow_signal
from bot.care.signals import (
    CHECKING,
    CONCERN,
    DANGER,
    FRIEND,
    GENERAL,
    LEVELS,
    NONE,
    NOTHING,
    Signal,
)
from bot.language import spelling_correction
from bot.language.disguise import replace_invisible_with_spaces
from bot.language.pattern_normalisation import normalise_for_patterns

__all__ = [
    "CHECKING",
    "CONCERN",
    "DANGER",
    "FRIEND",
    "GENERAL",
    "NONE",
    "NOTHING",
    "Signal",
    "detect",
]


def detect(text: str) -> Signal:
    """Return the gravest signal of a message: as typed, of sexual risk, foreign or corrected.

    Of two of one level the first in this order counts, and topics in the order of patterns.yml.

    Invisible characters may stand inside a word or replace a space: both readings are tried.
    """
    apart = replace_invisible_with_spaces(text)
    readings = (each for words in (text, apart) if words is not None for each in _detect(words))
    return narrow_signal(_find_gravest(readings), text)


def _find_gravest(signals: Iterable[Optional[Signal]]) -> Signal:
    """Return the first of the gravest signals; the others are not read after a danger."""
    gravest = NOTHING
    for signal in signals:
        if signal is not None and LEVELS.index(signal.level) > LEVELS.index(gravest.level):
            gravest = signal
        if gravest.level == DANGER:
            break
    return gravest


def _detect(text: str) -> Iterator[Optional[Signal]]:
    """Yield the signal of each reading of a text, or None."""
    patterns = load_patterns()
    typed = normalise_for_patterns(text)
    yield _detect_words(patterns, typed)
    yield _detect_sexual_risk(typed)
    yield _detect_foreign(text)
    yield _detect_corrected(patterns, text, typed)


def _detect_words(patterns: PatternSet, typed: str) -> Optional[Signal]:
    words = patterns.remove_harmless(typed)
    story = patterns.fiction.search(words) is not None
    return _find_first_topic(patterns, words, DANGER, story) or _detect_concern(
        patterns, words, story
    )


def _detect_corrected(patterns: PatternSet, text: str, typed: str) -> Optional[Signal]:
    """Return the signal of the corrected and phonetic words, after those as typed."""
    spelt = spelling_correction.load_corrector().correct(text)
    words = normalise_for_patterns(spelt.text) if spelt.words else typed
    return _detect_words(patterns, words) if words != typed else None


def _detect_concern(patterns: PatternSet, words: str, story: bool) -> Optional[Signal]:
    if patterns.over.search(words):
        return None
    explained = story or patterns.work.search(words) is not None
    return _find_first_topic(patterns, words, CONCERN, story) or _find_bare_word(
        patterns, words, explained
    )


def _find_first_topic(known: PatternSet, words: str, level: str, story: bool) -> Optional[Signal]:
    """Return the first topic at this level, about the person or about somebody else."""
    for topic in known.topics:
        own = _find_match(topic.danger if level == DANGER else topic.concern, words)
        theirs = _find_match(topic.third if level == DANGER else topic.third_concern, words)
        if theirs and not story and (not own or theirs.start() <= own.start() < theirs.end()):
            return Signal(level, FRIEND, topic.name)
        if own:
            theirs_told = not story and are_reported(words, own.start(), own.end())
            return Signal(level, FRIEND if theirs_told else topic.name, topic.name)
    return None


def _find_bare_word(patterns: PatternSet, words: str, explained: bool) -> Optional[Signal]:
    """Return a concern for a grave word alone, unless a trade, a lesson or a story explains it."""
    if explained:
        return None
    for topic in patterns.topics:
        if _find_match(topic.bare, words):
            return Signal(CONCERN, topic.name, topic.name)
    return None


def _detect_sexual_risk(typed: str) -> Optional[Signal]:
    topic = abusive_messages.find_risk_topic(typed)
    return Signal(CONCERN, topic, topic) if topic else None


def _detect_foreign(text: str) -> Optional[Signal]:
    match = foreign_patterns.find_foreign_distress(text)
    if match is None:
        return None
    return Signal(match.level, FRIEND if match.about_another else match.topic, match.topic)


def _find_match(compiled: Iterable[Pattern], words: str) -> Optional[re.Match[str]]:
    return next((match for pattern in compiled if (match := pattern.search(words))), None)
