"""TF-IDF of words (1-2) and of characters within words (2-5), accents and case folded.

scikit-learn counts and weighs at training; a turn looks its own n-grams up in what that left, since
its vectorisers take 2 ms for one sentence, and their import a second of each start.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np


def words(text: str) -> list[str]:
    """Each word, then each pair of neighbours."""
    single = text.split()
    return single + [f"{a} {b}" for a, b in pairwise(single)]


def characters(text: str) -> list[str]:
    """Runs of 2 to 5 characters within a word, a space on either side of it."""
    found = []
    for word in text.split():
        padded = f" {word} "
        for size in range(2, 6):
            found += [padded[at : at + size] for at in range(len(padded) - size + 1)]
    return found


@dataclass(frozen=True)
class _Part:
    """One kind of n-gram: how a text is cut, and term → (column, idf)."""

    cut: Callable[[str], list[str]]
    at_least: int  # sentences that a term must occur in
    terms: dict[str, tuple[int, float]]

    def weigh(self, text: str) -> tuple[list[int], np.ndarray]:
        """Columns and values: (1 + ln count) × idf, scaled to length 1."""
        counts = Counter(term for term in self.cut(text) if term in self.terms)
        known = [(*self.terms[term], count) for term, count in counts.items()]
        values = np.array([(1 + math.log(count)) * idf for _, idf, count in known])
        length = math.sqrt(float(values @ values)) if known else 1.0
        return [column for column, _, _ in known], values / length


class Ngrams:
    """Both parts side by side; each keeps what occurs in two or three sentences at least."""

    def __init__(self) -> None:
        self._parts = [_Part(words, 2, {}), _Part(characters, 3, {})]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return sum(len(part.terms) for part in self._parts)

    def fit(self, sentences: list[list[str]]) -> None:
        """Learn the vocabulary; `sentences` are lists of tokens."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        texts = [_folded(tokens) for tokens in sentences]
        before = 0
        for part in self._parts:
            counter = TfidfVectorizer(analyzer=part.cut, min_df=part.at_least)
            counter.fit(texts)
            columns = sorted(counter.vocabulary_.items())
            part.terms.clear()
            part.terms.update(
                {term: (before + at, float(counter.idf_[at])) for term, at in columns}
            )
            before += len(columns)

    def row(self, tokens: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """The columns that a sentence fills, and their values; both of shape (n,)."""
        text = _folded(tokens)
        weighed = [part.weigh(text) for part in self._parts]
        columns = np.array([at for found, _ in weighed for at in found], dtype=np.intp)
        return columns, np.concatenate([values for _, values in weighed]).astype(np.float32)

    def to_json(self) -> list[dict[str, Any]]:
        """Vocabulary and weights as plain data."""
        return [{"terms": part.terms} for part in self._parts]

    @classmethod
    def from_json(cls, kept: list[dict[str, Any]]) -> Ngrams:
        """The inverse of `to_json`."""
        ngrams = cls()
        for part, data in zip(ngrams._parts, kept, strict=True):
            part.terms.update({term: (at, idf) for term, (at, idf) in data["terms"].items()})
        return ngrams


def _folded(tokens: list[str]) -> str:
    text = " ".join(tokens).lower()
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
