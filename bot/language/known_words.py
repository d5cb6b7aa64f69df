"""Recognise French words and words often typed here; personal names are not included."""

from __future__ import annotations

import csv
from functools import lru_cache
from zlib import crc32

import numpy as np

from bot.language.spelling_correction import VOCABULARY_FOLDER


def is_known_word(word: str) -> bool:
    """Return whether a word, in lower case, is known."""
    typed, french = _load_known_words()
    number = crc32(word.encode())
    at = int(np.searchsorted(french, number))
    return word in typed or (at < len(french) and int(french[at]) == number)


@lru_cache(maxsize=1)
def _load_known_words() -> tuple[frozenset[str], np.ndarray]:
    """Return the vocabulary, and the sorted CRC-32 of French words, shape (n,)."""
    with (VOCABULARY_FOLDER / "words.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        words = frozenset(word for word, _ in rows)
    return words, np.load(VOCABULARY_FOLDER / "french.npy")
