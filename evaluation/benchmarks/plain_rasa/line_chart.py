"""Two lines over the turns of a talk as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from evaluation.benchmarks.plain_rasa.svg_parts import (
    SERIES_NAMES,
    WIDTH,
    format_number,
    render_frame,
    render_text,
)

_LEFT, _RIGHT, _TOP, _HEIGHT = 70, 40, 66, 220
_STEPS = 4


def render_lines(
    title: str,
    unit: str,
    turns: Sequence[int],
    series: Mapping[str, Sequence[float]],
    names: Mapping[str, str] = SERIES_NAMES,
) -> str:
    """Return a picture with a line for `own` and `plain`, one value for each turn; `names` says
    what the lines are."""
    description = "; ".join(
        f"{names[name]}: "
        + ", ".join(
            f"{format_number(value)} {unit} at {turn}"
            for turn, value in zip(turns, values, strict=True)
        )
        for name, values in series.items()
    )
    top = round_up_axis(max(value for values in series.values() for value in values))
    parts = [*_render_grid(turns, top), *_render_series(turns, series, top)]
    return render_frame(f"{title} ({unit})", description, _TOP + _HEIGHT + 34, parts, names)


def _render_grid(turns: Sequence[int], top: float) -> Iterator[str]:
    for step in range(_STEPS + 1):
        value = top * step / _STEPS
        y = _y(value, top)
        yield f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}"/>'
        yield render_text(_LEFT - 8, y + 4, f"{value:,.4g}", "end")
    for turn in turns:
        yield render_text(_x(turn, turns), _TOP + _HEIGHT + 22, f"{turn:,}", "middle")


def _render_series(
    turns: Sequence[int], series: Mapping[str, Sequence[float]], top: float
) -> Iterator[str]:
    for name, values in series.items():
        points = [(_x(t, turns), _y(v, top)) for t, v in zip(turns, values, strict=True)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield f'<polyline class="{name} line" style="fill: none" points="{path}"/>'
        yield from (
            f'<circle class="{name}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in points
        )


def round_up_axis(value: float) -> float:
    """Return the next 1, 2, 4 or 8 times a power of ten, which four steps divide well."""
    power = 10.0 ** math.floor(math.log10(value or 1.0))
    return next(step * power for step in (1, 2, 4, 8, 10) if step * power >= value)


def _x(turn: int, turns: Sequence[int]) -> float:
    return _LEFT + turn / max(turns) * (WIDTH - _LEFT - _RIGHT)


def _y(value: float, top: float) -> float:
    return _TOP + _HEIGHT - value / top * _HEIGHT
