"""Classify which entry of the knowledge base (a question, a service) a segment asks for.

One linear softmax, fitted on the wordings of the knowledge base, of `nlu_data/entries` and of
`nlu_data/needs` (`id<TAB>wording` per line) and on segments that ask for no entry. Features as in
`heads`: hashed words and characters as typed, and the sentence vector.
`interpretation.entry_ranking` combines it with the search.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np

from bot.dialogue.reading import features, linear
from bot.dialogue.reading.heads import VECTOR_WEIGHT, mask_mentions
from bot.dialogue.reading.reading_training import (
    Embed,
    TrainingSegment,
    inverse_frequencies,
    weigh_rows,
)
from knowledge import search_documents
from knowledge.knowledge_base import KnowledgeBase

# The class of segments that ask for no entry.
NO_ENTRY = ""
MAX_RANKED, MIN_RANKED = 8, 0.005
# Acts that ask for no entry; of the aspects of a profession only some have one.
_OTHER_ACTS = frozenset(
    ("request", "tell", "answer", "react", "correct", "meta", "social", "abuse", "off", "care")
)
_OF_PROFESSIONS = frozenset(
    ("ask.description", "ask.day", "ask.pay", "ask.jobs", "ask.length", "ask.related", "ask.access")
)
# Weight of segments without an entry, which are far more frequent.
NO_ENTRY_WEIGHT = 0.3
# Step through those segments.
NEGATIVE_STRIDE = 4


@dataclass(frozen=True)
class Hyperparameters:
    """How a classifier is fitted: passes through the examples, examples in a step, learning rate,
    buckets of its hashed terms."""

    epochs: int
    batch: int
    rate: float
    buckets: int


# More passes learn the writers: of 235 messages written apart 71.5 % are right first with 6 passes,
# 68.9 with 12.
HYPERPARAMETERS = Hyperparameters(epochs=6, batch=1024, rate=0.03, buckets=1 << 13)


@dataclass(frozen=True)
class RankedEntry:
    """An entry with the probability that it is asked for."""

    id: str
    probability: float


@dataclass(frozen=True)
class AskedEntries:
    """A text with the entries that it may ask for, the likeliest first; `none`: the probability
    that it asks for none."""

    text: str
    ranked: tuple[RankedEntry, ...]
    none: float = 0.0


class EntryClassifier:
    """`sparse` of shape (buckets, entries), `dense` (384, entries), `bias` (entries,), `idf`
    (buckets,); `ids` in the order of the columns, with the class of no entry."""

    def __init__(
        self,
        ids: Sequence[str],
        sparse: np.ndarray,
        dense: np.ndarray,
        bias: np.ndarray,
        idf: np.ndarray,
    ) -> None:
        self._ids, self._sparse, self._dense = tuple(ids), sparse, dense
        self._bias, self._idf = bias, idf

    def asked(self, text: str, vector: np.ndarray, top: int = MAX_RANKED) -> AskedEntries:
        """Return the `top` likeliest entries for a text; `vector` of shape (384,)."""
        found = self._probabilities(text, vector)
        best = np.argsort(-found)[: top + 1]
        ranked = tuple(
            RankedEntry(self._ids[at], round(float(found[at]), 4))
            for at in best
            if self._ids[at] != NO_ENTRY and found[at] >= MIN_RANKED
        )
        return AskedEntries(text, ranked, round(float(found[self._ids.index(NO_ENTRY)]), 4))

    def spread(self, text: str, vector: np.ndarray) -> dict[str, float]:
        """Return the probability of every class."""
        found = self._probabilities(text, vector)
        return dict(zip(self._ids, found.tolist(), strict=True))

    def _probabilities(self, text: str, vector: np.ndarray) -> np.ndarray:
        columns, values = features.weigh(_terms(text, len(self._idf)), self._idf)
        scores = values @ self._sparse[columns] + VECTOR_WEIGHT * vector @ self._dense + self._bias
        return linear.softmax(scores)


def fit_entries(
    wordings: Sequence[tuple[str, str]],
    embed: Embed,
    progress: Optional[linear.Progress] = None,
    chosen: Hyperparameters = HYPERPARAMETERS,
) -> dict[str, Any]:
    """Fit the arrays of `EntryClassifier` on (id, wording) pairs; `ids` is a list."""
    ids = sorted({each for each, _ in wordings})
    column = {each: at for at, each in enumerate(ids)}
    counted = [_terms(text, chosen.buckets) for _, text in wordings]
    idf = inverse_frequencies(counted, chosen.buckets)
    made = linear.fit(
        weigh_rows(counted, idf),
        np.stack([embed(text) for _, text in wordings]) * VECTOR_WEIGHT,
        [linear.Head(len(ids), np.array([column[each] for each, _ in wordings]))],
        weights=np.array([NO_ENTRY_WEIGHT if each == NO_ENTRY else 1.0 for each, _ in wordings]),
        epochs=chosen.epochs,
        rate=chosen.rate,
        batch=chosen.batch,
        progress=progress,
    )
    return {"ids": ids, "sparse": made.sparse, "dense": made.dense, "bias": made.bias, "idf": idf}


def collect_wordings(
    base: KnowledgeBase, folders: Iterable[Path], segments: Iterable[TrainingSegment]
) -> list[tuple[str, str]]:
    """Return (id, wording) of every entry, then of segments that ask for none."""
    entries = (*base.questions.values(), *base.services.values())
    known = {entry.id for entry in entries}
    found = [(entry.id, name) for entry in entries for name in search_documents.list_names(entry)]
    found += [pair for folder in folders for pair in read_wordings(folder) if pair[0] in known]
    none = [s.labelled.text for s in segments if _asks_for_none(s)]
    found += [(NO_ENTRY, text) for text in none[::NEGATIVE_STRIDE]]
    return list(dict.fromkeys(found))


def read_wordings(folder: Path) -> Iterator[tuple[str, str]]:
    """Return (id, text) of every line in the files of a folder."""
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield row[0], row[1]


def _asks_for_none(segment: TrainingSegment) -> bool:
    label, mentions = segment.labelled.label, segment.labelled.mentions
    named = any(mention.type == "p" for mention in mentions)
    return label.partition(".")[0] in _OTHER_ACTS or (named and label in _OF_PROFESSIONS)


def _terms(text: str, buckets: int) -> list[Any]:
    return features.segment_terms(mask_mentions(text, ()), buckets)
