"""Measures search on the queries of `tests/knowledge`, written independently of the entries."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.settings import PROJECT_ROOT, Settings

QUERIES_FOLDER = PROJECT_ROOT / "tests" / "knowledge"
_FIRST, _THREE = 1, 3


def measure(settings: Settings) -> Iterator[tuple[str, float]]:
    """Yield figures of quality, speed and size, for the served base."""
    from bot.stores import open_library
    from evaluation.benchmarks.service_load import read_resident_megabytes
    from knowledge import search_scores
    from knowledge.knowledge_base import KnowledgeBase

    open_library(settings)  # compute missing vectors before timing
    began = time.perf_counter()
    KnowledgeBase.load(settings.knowledge, settings.imported)
    yield "base: reading the files, s", time.perf_counter() - began
    before, began = read_resident_megabytes(os.getpid()), time.perf_counter()
    library = open_library(settings)
    yield "index: loading, s", time.perf_counter() - began
    yield "index: memory, MB", read_resident_megabytes(os.getpid()) - before
    professions = read_queries(QUERIES_FOLDER / "queries.yml")
    questions = read_queries(QUERIES_FOLDER / "faq_queries.yml")
    ways: dict[str, Callable[[Any], Any]] = {
        "BM25 alone": lambda parts: parts.words,
        "vectors alone": lambda parts: parts.meaning,
        "words and vectors": lambda parts: (
            search_scores.WORDS_WEIGHT * parts.words + search_scores.MEANING_WEIGHT * parts.meaning
        ),
        "fusion with names": library.index.scores,
    }
    for way, fuse in ways.items():
        for what, kind, some in (
            ("professions", "occupation", professions),
            ("questions", "faq", questions),
        ):
            ranks = [_find_rank(library, query, kind, fuse) for query in some]
            for place in (_FIRST, _THREE):
                share = sum(rank < place for rank in ranks) / len(ranks)
                yield f"{what}, {way}: in the first {place}, %", 100 * share
    yield from _measure_times(library, [query["query"] for query in (*professions, *questions)])


def read_queries(path: Path) -> list[dict[str, Any]]:
    """Return the queries of a file: `query`, `id`, optionally `also`."""
    queries: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    return queries


def _find_rank(library: Any, query: dict[str, Any], kind: str, fuse: Any) -> int:
    """Return the rank of the first right answer from 0, a large number without one."""
    text = query["query"]
    scores = fuse(library.index.parts(text, library.embedder.query(text)))
    ids = library.index.best(scores, (kind,), _THREE)
    right = {query["id"], *query.get("also", ())}
    return next((place for place, found in enumerate(ids) if found in right), 99)


def _measure_times(library: Any, texts: list[str]) -> Iterator[tuple[str, float]]:
    """Time searches with a given sentence vector, as in a turn, and with embedding."""
    from knowledge.sentence_embedding import E5Embedder

    fresh = E5Embedder()
    searches, whole = [], []
    for text in texts:
        began = time.perf_counter()
        vector = fresh.query(text)
        embedded = time.perf_counter()
        library.index.search(text, vector)
        ended = time.perf_counter()
        searches.append((ended - embedded) * 1000)
        whole.append((ended - began) * 1000)
    for name, took in (("search", searches), ("search and embedding", whole)):
        yield f"{name} p50, ms", float(np.percentile(took, 50))
        yield f"{name} p95, ms", float(np.percentile(took, 95))
