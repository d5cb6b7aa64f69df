"""Classification of sentence vectors by groups of sample sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, TypeVar

import numpy as np

from knowledge.sentence_embedding import Embedder
from knowledge.vector_cache import Progress, VectorCache
from knowledge.yaml_files import KnowledgeError, read_yaml

RIDGE_PENALTY = 2.0  # tuned by leave-one-out over the samples


@dataclass(frozen=True)
class SampleGroup:
    """A number, a label that completes a sentence about the person, and sample sentences.

    Group 0 holds samples of everything else.
    """

    number: int
    label: str
    samples: tuple[str, ...]


AnyGroup = TypeVar("AnyGroup", bound=SampleGroup)


class SampleClassifier:
    """A ridge regression on the sample vectors. Immutable and thread-safe.

    The regression learns to ignore words that all groups share (« j'aime »), which a comparison
    with single samples would not. `threshold` is the minimum score, `near_best` the minimum share
    of the best score.
    """

    def __init__(
        self,
        groups: Mapping[int, SampleGroup],
        threshold: float,
        near_best: float,
        embedder: Embedder,
        cache: Optional[VectorCache] = None,
        progress: Optional[Progress] = None,
    ) -> None:
        self._threshold, self._near_best = threshold, near_best
        samples = [sample for group in groups.values() for sample in group.samples]
        vectors = (cache or VectorCache()).queries(samples, embedder, progress)
        # All vectors of this model share a direction, which is removed.
        self._common = vectors.mean(axis=0)
        self._samples = _to_unit_vectors(vectors - self._common)
        of = np.repeat(np.arange(len(groups)), [len(group.samples) for group in groups.values()])
        alike = self._samples @ self._samples.T + RIDGE_PENALTY * np.eye(len(samples))
        weights = np.linalg.solve(alike, np.eye(len(groups))[of])  # samples × groups
        self._weights = self._samples.T @ weights  # 384 × groups

    def read(self, text_vector: np.ndarray, top: int = 3) -> list[tuple[int, float]]:
        """Return at most `top` groups of a sentence with their scores, the best first.

        `text_vector` is the query vector of the sentence, shape (384,). A score has to reach the
        threshold, `near_best` of the best one, and that of group 0.
        """
        scores = _to_unit_vectors(text_vector - self._common) @ self._weights
        best_score = float(scores[1:].max())
        least = max(self._threshold, float(scores[0]), self._near_best * best_score)
        best = np.argsort(-scores, kind="stable")[:top]
        return [(int(n), round(float(scores[n]), 4)) for n in best if n and scores[n] >= least]


def load_groups(
    file: Path, numbers: range, what: str, make: Callable[[dict[str, Any]], AnyGroup]
) -> Mapping[int, AnyGroup]:
    """Return the groups of `file` by number, in order; `what` names a group in errors.

    Raises:
        KnowledgeError: a group is missing, duplicate, unknown or invalid.
    """
    found: dict[int, AnyGroup] = {}
    for group in _iter_groups(file, what, make):
        if group.number in found or group.number not in numbers or not group.samples:
            raise KnowledgeError(file.name, str(group.number), "twice, unknown or without sample")
        found[group.number] = group
    missing = sorted(set(numbers) - found.keys())
    if missing:
        raise KnowledgeError(file.name, "-", f"missing {what}s: {missing}")
    return dict(sorted(found.items()))


def _iter_groups(
    file: Path, what: str, make: Callable[[dict[str, Any]], AnyGroup]
) -> Iterator[AnyGroup]:
    for raw in read_yaml(file):
        try:
            yield make(raw)
        except (KeyError, TypeError, ValueError) as error:
            problem = f"not an {what}" if what[0] in "aeiou" else f"not a {what}"
            raise KnowledgeError(file.name, str(raw)[:60], f"{problem}: {error!r}") from error


def _to_unit_vectors(vectors: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)
