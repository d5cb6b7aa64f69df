"""Which of ROME's thirty interests a sentence speaks of, by nearness to sample sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

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


def load_interests(file: Path = FILE) -> Mapping[int, Interest]:
    """The interests of `file` by number. Raises KnowledgeError when one is missing or wrong."""
    return samples.load(file, NUMBERS, "interest", _interest)


def _interest(raw: dict[str, Any]) -> Interest:
    return Interest(int(raw["number"]), str(raw["label"]), tuple(raw["samples"]))
