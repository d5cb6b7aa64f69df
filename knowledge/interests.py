"""Which of ROME's thirty interests a sentence speaks of, by nearness to sample sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np

from knowledge import samples
from knowledge.embedding import Embedder
from knowledge.samples import Group, SampleReader
from knowledge.vectors import Progress, VectorCache

FILE = Path(__file__).parent / "data" / "interests.yml"
NUMBERS = range(31)

# Chosen on tests/knowledge/interests_dev.yml and on each sample read by all others; measured on
# interests_test.yml.
THRESHOLD = 0.15
NEAR_BEST = 0.85
# Of a piece of a sentence; chosen on interests_several_dev.yml, measured on interests_several.yml.
PIECE = 0.2


@dataclass(frozen=True)
class Interest(Group):
    """An interest: its ROME number, a label that follows « tu aimes », and sample sentences."""


class InterestReader(SampleReader):
    """Reads interests in sentence vectors.

    It reads 77 of 100 samples by all others, 76 % of what it reads being right; the nearest samples
    72, and 44 %.
    """

    def __init__(
        self,
        embedder: Embedder,
        cache: Optional[VectorCache] = None,
        file: Path = FILE,
        progress: Optional[Progress] = None,
    ) -> None:
        self.interests = load_interests(file)
        super().__init__(self.interests, THRESHOLD, NEAR_BEST, embedder, cache, progress)

    def read_apart(self, whole: np.ndarray, pieces: Sequence[np.ndarray]) -> list[int]:
        """The interests of a sentence that says several things: one a piece where they are two or
        more, for the whole lies between them then; else that of the whole first.

        `whole`, and each of `pieces`: a query vector, shape (384,).
        """
        best = [found for piece in pieces for found in self.read(piece, top=1)]
        apart = dict.fromkeys(number for number, score in best if score >= PIECE)
        if len(apart) > 1:
            return list(apart)
        return list(dict.fromkeys([*(number for number, _ in self.read(whole)), *apart]))


def load_interests(file: Path = FILE) -> Mapping[int, Interest]:
    """The interests of `file` by number. Raises KnowledgeError when one is missing or wrong."""
    return samples.load(file, NUMBERS, "interest", _interest)


def _interest(raw: dict[str, Any]) -> Interest:
    return Interest(int(raw["number"]), str(raw["label"]), tuple(raw["samples"]))
