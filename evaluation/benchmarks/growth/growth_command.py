"""The command line: each series alone, a few sizes of it, or all; then the page from the file."""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bot.settings import PROJECT_ROOT
from evaluation.benchmarks.growth import (
    commit_growth,
    conversation_growth,
    counsellor_growth,
    knowledge_growth,
    people_growth,
)
from evaluation.benchmarks.growth.benchmark_databases import POSTGRESQL, SQLITE
from evaluation.benchmarks.growth.growth_page import write_page
from evaluation.benchmarks.growth.growth_results import Figures, add_point, read_growth
from evaluation.benchmarks.growth.measured_turns import build_bench

_RESULTS = PROJECT_ROOT / "evaluation" / "benchmarks" / "results" / "growth.json"
_PAGE = PROJECT_ROOT / "docs" / "growth.md"
_DATABASES = PROJECT_ROOT / "var" / "growth"
_WORKERS = {SQLITE: 1, POSTGRESQL: 2}
# On PostgreSQL, with two workers, the ends alone unless sizes are named.
_PEOPLE = {SQLITE: people_growth.SIZES, POSTGRESQL: (10, 1_000)}
_CONSOLES = {SQLITE: counsellor_growth.SIZES, POSTGRESQL: (50,)}
_SECONDS = 30.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the named series, or all, and write the page."""
    options = _build_parser().parse_args(arguments)
    for name in [options.series] if options.series else [*_SERIES]:
        with tempfile.TemporaryDirectory(prefix="boussole-growth-") as folder:
            _SERIES[name](options, Path(folder))
    return 0


def _conversations(options: argparse.Namespace, folder: Path) -> None:
    bench = build_bench(folder)
    for kind in options.database or _WORKERS:
        for size in options.sizes or conversation_growth.SIZES:
            place = _DATABASES / f"{kind}-{size}"
            if options.fill:
                conversation_growth.fill_database(bench, kind, size, place)
                continue
            figures = conversation_growth.measure_conversations(bench, kind, size, place)
            _add(options, "conversations", kind, size, figures)


def _knowledge(options: argparse.Namespace, folder: Path) -> None:
    for size in options.sizes or knowledge_growth.SIZES:
        # A new process each: memory that a larger base left would hide that of the next.
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            figures = pool.submit(knowledge_growth.measure_alone, size, folder).result()
        _add(options, "knowledge", "base", size, figures)


def _people(options: argparse.Namespace, folder: Path) -> None:
    for kind in options.database or _WORKERS:
        for size in options.sizes or _PEOPLE[kind]:
            place = folder / f"{kind}-{size}"
            figures = people_growth.measure_people(
                size, kind, _WORKERS[kind], place, options.seconds
            )
            _add(options, "people", kind, size, figures)


def _counsellors(options: argparse.Namespace, folder: Path) -> None:
    for kind in options.database or _WORKERS:
        for size in options.sizes or _CONSOLES[kind]:
            place = folder / f"{kind}-{size}"
            figures = counsellor_growth.measure_counsellors(
                size, kind, _WORKERS[kind], place, options.seconds
            )
            _add(options, "counsellors", kind, size, figures)


def _commits(options: argparse.Namespace, folder: Path) -> None:
    for size in options.sizes or commit_growth.SIZES:
        figures = commit_growth.measure_commits(size, folder / str(size))
        _add(options, "commits", POSTGRESQL, size, figures)


def _render(options: argparse.Namespace, folder: Path) -> None:
    write_page(read_growth(options.results), options.page)


def _add(options: argparse.Namespace, series: str, name: str, size: int, figures: Figures) -> None:
    add_point(options.results, series, name, str(size), figures)
    print(f"{series}, {name}: {size:,}", flush=True)


_SERIES: dict[str, Callable[[argparse.Namespace, Path], None]] = {
    "conversations": _conversations,
    "knowledge": _knowledge,
    "people": _people,
    "counsellors": _counsellors,
    "commits": _commits,
    "render": _render,
}


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluation.benchmarks.growth")
    parser.add_argument("series", nargs="?", choices=_SERIES, help="one of them (all)")
    parser.add_argument("--sizes", type=int, nargs="+", help="these sizes alone")
    parser.add_argument("--database", nargs="+", choices=_WORKERS, help="this kind alone")
    parser.add_argument("--seconds", type=float, default=_SECONDS, help="for people, counsellors")
    parser.add_argument("--fill", action="store_true", help="only fill the databases")
    parser.add_argument("--results", type=Path, default=_RESULTS, help="the JSON file to add to")
    parser.add_argument("--page", type=Path, default=_PAGE, help="the page to write")
    return parser
