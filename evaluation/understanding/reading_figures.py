"""Measures the reading of messages on the held-out bank, with ablation and learning curve."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.dialogue.reading import reading_weights
from bot.dialogue.reading.heads import Heads
from bot.dialogue.reading.labelled_messages import LabelledMessage, LabelledSegment
from bot.dialogue.reading.labels import FRENCH
from bot.dialogue.reading.reading_training import list_segments as list_training_segments
from bot.dialogue.reading.tagger import Tagger
from bot.progress_bar import ProgressBar
from evaluation.simulator.noise import NOISE_KINDS
from evaluation.understanding import feature_ablation, held_out_bank
from evaluation.understanding.label_scores import LabelScores, count_right, rank_labels
from evaluation.understanding.message_reading import MessageScores, score_messages
from knowledge.library import Library
from knowledge.sentence_embedding import default_embedder
from knowledge.vector_cache import VectorCache

ACTS = ("ask", "request", "tell")
# Every so many segments of the bank are written badly.
NOISE_STEP = 4
LEARNING_SHARES = (0.25, 0.5, 1.0)


@dataclass(frozen=True)
class ReadingFigures:
    """`labels`: by act, "" for all; the others by their name in the page."""

    segments: int
    labels: dict[str, LabelScores]
    noise: dict[str, LabelScores]
    messages: MessageScores
    ablation: dict[str, LabelScores]
    learning: dict[int, LabelScores]


class _Bank:
    """The French segments of the bank, with the vectors of whatever is embedded."""

    def __init__(self, folder: Path, tagger: Tagger) -> None:
        self._cache = VectorCache(folder / reading_weights.VECTOR_CACHE_FILENAME)
        self._tagger = tagger
        self.messages = held_out_bank.read_bank()
        french = [each for each in self.messages if each.language == FRENCH]
        self.segments = held_out_bank.list_segments(french)

    def embed(self, texts: Sequence[str]) -> dict[str, np.ndarray]:
        """Return the vector of each text, kept from earlier runs."""
        each = list(dict.fromkeys(texts))
        found = self._cache.queries(each, default_embedder(), ProgressBar("vectors"))
        return dict(zip(each, found, strict=True))

    def score(
        self, heads: Heads, segments: Sequence[LabelledSegment], texts: Sequence[str], act: str = ""
    ) -> LabelScores:
        """Return how often `heads` label segments right when they are written as `texts`."""
        ranked = rank_labels(texts, heads, self._tagger, self.embed(texts).__getitem__)
        return count_right(segments, ranked, act)

    def score_all(self, heads: Heads, act: str = "") -> LabelScores:
        """Return how often `heads` label the segments right as they were written."""
        return self.score(heads, self.segments, [each.text for each in self.segments], act)


def measure(folder: Path, library: Library) -> ReadingFigures:
    """Measure everything; `folder` holds the cache of vectors. Fits the heads eight times."""
    tagger, heads = reading_weights.load_tagger_and_heads()
    reader = reading_weights.load_reader()
    bank = _Bank(folder, tagger)
    return ReadingFigures(
        len(bank.segments),
        {act: bank.score_all(heads, act) for act in ("", *ACTS)},
        dict(_measure_noise(bank, heads)),
        score_messages(bank.messages, tagger, reader, library, ProgressBar("messages")),
        dict(_measure_parts(bank)),
        dict(_measure_learning(bank)),
    )


def _measure_noise(bank: _Bank, heads: Heads) -> Iterator[tuple[str, LabelScores]]:
    chosen = bank.segments[::NOISE_STEP]
    for kind in NOISE_KINDS:
        texts = held_out_bank.write_badly([each.text for each in chosen], kind)
        yield kind, bank.score(heads, chosen, texts)


def _measure_parts(bank: _Bank) -> Iterator[tuple[str, LabelScores]]:
    messages = reading_weights.read_labelled_messages()
    for part in feature_ablation.PARTS:
        with feature_ablation.leave_out(part):
            yield part, bank.score_all(_fit(bank, messages))


def _measure_learning(bank: _Bank) -> Iterator[tuple[int, LabelScores]]:
    messages = reading_weights.read_labelled_messages()
    random.Random(2026).shuffle(messages)  # nosec B311  # the same messages each time
    for share in LEARNING_SHARES:
        some = messages[: round(share * len(messages))]
        yield len(some), bank.score_all(_fit(bank, some))


def _fit(bank: _Bank, messages: Sequence[LabelledMessage]) -> Heads:
    told = list_training_segments(messages)
    return feature_ablation.fit_heads(
        told, bank.embed([each.labelled.text for each in told]).__getitem__
    )
