"""Cuts a text into pieces of the vocabulary: the unigram model of SentencePiece.

Of all the ways to cut a text, the one whose pieces have the greatest sum of log probabilities is
taken (Kudo 2018, « Subword Regularization », by the algorithm of Viterbi). The 250,000 pieces are
found by hashes of their code points, 3 MB: a dictionary of them would take 35 MB, and a second.
"""

from __future__ import annotations

import re

import numpy as np

from knowledge.encoder.model_file import Vocabulary

# SentencePiece writes a space as this, and puts one before the text.
_SPACE = "\u2581"
# An unknown character is this much less likely than the rarest piece (SentencePiece's own figure).
_UNKNOWN_PENALTY = 10.0
_SPACES = re.compile(" {2,}")
# A hash is the sum of code point × multiplier ** (place + 1), modulo 2 ** 64: an odd constant whose
# bits look random, the one that PCG multiplies with.
_MULTIPLIER = 6364136223846793005


class SubwordTokenizer:
    """Texts to ids. Thread-safe."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        lengths, codes = _split_pieces(vocabulary)
        self._longest = int(lengths.max())
        self._powers = _power_series(self._longest)
        starts = np.cumsum(lengths) - lengths
        places = np.arange(len(codes)) - np.repeat(starts, lengths)
        hashes = np.add.reduceat(codes * self._powers[places], starts)
        self._ids = np.argsort(hashes).astype(np.int32)
        self._hashes = hashes[self._ids]
        self._unknown_score = float(vocabulary.scores.min()) - _UNKNOWN_PENALTY

    def encode(self, text: str) -> list[int]:
        """Return the ids of the pieces of a text, without those of its start and end."""
        spelt = _SPACES.sub(" ", text.translate(self._vocabulary.replacements))
        spelt = spelt.replace(" ", _SPACE)
        return self._cut(spelt if spelt.startswith(_SPACE) else _SPACE + spelt)

    def _cut(self, text: str) -> list[int]:
        size, unknown = len(text), self._vocabulary.unknown
        best = [0.0] + [float("-inf")] * size
        last = [(0, unknown)] * (size + 1)  # where the last piece up to here begins, and its id
        pieces = self._find_pieces(text)
        for start in range(size):
            score = best[start] + self._unknown_score
            if score > best[start + 1]:
                best[start + 1], last[start + 1] = score, (start, unknown)
            for length, number, weight in pieces[start]:
                score, end = best[start] + weight, start + length
                if score > best[end]:
                    best[end], last[end] = score, (start, number)
        ids, end = [], size
        while end:
            end, number = last[end]
            ids.append(number)
        return ids[::-1]

    def _find_pieces(self, text: str) -> list[list[tuple[int, int, float]]]:
        """Return, for each place of a text, the length, id and score of each piece found there."""
        codes = _code_points(text)
        longest, size = min(self._longest, len(codes)), len(codes)
        padded = np.concatenate([codes, np.zeros(longest, dtype=np.uint64)])
        # Shape (longest, size): the hash of what begins at each place, by its length.
        windows = np.lib.stride_tricks.sliding_window_view(padded, longest)[:size].T
        hashes = np.cumsum(windows * self._powers[:longest, None], axis=0)
        at = np.searchsorted(self._hashes, hashes)
        at[at == len(self._hashes)] = 0
        rows, starts = np.nonzero(self._hashes[at] == hashes)
        numbers = self._ids[at[rows, starts]]
        scores = self._vocabulary.scores[numbers]
        found: list[list[tuple[int, int, float]]] = [[] for _ in range(size)]
        for row, start, number, score in zip(
            *map(np.ndarray.tolist, (rows, starts, numbers, scores)), strict=True
        ):
            # Zeros after the end could only continue a piece that holds one.
            if start + row < size and number != self._vocabulary.unknown:
                found[start].append((row + 1, number, score))
        return found


def _split_pieces(vocabulary: Vocabulary) -> tuple[np.ndarray, np.ndarray]:
    """Return the lengths of the pieces in code points, and the code points of all of them."""
    begins = (vocabulary.text & 0xC0) != 0x80  # every byte of UTF-8 but 10xxxxxx
    lengths = np.add.reduceat(begins.view(np.int8), vocabulary.offsets[:-1], dtype=np.int64)
    return lengths, _code_points(vocabulary.text.tobytes().decode())


def _code_points(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)


def _power_series(count: int) -> np.ndarray:
    return np.cumprod(np.full(count, _MULTIPLIER, dtype=np.uint64))
