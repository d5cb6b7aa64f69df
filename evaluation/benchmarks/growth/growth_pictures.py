"""The four pictures of the page, by file name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from evaluation.benchmarks.growth.growth_chart import Series, render_growth
from evaluation.benchmarks.growth.growth_results import Figures, p50, p95

_Read = Callable[[Sequence[float]], float]
# Label, name of the points, name of the times, percentile.
_Line = tuple[str, str, str, _Read]
# Series, title, axis, whether by powers, lines.
_PICTURES: Mapping[str, tuple[str, str, str, bool, Sequence[_Line]]] = {
    "growth-conversations.svg": (
        "conversations",
        "A turn in a new talk, p50",
        "stored messages",
        False,
        (
            ("typed, SQLite", "sqlite", "new_typed", p50),
            ("choice, SQLite", "sqlite", "new_choice", p50),
            ("typed, PostgreSQL", "postgresql", "new_typed", p50),
            ("choice, PostgreSQL", "postgresql", "new_choice", p50),
        ),
    ),
    "growth-knowledge.svg": (
        "knowledge",
        "A search and a typed turn",
        "entries of the base",
        True,
        (
            ("search, p50", "base", "search", p50),
            ("search, p95", "base", "search", p95),
            ("typed turn, p50", "base", "typed", p50),
            ("typed turn, p95", "base", "typed", p95),
        ),
    ),
    "growth-people.svg": (
        "people",
        "What people with open pages wait for, SQLite",
        "people",
        True,
        (
            ("typed, p50", "sqlite", "typed", p50),
            ("typed, p95", "sqlite", "typed", p95),
            ("choice, p50", "sqlite", "choice", p50),
            ("choice, p95", "sqlite", "choice", p95),
        ),
    ),
    "growth-counsellors.svg": (
        "counsellors",
        "A message to a console and an answer back, SQLite",
        "open consoles",
        False,
        (
            ("to the console, p50", "sqlite", "there", p50),
            ("to the console, p95", "sqlite", "there", p95),
            ("to the person, p50", "sqlite", "back", p50),
            ("to the person, p95", "sqlite", "back", p95),
        ),
    ),
}


def render_pictures(result: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield series, file name, title and SVG of each picture whose series was measured."""
    for name, (series, title, axis, by_powers, lines) in _PICTURES.items():
        measured = result.get(series, {})
        drawn = [line for line in (_draw(measured, each) for each in lines) if line[1]]
        if drawn:
            yield series, name, title, render_growth(title, axis, "ms", drawn, by_powers)


def _draw(measured: Mapping[str, Mapping[str, Figures]], line: _Line) -> Series:
    label, name, times, read = line
    points = measured.get(name, {}).items()
    return label, {float(size): read(point[times]) for size, point in points if point.get(times)}
