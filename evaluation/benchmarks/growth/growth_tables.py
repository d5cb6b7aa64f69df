"""The tables of the page: a row for each size, times as p50 · p95 in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from evaluation.benchmarks.growth.growth_results import Figures, p50, p95
from evaluation.benchmarks.plain_rasa.svg_parts import format_number

# Heading of a column, and what it shows of a point.
Column = tuple[str, Callable[[Figures], str]]
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def show_times(name: str) -> Callable[[Figures], str]:
    """Return what shows the times of a point by their name; empty where it was not measured."""

    def show(point: Figures) -> str:
        times = point.get(name)
        return f"{format_number(p50(times))} · {format_number(p95(times))}" if times else ""

    return show


def show_number(name: str, digits: int = 0) -> Callable[[Figures], str]:
    """Return what shows a number of a point by its name."""
    return lambda point: f"{point[name]:,.{digits}f}" if name in point else ""


def _show_megabytes(point: Figures) -> str:
    return f"{point['bytes'] / 1e6:,.0f} MB"


_TURNS: Sequence[Column] = (
    ("database", _show_megabytes),
    ("typed, new talk", show_times("new_typed")),
    ("typed, long talk", show_times("long_typed")),
    ("choice, new talk", show_times("new_choice")),
    ("choice, long talk", show_times("long_choice")),
)
_REPEATED: Sequence[Column] = (
    ("console, its list", show_times("console_list")),
    ("console, ended talks", show_times("console_history")),
    ("sweep of each second", show_times("sweep")),
    ("count of a day", show_times("day_count")),
    ("purge, 200 talks", show_times("purge_batch")),
    ("purge, nothing to do", show_times("purge_nothing")),
)
_KNOWLEDGE: Sequence[Column] = (
    ("passages", show_number("passages")),
    ("index built, s", show_number("build_seconds", 1)),
    ("its memory, MB", show_number("index_megabytes")),
    ("search", show_times("search")),
    ("first five typed turns", show_times("first_typed")),
    ("typed turn", show_times("typed")),
)
_WORK: Sequence[Column] = (
    ("processor of the service, ms", show_number("cpu_ms", 1)),
    ("of PostgreSQL, ms", show_number("postgres_cpu_ms", 1)),
    ("cores used", show_number("cores_used", 2)),
    ("memory, MB", show_number("resident_mb")),
    ("failed", show_number("failures")),
)
_PEOPLE: Sequence[Column] = (
    ("pause, s", show_number("pause_seconds", 1)),
    ("turns a second", show_number("turns_per_second", 1)),
    ("typed", show_times("typed")),
    ("choice", show_times("choice")),
    *_WORK,
)
_COUNSELLORS: Sequence[Column] = (
    ("pause, s", show_number("pause_seconds", 1)),
    ("exchanges a second", show_number("exchanges_per_second", 1)),
    ("person to console", show_times("there")),
    ("console to person", show_times("back")),
    *_WORK,
)
_COMMITS: Sequence[Column] = (
    ("without NOTIFY, a second", show_number("plain")),
    ("with NOTIFY, a second", show_number("with_notify")),
)
# Series, heading of its sizes, columns.
TABLES: Mapping[str, Sequence[tuple[str, Sequence[Column]]]] = {
    "conversations": (("stored messages", _TURNS), ("stored messages", _REPEATED)),
    "knowledge": (("entries", _KNOWLEDGE),),
    "people": (("people", _PEOPLE),),
    "counsellors": (("consoles", _COUNSELLORS),),
    "commits": (("connections", _COMMITS),),
}


def render_tables(result: Mapping[str, Any], series: str) -> Iterator[str]:
    """Yield the lines of the tables of a series, one for each database and group of columns."""
    for heading, columns in TABLES[series]:
        for name, points in result.get(series, {}).items():
            title = f"{NAMES[name]}: {heading}" if name in NAMES else heading
            yield f"| {title} | {' | '.join(label for label, _ in columns)} |"
            yield "|---" * (len(columns) + 1) + "|"
            for size, point in points.items():
                cells = " | ".join(show(point) for _, show in columns)
                yield f"| {int(size):,} | {cells} |"
            yield ""


def render_parts(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield a table of where a typed turn goes, a column for each size of the base."""
    points = {
        size: point["parts"]
        for size, point in result.get("knowledge", {}).get("base", {}).items()
        if "parts" in point
    }
    if not points:
        return
    yield f"| part of a typed turn | {' | '.join(f'{int(size):,}' for size in points)} |"
    yield "|---" * (len(points) + 1) + "|"
    for part in next(iter(points.values())):
        cells = " | ".join(show_times(part)(parts) for parts in points.values())
        yield f"| {part} | {cells} |"
    yield ""
