"""BM25 over stems: how much of what the words of a text could reach in a base each entry has."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import bm25s
import numpy as np

# It comes with a handler of its own and tells every index it builds.
logging.getLogger("bm25s").setLevel(logging.WARNING)

UNKNOWN_WORD_SCORE = (
    6.0  # what a word that is nowhere in the base could have added: it is a rare one
)
MIN_REACHABLE_SCORE = (
    5.0  # a text reaches at least this: one common word (« temps ») is no full match
)


class Bm25Index:
    """The stems of each entry, counted once."""

    def __init__(self, entries: Sequence[list[str]]) -> None:
        self._size = len(entries)
        self._counted = bm25s.BM25()
        # bm25s refuses to count nothing
        self._counted.index(list(entries) or [["-"]], show_progress=False)
        self._best_of = {
            word: float(self._counted.get_scores([word]).max())
            for word in self._counted.vocab_dict
            if word  # bm25s adds an empty one
        }

    def shares(self, typed: Sequence[str], looked_for: list[str]) -> np.ndarray:
        """Of each entry, from 0 to 1. `typed`: the stems of the text, by which is known what it
        could reach; `looked_for`: those, each once, and what they may have been meant as."""
        if not looked_for:
            return np.zeros(self._size)
        reachable = sum(self._best_of.get(word, UNKNOWN_WORD_SCORE) for word in set(typed))
        scores = self._counted.get_scores(looked_for) / max(reachable, MIN_REACHABLE_SCORE)
        return np.asarray(np.minimum(scores, 1.0))
