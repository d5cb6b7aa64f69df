"""TF-IDF of words (1-2) and of characters within words (2-5), accents and case folded.

Same weights as the vectorisers of scikit-learn, which take 2 ms a sentence, twenty seconds for the
training data, and one second to import.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np


def words(text: str) -> list[str]:
    """Yield each word, then each pair of neighbours."""
    single = text.split()
    return single + [f"{a} {b}" for a, b in pairwise(single)]


def characters(text: str) -> list[str]:
    """Yield runs of 2 to 5 characters within a word padded with spaces."""
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
        """Return columns and values: (1 + ln count) × idf, scaled to length 1."""
        counts = Counter(term for term in self.cut(text) if term in self.terms)
        known = [(*self.terms[term], count) for term, count in counts.items()]
        values = np.array([(1 + math.log(count)) * idf for _, idf, count in known])
        length = math.sqrt(float(values @ values)) if known else 1.0
        return [column for column, _, _ in known], values / length


class Ngrams:
    """Both parts side by side, with the terms of at least two or three sentences."""

    def __init__(self) -> None:
        self._parts = [_Part(words, 2, {}), _Part(characters, 3, {})]

    @property
    def width(self) -> int:
        """The number of columns."""
        return sum(len(part.terms) for part in self._parts)

    def fit(self, sentences: list[list[str]]) -> None:
        """Learn the vocabulary from lists of tokens."""
        texts = [_folded(tokens) for tokens in sentences]
        terms: list[list[str]] = []
        idf: list[float] = []
        for part in self._parts:
            counts = Counter(term for text in texts for term in set(part.cut(text)))
            terms.append(sorted(term for term, n in counts.items() if n >= part.at_least))
            idf += [math.log((1 + len(texts)) / (1 + counts[term])) + 1 for term in terms[-1]]
        self._learn(terms, np.array(idf, dtype=np.float32))

    def row(self, tokens: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the columns of a sentence and their values, both of shape (n,)."""
        text = _folded(tokens)
        weighed = [part.weigh(text) for part in self._parts]
        columns = np.array([at for found, _ in weighed for at in found], dtype=np.intp)
        return columns, np.concatenate([values for _, values in weighed]).astype(np.float32)

    def terms(self) -> list[list[str]]:
        """The vocabulary of each part, in the order of the columns."""
        return [list(part.terms) for part in self._parts]

    def idf(self) -> np.ndarray:
        """The weight of each column, of shape (width,), float32."""
        weights = [idf for part in self._parts for _, idf in part.terms.values()]
        return np.array(weights, dtype=np.float32)

    @classmethod
    def of(cls, terms: list[list[str]], idf: np.ndarray) -> Ngrams:
        """Rebuild from `terms` and `idf`."""
        ngrams = cls()
        ngrams._learn(terms, idf)
        return ngrams

    def _learn(self, terms: list[list[str]], idf: np.ndarray) -> None:
        columns = enumerate(idf.tolist())
        for part, own in zip(self._parts, terms, strict=True):
            part.terms.clear()
            part.terms.update(dict(zip(own, columns, strict=False)))


def _folded(tokens: list[str]) -> str:
    text = " ".join(tokens).lower()
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
