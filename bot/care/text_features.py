"""Hashed n-gram features of the phonetic text, beside the sentence vector.

N-grams are hashed into buckets (the « hashing trick », Weinberger et al. 2009), so no vocabulary is
stored. CRC-32 is the same on every machine.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import numpy as np

from bot.language.pattern_normalisation import normalise_for_patterns
from bot.language.phonetic_spelling import spell_phonetically

BUCKETS = 1 << 16
# Same as `knowledge.sentence_embedding.MAX_QUERY_CHARS`: the first lines hold the meaning.
MAX_TEXT_CHARS = 400


def phrase_buckets(words: list[str], most: int = 3) -> np.ndarray:
    """Return the distinct buckets of all word n-grams of one to `most` words."""
    return _hash_to_buckets(
        " ".join(words[start : start + n])
        for n in range(1, most + 1)
        for start in range(len(words) - n + 1)
    )


def letter_buckets(words: list[str]) -> np.ndarray:
    """Return the distinct buckets of each word's two to five letter n-grams, edges included."""
    return _hash_to_buckets(
        framed[start : start + n]
        for framed in (f" {word} " for word in words)
        for n in range(2, 6)
        for start in range(len(framed) - n + 1)
    )


def to_phonetic_words(text: str) -> list[str]:
    """Return the words of a message as they sound."""
    return spell_phonetically(normalise_for_patterns(text[:MAX_TEXT_CHARS]))


def _hash_to_buckets(pieces: Iterator[str]) -> np.ndarray:
    crc = zlib.crc32
    buckets = {crc(piece.encode()) % BUCKETS for piece in pieces}
    return np.fromiter(sorted(buckets), dtype=np.int32, count=len(buckets))
