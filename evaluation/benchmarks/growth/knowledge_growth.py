"""The index, a search and a typed turn with more and more entries in the base."""

from __future__ import annotations

import datetime as dt
import gc
import os
import time
from dataclasses import replace
from pathlib import Path

from bot.dialogue import import_stubs
from bot.matching.catalogue import Catalogue
from evaluation.benchmarks.growth.enlarged_base import RandomPassages, resize_base
from evaluation.benchmarks.growth.growth_results import Figures, to_milliseconds
from evaluation.benchmarks.growth.measured_turns import build_bench, time_work
from evaluation.benchmarks.service_load import read_resident_megabytes
from evaluation.benchmarks.turn_latency import TurnBench, generate_sentences
from knowledge.knowledge_base import KnowledgeBase
from knowledge.library import CurrentLibrary, Library
from knowledge.search_index import SearchIndex
from knowledge.vector_cache import VectorCache

# The third is the base as it is served.
SIZES = (60, 600, 1_473, 6_000, 50_000)
SEARCHES, TURNS, WARM_UP = 60, 30, 5
# Instead of those of the service, so that a slow turn is measured and not broken off.
TURN_SECONDS = 120.0


def measure_alone(entries: int, folder: Path) -> Figures:
    """Return the figures of one size, in a process that did nothing before."""
    import_stubs.install_stubs()
    place = folder / str(entries)
    place.mkdir()
    return measure_knowledge(build_bench(place), entries)


def measure_knowledge(bench: TurnBench, entries: int) -> Figures:
    """Return the figures of one size; the memory is right in a new process only."""
    served = bench.parts.library
    base = resize_base(served.base, entries)
    occupations = list(served.base.occupations.values())
    gc.collect()
    before, began = read_resident_megabytes(os.getpid()), time.perf_counter()
    library = _build_library(served, base)
    figures: Figures = {
        "entries": len(base.entries),
        "build_seconds": round(time.perf_counter() - began, 2),
        "passages": len(library.index._passages),
    }
    gc.collect()
    figures["index_megabytes"] = round(read_resident_megabytes(os.getpid()) - before, 1)
    questions = generate_sentences([each.title.m for each in occupations])
    texts = [next(questions) for _ in range(WARM_UP + SEARCHES)]
    vectors = [library.embedder.query(text) for text in texts]
    searches = [
        time_work(library.index.search, text, vector)
        for text, vector in zip(texts, vectors, strict=True)
    ]
    figures["search"] = to_milliseconds(searches[WARM_UP:])
    # The classifier of entries knows those of the real base, and no turn does without them.
    if base.entries.keys() >= served.base.entries.keys():
        figures.update(_measure_turns(bench, library, texts))
    return figures


def _build_library(served: Library, base: KnowledgeBase) -> Library:
    index = SearchIndex(base, RandomPassages(served.embedder), VectorCache())
    return replace(served, base=base, index=index)


def _measure_turns(bench: TurnBench, library: Library, texts: list[str]) -> Figures:
    """Return the milliseconds of typed turns of a service with this library; the first ones, which
    find out what others remember, apart."""
    base = library.base
    bench.parts = replace(
        bench.parts,
        current=CurrentLibrary(library, base, dt.date.today()),
        catalogue=Catalogue(base.occupations.values(), base.contexts, library.skills.skills),
        settings=bench.parts.settings.copy(update={"turn_seconds": TURN_SECONDS}),
    )
    person = "d" * 64
    first = [time_work(bench.typed, person, f"{text} ?") for text in texts[:WARM_UP]]
    bench.spent.clear()
    later = texts[WARM_UP : WARM_UP + TURNS]
    took = [time_work(bench.typed, person, f"{text} ?") for text in later]
    return {
        "first_typed": to_milliseconds(first),
        "typed": to_milliseconds(took),
        "parts": {part: [round(each, 2) for each in spent] for part, spent in bench.spent.items()},
    }
