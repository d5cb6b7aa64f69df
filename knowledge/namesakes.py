"""The profession that bears the name of a study: « psychologie », psychologue."""

from __future__ import annotations

from typing import Optional

from knowledge import studies
from knowledge.base import Base
from knowledge.schema import Occupation
from knowledge.text import normalise

# Both names begin with so many letters alike, and with such a share of those of the study.
MIN_ALIKE, SHARE_ALIKE = 5, 0.6


def trade_of(words: str, base: Base) -> Optional[Occupation]:
    """The profession that bears the name of a study and that it leads to: « psychologie » →
    psychologue. None where none does."""
    trainings = studies.find(words, base).trainings
    led = {each for training in trainings for each in training.occupations}
    named = studies.subject_words(words)
    if len(named) != 1:
        return None
    titles = {
        each: normalise(base.occupations[each].title.m) for each in led if each in base.occupations
    }
    alike = {each: _letters_alike(named[0], title) for each, title in titles.items()}
    best = max(alike, key=lambda each: (alike[each], -len(titles[each]), each), default="")
    enough = max(MIN_ALIKE, SHARE_ALIKE * len(named[0]))
    return base.occupations[best] if best and alike[best] >= enough else None


def _letters_alike(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
