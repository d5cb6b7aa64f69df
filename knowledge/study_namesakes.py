"""Professions named after a study: « psychologie », psychologue."""

from __future__ import annotations

from typing import Optional

from bot.language.normalisation import normalise
from knowledge import study_lookup
from knowledge.entry_schema import Occupation
from knowledge.knowledge_base import KnowledgeBase

# Minimum length of the common prefix, and its share of the study's name.
MIN_COMMON_LETTERS, MIN_COMMON_SHARE = 5, 0.6


def find_namesake(words: str, base: KnowledgeBase) -> Optional[Occupation]:
    """Return the profession that a study leads to and that is named after it, or None."""
    trainings = study_lookup.find_study(words, base).trainings
    led = {each for training in trainings for each in training.occupations}
    named = study_lookup.list_subject_words(words)
    if len(named) != 1:
        return None
    titles = {
        each: normalise(base.occupations[each].title.m) for each in led if each in base.occupations
    }
    alike = {each: _common_prefix_length(named[0], title) for each, title in titles.items()}
    best = max(alike, key=lambda each: (alike[each], -len(titles[each]), each), default="")
    enough = max(MIN_COMMON_LETTERS, MIN_COMMON_SHARE * len(named[0]))
    return base.occupations[best] if best and alike[best] >= enough else None


def _common_prefix_length(one: str, other: str) -> int:
    """Return the length of the common prefix of two words."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
