"""Hashed features of tokens and segments, which need no vocabulary.

Terms are hashed with CRC-32, the same on every machine; collisions are rare enough with 2^15 to
2^16 buckets.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np

from bot.dialogue.reading.message_tokens import Token

SEGMENT_BUCKETS = 1 << 15
TOKEN_BUCKETS = 1 << 16
_EDGE = Token("⟨⟩", 0, 0, "⟨⟩")


def bucket(term: str, buckets: int) -> int:
    """Return the bucket of a term, from 0 to buckets - 1."""
    return crc32(term.encode()) % buckets


def segment_terms(words: Sequence[str], buckets: int = SEGMENT_BUCKETS) -> list[Counter[int]]:
    """Return buckets and counts of a segment: words, pairs of words, and runs of 2 to 5
    characters within words; a mention is written as its type (« ⟨p⟩ »)."""
    padded = ["⟨", *words, "⟩"]
    grams = [*words, *(f"{a} {b}" for a, b in pairwise(padded))]
    return [
        Counter(bucket(f"w{gram}", buckets) for gram in grams),
        Counter(bucket(f"c{run}", buckets) for word in words for run in _runs(word)),
    ]


def _runs(word: str) -> Iterator[str]:
    if word.startswith("⟨"):
        return
    padded = f" {word} "
    for size in range(2, 6):
        for at in range(len(padded) - size + 1):
            yield padded[at : at + size]


def weigh(terms: Sequence[Counter[int]], idf: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return columns and values, (1 + ln count) × idf, each kind of term scaled to length 1."""
    columns: list[int] = []
    values: list[np.ndarray] = []
    for counted in terms:
        places = np.fromiter(counted, dtype=np.intp, count=len(counted))
        counts = np.fromiter((1 + math.log(n) for n in counted.values()), np.float32, len(counted))
        weights = counts * idf[places]
        length = float(np.sqrt(weights @ weights)) or 1.0
        columns.extend(places.tolist())
        values.append(weights / length)
    return np.array(columns, dtype=np.intp), np.concatenate(values).astype(np.float32)


def token_terms(
    found: Sequence[Token], at: int, before: str, named: Mapping[str, str]
) -> list[int]:
    """Return the buckets of token `at` for the tagger; `before`: the tag of the previous token,
    `named`: the types of names in which a folded word stands."""

    def near(offset: int) -> Token:
        place = at + offset
        return found[place] if 0 <= place < len(found) else _EDGE

    two_back, back, here, ahead, two_ahead = (near(offset) for offset in (-2, -1, 0, 1, 2))
    word, g = here.folded, named.get
    terms = [
        "bias",
        f"w0={word}",
        f"w-1={back.folded}",
        f"w+1={ahead.folded}",
        f"w-2={two_back.folded}",
        f"w+2={two_ahead.folded}",
        f"w-1,0={back.folded} {word}",
        f"w0,1={word} {ahead.folded}",
        f"w-2,-1={two_back.folded} {back.folded}",
        f"w1,2={ahead.folded} {two_ahead.folded}",
        f"shape={back.shape} {here.shape}",
        f"g0={g(word, '')}",
        f"g-1,0,1={g(back.folded, '')} {g(word, '')} {g(ahead.folded, '')}",
        f"g0,w-1={g(word, '')} {back.folded}",
        f"t-1={before}",
        f"t-1,w0={before} {word}",
        f"t-1,g0={before} {g(word, '')}",
        f"end={word[-3:]}",
        f"end4={word[-4:]}",
        f"begin={word[:4]}",
        f"at={min(at, 3)}",
        *(f"tri={run}" for run in _trigrams(word)),
    ]
    return [bucket(term, TOKEN_BUCKETS) for term in terms]


def _trigrams(word: str) -> Iterator[str]:
    padded = f"<{word}>"
    for at in range(len(padded) - 2):
        yield padded[at : at + 3]
