"""The profession that bears the name of a study: « psychologie », psychologue."""

from __future__ import annotations

from typing import Optional

from bot.language.normalisation import normalise
from knowledge import study_lookup
from knowledge.entry_schema import Occupation
from knowledge.knowledge_base import KnowledgeBase

# Both names begin with so many letters alike, and with such a share of those of the study.
MIN_COMMON_LETTERS, MIN_COMMON_SHARE = 5, 0.6


def find_namesake(words: str, base: KnowledgeBase) -> Optional[Occupation]:
    """The profession that bears the name of a study and that it leads to: « psychologie » →
    psychologue. None where none does."""
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
    """How many letters two words begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
