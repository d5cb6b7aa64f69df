"""Which of ROME's thirty interests a sentence speaks of, by nearness to sample sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np
import yaml

from knowledge.base import KnowledgeError
from knowledge.embedding import Embedder
from knowledge.vectors import Progress, VectorCache

FILE = Path(__file__).parent / "data" / "interests.yml"
NUMBERS = range(31)

# Chosen on tests/knowledge/interests_dev.yml, measured on interests_test.yml.
THRESHOLD = 0.22
NEAR_BEST = 0.85  # of the best score: what is further behind is not meant
NEAREST = 3  # samples whose cosines are averaged: one alone is near by chance


@dataclass(frozen=True)
class Interest:
    """An interest: its ROME number, a label that follows « tu aimes », and sample sentences.

    Number 0 is none: things people say that tell no interest.
    """

    number: int
    label: str
    samples: tuple[str, ...]


class InterestReader:
    """Reads interests in sentence vectors. Immutable; safe between threads."""

    def __init__(
        self,
        embedder: Embedder,
        cache: Optional[VectorCache] = None,
        file: Path = FILE,
        progress: Optional[Progress] = None,
    ) -> None:
        self.interests = load_interests(file)
        samples = [s for interest in self.interests.values() for s in interest.samples]
        vectors = (cache or VectorCache()).queries(samples, embedder, progress)
        # All sentences of this model share a direction; what is left without it tells them apart.
        self._common = vectors.mean(axis=0)
        self._samples = _unit(vectors - self._common)
        ends = np.cumsum([len(interest.samples) for interest in self.interests.values()])
        self._groups = np.split(np.arange(len(samples)), ends[:-1])

    def read(self, text_vector: np.ndarray, top: int = 3) -> list[tuple[int, float]]:
        """The interests a sentence speaks of, nearest first: at most `top`, often none.

        `text_vector` is the query vector of the sentence, shape (384,). The score is the mean
        cosine with the NEAREST samples of an interest, all taken from their common direction; it
        has to reach THRESHOLD and NEAR_BEST of the best one, and to beat the samples of number 0.
        """
        cosines = self._samples @ _unit(text_vector - self._common)
        scores = np.array([np.sort(cosines[group])[-NEAREST:].mean() for group in self._groups])
        least = max(THRESHOLD, float(scores[0]), NEAR_BEST * float(scores[1:].max()))
        best = np.argsort(-scores, kind="stable")[:top]
        return [(int(n), round(float(scores[n]), 4)) for n in best if n and scores[n] >= least]


def load_interests(file: Path = FILE) -> Mapping[int, Interest]:
    """The interests of `file` by number. Raises KnowledgeError when one is missing or wrong."""
    found: dict[int, Interest] = {}
    for raw in yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader):
        try:
            interest = Interest(int(raw["number"]), str(raw["label"]), tuple(raw["samples"]))
        except (KeyError, TypeError, ValueError) as error:
            raise KnowledgeError(file.name, str(raw)[:60], f"not an interest: {error!r}") from error
        if interest.number in found or interest.number not in NUMBERS or not interest.samples:
            raise KnowledgeError(
                file.name, str(interest.number), "twice, unknown or without sample"
            )
        found[interest.number] = interest
    if len(found) != len(NUMBERS):
        missing = sorted(set(NUMBERS) - found.keys())
        raise KnowledgeError(file.name, "-", f"missing interests: {missing}")
    return dict(sorted(found.items()))


def _unit(vectors: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)
