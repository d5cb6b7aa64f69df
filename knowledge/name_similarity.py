"""Similarity of names by character n-grams.

« tailleuse de pierres », « tayeur de pierre » and « ouvrier tailleur sur pierre » are all similar
to « tailleur de pierre ». A name is the set of the 3- and 4-grams of its words in the masculine
singular, word boundaries included, weighted by rarity; the similarity is the cosine of two sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.name_lexicon import NameKey

_NGRAM_SIZES = (3, 4)
_BASE = 38  # letters, digits, the word boundary and the name separator
_SPACE, _NAME_SEPARATOR = 0, 37
_CODES = np.full(256, _SPACE, dtype=np.int64)
_CODES[ord("\n")] = _NAME_SEPARATOR
_CODES[[ord(sign) for sign in "abcdefghijklmnopqrstuvwxyz0123456789"]] = range(1, 37)


class NameSimilarity:
    """The indexed names of some entries, in the order of the entries."""

    def __init__(self, names: Sequence[tuple[int, NameKey]], size: int) -> None:
        """`names`: pairs of the position of an entry among `size` and the key of a name."""
        self._size = size
        places = np.array([place for place, _ in names], dtype=np.int64)
        self._starts = np.flatnonzero(np.diff(places, prepend=-1))
        self._places = places[self._starts]
        grams, owners = _encode_ngrams([key for _, key in names])
        self._grams, index, counts = np.unique(grams, return_inverse=True, return_counts=True)
        order = np.argsort(index, kind="stable")
        self._owners = owners[order].astype(np.int32)
        self._ends = np.cumsum(counts)
        self._count = len(names)
        self._weights = np.log1p(self._count / counts)
        self._unknown = float(np.log1p(2 * self._count))
        lengths = np.bincount(owners, self._weights[index] ** 2, minlength=self._count)
        self._lengths = np.sqrt(np.maximum(lengths, 1e-9))

    def of(self, words: NameKey) -> NDArray[np.float64]:
        """Return the similarity of `words` to the nearest name of each entry, from 0 to 1."""
        scores = np.zeros(self._size)
        grams, _ = _encode_ngrams([words])
        if not self._count or not len(grams):
            return scores
        at = np.searchsorted(self._grams, grams)
        at[at == len(self._grams)] = 0
        known = at[self._grams[at] == grams]
        if not len(known):
            return scores
        squares = self._weights[known] ** 2
        strange = (len(grams) - len(known)) * self._unknown**2
        begins = np.where(known > 0, self._ends[known - 1], 0)
        counts = self._ends[known] - begins
        owners = [self._owners[a : a + n] for a, n in zip(begins, counts, strict=True)]
        weights = np.repeat(squares, counts)
        shared = np.bincount(np.concatenate(owners), weights, minlength=self._count)
        likeness = shared / self._lengths / np.sqrt(squares.sum() + strange)
        scores[self._places] = np.maximum.reduceat(likeness, self._starts)
        return np.minimum(scores, 1.0)


def _encode_ngrams(names: Iterable[NameKey]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct n-grams of each name as numbers, and the index of the name of each."""
    text = "".join(f" {' '.join(key)} \n" for key in names) + _NGRAM_SIZES[-1] * "\n"
    letters = _CODES[np.frombuffer(text.encode("ascii", "replace"), dtype=np.uint8)]
    owners = np.cumsum(letters == _NAME_SEPARATOR)
    grams, gram_owners = [], []
    for size in _NGRAM_SIZES:
        windows = np.lib.stride_tricks.sliding_window_view(letters, size)
        whole = (windows[:, 1:-1] != _SPACE).all(axis=1) & (windows != _NAME_SEPARATOR).all(axis=1)
        # The leading 1 keeps the numbers of different sizes apart.
        numbers = windows @ _BASE ** np.arange(size)[::-1] + _BASE**size
        grams.append(numbers[whole])
        gram_owners.append(owners[: len(windows)][whole])
    pairs = np.unique(np.concatenate(gram_owners) * _BASE**5 + np.concatenate(grams))
    return pairs % _BASE**5, pairs // _BASE**5
