"""Classification of sentences by ROME's thirty interests, using sample sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np

from knowledge import sample_classifier
from knowledge.sample_classifier import SampleClassifier, SampleGroup
from knowledge.sentence_embedding import Embedder
from knowledge.vector_cache import Progress, VectorCache

INTERESTS_FILE = Path(__file__).parent / "data" / "interests.yml"
NUMBERS = range(31)  # 0 is « autre chose », which a reading drops

# Tuned on tests/knowledge/interests_dev.yml and by leave-one-out over the samples; evaluated on
# interests_test.yml.
MIN_SCORE = 0.15
MIN_SHARE_OF_BEST = 0.85
# For a clause; tuned on interests_several_dev.yml, evaluated on interests_several.yml.
MIN_CLAUSE_SCORE = 0.2


@dataclass(frozen=True)
class Interest(SampleGroup):
    """An interest: its ROME number, a label that follows « tu aimes », and sample sentences."""


class InterestClassifier(SampleClassifier):
    """Classifies sentence vectors by interest.

    Leave-one-out, it classifies 77 of 100 samples, 76 % of them correctly (nearest neighbour: 72
    and 44 %).
    """

    def __init__(
        self,
        embedder: Embedder,
        cache: Optional[VectorCache] = None,
        file: Path = INTERESTS_FILE,
        progress: Optional[Progress] = None,
    ) -> None:
        self.interests = load_interests(file)
        super().__init__(self.interests, MIN_SCORE, MIN_SHARE_OF_BEST, embedder, cache, progress)

    def read_clauses(self, whole: np.ndarray, pieces: Sequence[np.ndarray]) -> list[int]:
        """Return the interests of a sentence with several clauses.

        If the clauses have two or more distinct interests, return those: the vector of the whole
        lies between them. Otherwise return those of the whole, then of the clauses. `whole` and
        each of `pieces` are query vectors, shape (384,).
        """
        best = [found for piece in pieces for found in self.read(piece, top=1)]
        apart = dict.fromkeys(number for number, score in best if score >= MIN_CLAUSE_SCORE)
        if len(apart) > 1:
            return list(apart)
        return list(dict.fromkeys([*(number for number, _ in self.read(whole)), *apart]))


def load_interests(file: Path = INTERESTS_FILE) -> Mapping[int, Interest]:
    """Return the interests of `file` by number.

    Raises:
        KnowledgeError: an interest is missing or invalid.
    """
    return sample_classifier.load_groups(file, NUMBERS, "interest", _build_interest)


def _build_interest(raw: dict[str, Any]) -> Interest:
    return Interest(int(raw["number"]), str(raw["label"]), tuple(raw["samples"]))
