"""TF-IDF of words (1-2) and of characters within words (2-5), accents and case folded."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer


class Ngrams:
    """Two vectorisers side by side; each keeps what occurs twice or more."""

    def __init__(self) -> None:
        self._parts = [
            TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), min_df=2, sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True),
        ]

    def fit(self, sentences: list[list[str]]) -> None:
        """Learn the vocabulary; `sentences` are lists of tokens."""
        texts = [_folded(words) for words in sentences]
        for part in self._parts:
            part.fit(texts)

    def transform(self, sentences: list[list[str]]) -> sparse.csr_matrix:
        """Shape (sentences, vocabulary), float."""
        texts = [_folded(words) for words in sentences]
        return sparse.hstack([part.transform(texts) for part in self._parts], format="csr")

    def to_json(self) -> list[dict[str, Any]]:
        """Vocabulary and weights as plain data."""
        return [
            {
                "terms": {term: int(column) for term, column in part.vocabulary_.items()},
                "idf": part.idf_.tolist(),
            }
            for part in self._parts
        ]

    @classmethod
    def from_json(cls, kept: list[dict[str, Any]]) -> Ngrams:
        """The inverse of `to_json`."""
        ngrams = cls()
        for part, data in zip(ngrams._parts, kept, strict=True):
            part.vocabulary_ = data["terms"]
            part.idf_ = np.array(data["idf"])
        return ngrams


def _folded(words: list[str]) -> str:
    text = " ".join(words).lower()
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
