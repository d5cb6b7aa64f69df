"""BM25 over stems, normalised by the highest score that the words of a text can reach."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import bm25s
import numpy as np

# bm25s installs its own handler and logs every index it builds.
logging.getLogger("bm25s").setLevel(logging.WARNING)

# The reachable score of a word that is absent from the base, hence rare.
UNKNOWN_WORD_SCORE = 6.0
# Minimum reachable score, so that one common word (« temps ») is not a full match.
MIN_REACHABLE_SCORE = 5.0


class Bm25Index:
    """A BM25 index of the stems of each entry."""

    def __init__(self, entries: Sequence[list[str]]) -> None:
        self._size = len(entries)
        self._counted = bm25s.BM25()
        # bm25s cannot index an empty corpus
        self._counted.index(list(entries) or [["-"]], show_progress=False)
        # As `get_scores([word]).max()`, in a tenth of the time: a word is a column of the index.
        scores, starts = self._counted.scores["data"], self._counted.scores["indptr"]
        self._best_of = {
            word: float(scores[starts[column] : starts[column + 1]].max())
            for word, column in self._counted.vocab_dict.items()
            if word  # bm25s adds an empty one
        }

    def weight(self, stem: str) -> float:
        """Return how much a stem tells of an entry: the highest score that it alone can reach."""
        return self._best_of.get(stem, UNKNOWN_WORD_SCORE)

    def shares(self, typed: Sequence[str], looked_for: list[str]) -> np.ndarray:
        """Return the normalised score of each entry, from 0 to 1.

        `typed` are the stems of the text, which set the reachable score; `looked_for` the same
        stems without duplicates, with their likely corrections.
        """
        if not looked_for:
            return np.zeros(self._size)
        reachable = sum(self._best_of.get(word, UNKNOWN_WORD_SCORE) for word in set(typed))
        scores = self._counted.get_scores(looked_for) / max(reachable, MIN_REACHABLE_SCORE)
        return np.asarray(np.minimum(scores, 1.0))
