"""The weights of the intent classifier: labels, n-grams and a linear model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.dialogue.nlu.ngrams import Ngrams
from bot.dialogue.nlu.shipped_weights import ShippedWeights


@dataclass(frozen=True)
class IntentWeights:
    """One row per feature, one column per intent: `grams` (n-grams, intents), `vector` (384,
    intents), `bias` (intents,); float32."""

    labels: tuple[str, ...]
    ngrams: Ngrams
    grams: np.ndarray
    vector: np.ndarray
    bias: np.ndarray

    def odds(self, words: list[str], vector: np.ndarray) -> np.ndarray:
        """Return the probability of each intent, for tokens (`words`) and a `vector` of shape
        (384,)."""
        columns, values = self.ngrams.row(words)
        scores = values @ self.grams[columns] + vector @ self.vector + self.bias
        odds = np.exp(scores - scores.max())
        return np.asarray(odds / odds.sum())

    def numbers(self) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Return arrays and metadata for `shipped_weights`: the vector rows in sixteen bits, the
        n-grams in eight."""
        arrays = {
            "grams": self.grams,
            "vector": self.vector.astype(np.float16),
            "bias": self.bias,
            "idf": self.ngrams.idf(),
        }
        return arrays, {"labels": list(self.labels), "terms": self.ngrams.terms()}

    @classmethod
    def of(cls, kept: ShippedWeights) -> IntentWeights:
        """Rebuild from the result of `numbers`."""
        numbers: Mapping[str, np.ndarray] = kept.arrays
        return cls(
            tuple(kept.meta["labels"]),
            Ngrams.of(kept.meta["terms"], numbers["idf"]),
            np.ascontiguousarray(numbers["grams"]),
            numbers["vector"].astype(np.float32),
            numbers["bias"],
        )
