"""Figures as text and JSON, compared with earlier values and limits."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Optional

import yaml

from evaluation.house.figure import Figure

# Maximum lines printed per figure; JSON has all.
MAX_FOUND_LINES = 12
Values = Mapping[str, Optional[float]]


def as_json(figures: Sequence[Figure]) -> str:
    """Return an object by figure name, each with `title`, `value` and `found`."""
    data = {f.name: {"title": f.title, "value": f.value, "found": f.found} for f in figures}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def as_text(figures: Sequence[Figure], before: Optional[Values] = None) -> str:
    """Return a line per figure (« before → after » if known), followed by what it counts."""
    return "\n".join(line for each in figures for line in _lines(each, before))


def _lines(figure: Figure, before: Optional[Values]) -> list[str]:
    value = _number(figure.value)
    if before is not None:
        old = _number(before.get(figure.name))
        value = f"{old} → {value}" if old != value else f"{value} (same)"
    shown = [f"    {line}" for line in figure.found[:MAX_FOUND_LINES]]
    left = len(figure.found) - len(shown)
    return [f"{figure.title}: {value}", *shown, *([f"    … and {left} more"] if left else [])]


def _number(value: Optional[float]) -> str:
    return "not measured" if value is None else f"{value:g}" if value % 1 else f"{value:.0f}"


def read_values(file: Path) -> dict[str, Optional[float]]:
    """Read the values of a file written by `as_json`, by name."""
    data: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return {name: each["value"] for name, each in data.items()}


def read_limits(file: Path) -> dict[str, float]:
    """Read the maximum of each figure, by name."""
    return dict(yaml.safe_load(file.read_text("utf-8")) or {})


def over_limits(figures: Sequence[Figure], limits: Mapping[str, float]) -> list[str]:
    """Return a line per figure that exceeds its limit, was not measured, or is unknown."""
    by_name = {figure.name: figure for figure in figures}
    lines = [f"{name}: no such figure" for name in limits if name not in by_name]
    for name, limit in limits.items():
        figure = by_name.get(name)
        if figure and (figure.value is None or figure.value > limit):
            value = _number(figure.value)
            lines.append(f"{name}: {value}, at most {_number(limit)} ({figure.title})")
    return lines
