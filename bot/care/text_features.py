"""What the classifier looks at beside the sentence vector: pieces of the text as it sounds.

Pieces are counted under the remainder of a hash (the « hashing trick », Weinberger et al. 2009), so
that no list of words has to be kept. CRC-32 is the same on every machine.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import numpy as np

from bot.language.pattern_normalisation import normalise_for_patterns
from bot.language.phonetic_spelling import spell_phonetically

BUCKETS = 1 << 16
# As `knowledge.sentence_embedding.MAX_QUERY_CHARS`: what a person means is said in the first lines.
MAX_TEXT_CHARS = 400


def phrase_buckets(words: list[str], most: int = 3) -> np.ndarray:
    """The buckets of every one to `most` words that follow each other, each bucket once."""
    return _hash_to_buckets(
        " ".join(words[start : start + n])
        for n in range(1, most + 1)
        for start in range(len(words) - n + 1)
    )


def letter_buckets(words: list[str]) -> np.ndarray:
    """The buckets of every two to five letters inside a word, its borders counted."""
    return _hash_to_buckets(
        framed[start : start + n]
        for framed in (f" {word} " for word in words)
        for n in range(2, 6)
        for start in range(len(framed) - n + 1)
    )


def to_phonetic_words(text: str) -> list[str]:
    """The words of a message as they sound."""
    return spell_phonetically(normalise_for_patterns(text[:MAX_TEXT_CHARS]))


def _hash_to_buckets(pieces: Iterator[str]) -> np.ndarray:
    crc = zlib.crc32
    found = {crc(piece.encode()) % BUCKETS for piece in pieces}
    return np.fromiter(sorted(found), dtype=np.int32, count=len(found))
