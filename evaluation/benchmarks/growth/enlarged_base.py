"""Bases of any size: a part of the real one, or the real one with changed copies of its entries."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from knowledge.entry_schema import Occupation, Question, Title
from knowledge.knowledge_base import KnowledgeBase
from knowledge.sentence_embedding import DIMENSIONS, Embedder


class RandomPassages:
    """Embeds what people type as the real model does; passages get unit vectors at random, so that
    a large base takes minutes less."""

    name = "random passages"

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._draw = np.random.default_rng(7)

    def query(self, text: str) -> np.ndarray:
        """Return the vector of a message, shape (384,)."""
        return self._embedder.query(text)

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return random unit vectors, shape (n, 384)."""
        vectors = self._draw.standard_normal((len(texts), DIMENSIONS)).astype(np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def resize_base(base: KnowledgeBase, entries: int) -> KnowledgeBase:
    """Return a base with so many entries: spread evenly over the real ones, or these and copies
    whose names end with a word of another entry."""
    real = list(base.entries.values())
    step = max(len(real) / entries, 1.0)
    kept = [real[int(place * step)] for place in range(min(entries, len(real)))]
    copies = itertools.islice(_copy_entries(real), max(0, entries - len(real)))
    return KnowledgeBase(
        sources=base.sources.values(),
        entries=[*kept, *copies],
        site=base.site,
        contexts=base.contexts,
    )


def _copy_entries(real: Sequence[Any]) -> Iterator[Any]:
    words = sorted({word for entry in real for word in _title(entry).split() if len(word) > 5})
    for number in itertools.count(1):
        for place, entry in enumerate(real):
            word = words[(place * 31 + number * 17) % len(words)]
            yield _rename(entry, f"{word} {number}", f"{entry.id}-{number}")


def _rename(entry: Any, ending: str, name: str) -> Any:
    """Return a copy under another id, whose names end with these words."""
    changed: dict[str, Any] = {"id": name}
    if isinstance(entry, Occupation):
        title = entry.title
        changed["title"] = Title(f=f"{title.f} {ending}", m=f"{title.m} {ending}")
    elif isinstance(entry, Question):
        changed["question"] = f"{entry.question} {ending}"
        changed["variants"] = tuple(f"{each} {ending}" for each in entry.variants)
    else:
        changed["title"] = f"{entry.title} {ending}"
    if getattr(entry, "aliases", ()):
        changed["aliases"] = tuple(f"{each} {ending}" for each in entry.aliases)
    return entry.copy(update=changed)


def _title(entry: Any) -> str:
    if isinstance(entry, Occupation):
        return entry.title.m
    return str(entry.question if isinstance(entry, Question) else entry.title)
