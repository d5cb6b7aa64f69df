"""Readability of the base by the Kandel-Moles index, the French adaptation of Flesch's.

207 - 1.015 × words per sentence - 73.6 × syllables per word (Kandel and Moles, 1958): 60 is
standard, 80 easy. Syllables are counted as groups of vowels, without a mute final « e ».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.language.normalisation import tokenise
from knowledge.base_checks import SENTENCE_END, iter_prose
from knowledge.imported_models import RomeSheet
from knowledge.knowledge_base import KnowledgeBase

_VOWELS = re.compile(r"[aeiouy]+")


def compute_base_ease(base: KnowledgeBase) -> float:
    """Return the index over all hand-written prose of the base."""
    written = (entry for entry in base.entries.values() if not isinstance(entry, RomeSheet))
    return compute_ease(text for entry in written for text in iter_prose(entry))


def compute_ease(texts: Iterable[str]) -> float:
    """Return the index over texts, or 0 if they contain no word."""
    sentences = words = syllables = 0
    for sentence in map(tokenise, split_sentences(texts)):
        sentences += bool(sentence)
        words += len(sentence)
        syllables += sum(_count_syllables(word) for word in sentence)
    if not words:
        return 0.0
    return 207 - 1.015 * words / sentences - 73.6 * syllables / words


def split_sentences(texts: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of texts."""
    for text in texts:
        yield from SENTENCE_END.split(text)


def _count_syllables(word: str) -> int:
    mute = re.sub(r"(?<=[^aeiouy])(?:e|es|ent)$", "", word)
    return max(1, len(_VOWELS.findall(mute)))
