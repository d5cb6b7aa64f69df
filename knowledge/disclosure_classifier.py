"""Classification of personal disclosures (an injustice, a fear, a success) by sample sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np

from knowledge import sample_classifier
from knowledge.sample_classifier import SampleClassifier, SampleGroup
from knowledge.sentence_embedding import Embedder
from knowledge.vector_cache import Progress, VectorCache

DISCLOSURES_FILE = Path(__file__).parent / "data" / "tellings.yml"
NUMBERS = range(19)

# Tuned on tests/knowledge/tellings_dev.yml and by leave-one-out over the samples; evaluated on
# tellings_test.yml.
MIN_SCORE = 0.18
MIN_SHARE_OF_BEST = 1.0


@dataclass(frozen=True)
class Disclosure(SampleGroup):
    """A kind of disclosure: `label` names the replies to it, `entry` the related question or ""."""

    entry: str = ""


class DisclosureClassifier(SampleClassifier):
    """Classifies sentence vectors by kind of disclosure."""

    def __init__(
        self,
        embedder: Embedder,
        cache: Optional[VectorCache] = None,
        file: Path = DISCLOSURES_FILE,
        progress: Optional[Progress] = None,
    ) -> None:
        self.disclosures = load_disclosures(file)
        super().__init__(self.disclosures, MIN_SCORE, MIN_SHARE_OF_BEST, embedder, cache, progress)

    def kind(self, text_vector: np.ndarray) -> tuple[str, float]:
        """Return the label of the best kind and its score, or ("", 0.0)."""
        found = self.read(text_vector, top=1)
        return (self.disclosures[found[0][0]].label, found[0][1]) if found else ("", 0.0)

    def entry(self, kind: str) -> str:
        """Return the id of the question related to a kind, or ""."""
        return next((each.entry for each in self.disclosures.values() if each.label == kind), "")


def load_disclosures(file: Path = DISCLOSURES_FILE) -> Mapping[int, Disclosure]:
    """Return the kinds of `file` by number.

    Raises:
        KnowledgeError: a kind is missing or invalid.
    """
    return sample_classifier.load_groups(file, NUMBERS, "telling", _build_disclosure)


def _build_disclosure(raw: dict[str, Any]) -> Disclosure:
    entry = str(raw.get("entry") or "")
    return Disclosure(int(raw["number"]), str(raw["label"]), tuple(raw["samples"]), entry)
