"""What the classifier of intents is: labels, n-grams and the weights of a linear model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.dialogue.nlu.ngrams import Ngrams
from bot.dialogue.nlu.shipped_weights import ShippedWeights


@dataclass(frozen=True)
class IntentWeights:
    """One row a feature, one column an intent: `grams` (n-grams × intents), `vector` (384 ×
    intents), `bias` (intents,); float32, rows whole in memory."""

    labels: tuple[str, ...]
    ngrams: Ngrams
    grams: np.ndarray
    vector: np.ndarray
    bias: np.ndarray

    def odds(self, words: list[str], vector: np.ndarray) -> np.ndarray:
        """The probability of each intent. `words`: the tokens of a sentence; `vector`: its own,
        shape (384,). Only the rows that its n-grams name are read."""
        columns, values = self.ngrams.row(words)
        scores = values @ self.grams[columns] + vector @ self.vector + self.bias
        odds = np.exp(scores - scores.max())
        return np.asarray(odds / odds.sum())

    def numbers(self) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Arrays and facts, as `shipped` keeps them: 384 rows that count in every sentence in
        sixteen bits, the many of the n-grams in eight."""
        arrays = {
            "grams": self.grams,
            "vector": self.vector.astype(np.float16),
            "bias": self.bias,
            "idf": self.ngrams.idf(),
        }
        return arrays, {"labels": list(self.labels), "terms": self.ngrams.terms()}

    @classmethod
    def of(cls, kept: ShippedWeights) -> IntentWeights:
        """The inverse of `numbers`."""
        numbers: Mapping[str, np.ndarray] = kept.arrays
        return cls(
            tuple(kept.meta["labels"]),
            Ngrams.of(kept.meta["terms"], numbers["idf"]),
            np.ascontiguousarray(numbers["grams"]),
            numbers["vector"].astype(np.float32),
            numbers["bias"],
        )
