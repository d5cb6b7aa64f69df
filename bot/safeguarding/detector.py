"""Signals of distress, by patterns alone: no model, no dialogue, no database (CARE S1, S2).

It errs on the side of answering. What it says is never a diagnosis, and is kept out of figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Optional

from bot.safeguarding import foreign, limits
from bot.safeguarding.disguise import spaced
from bot.safeguarding.normalise import normalise
from bot.safeguarding.patterns import Pattern, Patterns, patterns
from bot.safeguarding.people import narrowed
from bot.safeguarding.signals import (
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
from knowledge import spelling

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
    """The gravest signal in a message; among equals, the first topic of patterns.yml.

    What cannot be seen may stand inside a word or between two: both are read.
    """
    first, apart = _detect(text), spaced(text)
    if apart is None or first.level == DANGER:
        return narrowed(first, text)
    both = (first, _detect(apart))
    return narrowed(max(both, key=lambda signal: LEVELS.index(signal.level)), text)


def _detect(text: str) -> Signal:
    known = patterns()
    typed = normalise(text)
    told = _told(known, typed) or _at_risk(typed) or _foreign(text)
    return told or _meant(known, text, typed) or NOTHING


def _told(known: Patterns, typed: str) -> Optional[Signal]:
    words = known.without_harmless(typed)
    told = known.fiction.search(words) is not None
    return _first(known, words, DANGER, told) or _concern(known, words, told)


def _meant(known: Patterns, text: str, typed: str) -> Optional[Signal]:
    """What is told in words with a slip, or as they sound: a second look, so that what the patterns
    hear as it was typed stays."""
    spelt = spelling.load().spell(text)
    words = normalise(spelt.text) if spelt.words else typed
    return _told(known, words) if words != typed else None


def _concern(known: Patterns, words: str, told: bool) -> Optional[Signal]:
    if known.over.search(words):
        return None
    explained = told or known.work.search(words) is not None
    return _first(known, words, CONCERN, told) or _bare(known, words, explained)


def _first(known: Patterns, words: str, level: str, told: bool) -> Optional[Signal]:
    """The first topic at this level that the person says of themselves, or of somebody else."""
    for topic in known.topics:
        own = _find(topic.danger if level == DANGER else topic.concern, words)
        other = _find(topic.third if level == DANGER else topic.third_concern, words)
        if other and not told and (not own or other.start() <= own.start() < other.end()):
            return Signal(level, FRIEND, topic.name)
        if own:
            return Signal(level, topic.name, topic.name)
    return None


def _bare(known: Patterns, words: str, explained: bool) -> Optional[Signal]:
    """A grave word alone is a concern, unless a trade, a lesson or a story explains it."""
    if explained:
        return None
    for topic in known.topics:
        if _find(topic.bare, words):
            return Signal(CONCERN, topic.name, topic.name)
    return None


def _at_risk(typed: str) -> Optional[Signal]:
    topic = limits.at_risk(typed)
    return Signal(CONCERN, topic, topic) if topic else None


def _foreign(text: str) -> Optional[Signal]:
    found = foreign.find(text)
    return Signal(found.level, found.topic, found.topic) if found else None


def _find(compiled: Iterable[Pattern], words: str) -> Optional[re.Match[str]]:
    return next((match for pattern in compiled if (match := pattern.search(words))), None)
