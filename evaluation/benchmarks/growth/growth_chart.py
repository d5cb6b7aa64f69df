"""Lines over sizes that grow by powers of ten, as SVG; times on a plain scale or by powers too."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluation.benchmarks.plain_rasa.line_chart import round_up_axis
from evaluation.benchmarks.plain_rasa.svg_parts import (
    WIDTH,
    format_number,
    render_frame,
    render_text,
)

# Label and points of a series: sizes with values.
Series = tuple[str, Mapping[float, float]]
_CLASSES = ("own", "plain", "third", "fourth")
_LEFT, _RIGHT, _TOP, _HEIGHT, _BOTTOM = 70, 40, 66, 240, 52
_STEPS, _LEAST_VALUE = 4, 0.01


def render_growth(
    title: str, axis: str, unit: str, series: Sequence[Series], by_powers: bool = False
) -> str:
    """Return a picture with a line for each series; `axis` says what grows."""
    description = "; ".join(
        f"{label}: "
        + ", ".join(f"{format_number(v)} {unit} at {size:,.0f}" for size, v in points.items())
        for label, points in series
    )
    scale = _Scale.of([points for _, points in series], by_powers)
    parts = [*_render_grid(scale, axis)]
    for name, (_, points) in zip(_CLASSES, series, strict=False):
        parts += _render_line(name, points, scale)
    names = {name: label for name, (label, _) in zip(_CLASSES, series, strict=False)}
    return render_frame(f"{title} ({unit})", description, _TOP + _HEIGHT + _BOTTOM, parts, names)


@dataclass(frozen=True)
class _Scale:
    """Where a size and a value stand; `low` is 0 on a plain scale of values."""

    sizes: Sequence[float]
    low: float
    high: float

    @classmethod
    def of(cls, lines: Sequence[Mapping[float, float]], by_powers: bool) -> _Scale:
        values = [value for points in lines for value in points.values()]
        sizes = sorted({size for points in lines for size in points})
        if not by_powers:
            return cls(sizes, 0.0, round_up_axis(max(values)))
        low = 10.0 ** math.floor(math.log10(max(min(values), _LEAST_VALUE)))
        high = 10.0 ** math.ceil(math.log10(max(values)))
        return cls(sizes, low, max(high, low * 10))

    def x(self, size: float) -> float:
        """Return the place of a size."""
        first, last = (math.log10(each) for each in (self.sizes[0], self.sizes[-1]))
        share = (math.log10(size) - first) / ((last - first) or 1.0)
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        """Return the place of a value."""
        share = value / self.high
        if self.low:
            share = math.log10(value / self.low) / math.log10(self.high / self.low)
        return _TOP + _HEIGHT - share * _HEIGHT

    def steps(self) -> list[float]:
        """Return the values that have a line across."""
        if not self.low:
            return [self.high * step / _STEPS for step in range(_STEPS + 1)]
        powers = round(math.log10(self.high / self.low))
        return [self.low * 10.0**power for power in range(powers + 1)]


def _render_grid(scale: _Scale, axis: str) -> Iterator[str]:
    for value in scale.steps():
        y = scale.y(value)
        yield f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}"/>'
        yield render_text(_LEFT - 8, y + 4, f"{value:,g}", "end")
    for size in scale.sizes:
        yield render_text(scale.x(size), _TOP + _HEIGHT + 22, f"{size:,.0f}", "middle")
    yield render_text((_LEFT + WIDTH - _RIGHT) / 2, _TOP + _HEIGHT + 42, axis, "middle")


def _render_line(name: str, points: Mapping[float, float], scale: _Scale) -> Iterator[str]:
    places = [(scale.x(size), scale.y(value)) for size, value in points.items()]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline class="{name} line" style="fill: none" points="{path}"/>'
    yield from (f'<circle class="{name}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in places)
