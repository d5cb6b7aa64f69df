"""Pairs of horizontal bars as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation.benchmarks.plain_rasa.svg_parts import (
    WIDTH,
    format_number,
    render_frame,
    render_text,
)

Pair = tuple[str, float, float]
_LABEL_WIDTH, _VALUE_WIDTH = 310, 70
_TOP, _BAR, _GAP = 62, 16, 14


def render_bars(title: str, unit: str, pairs: Sequence[Pair]) -> str:
    """Return a picture with two bars for each label: this service, then plain Rasa."""
    description = "; ".join(
        f"{label}: Boussole {format_number(own)} {unit}, plain Rasa {format_number(plain)} {unit}"
        for label, own, plain in pairs
    )
    longest = max(value for _, *values in pairs for value in values) or 1.0
    height = _TOP + len(pairs) * (2 * _BAR + _GAP)
    return render_frame(f"{title} ({unit})", description, height, _render_pairs(pairs, longest))


def _render_pairs(pairs: Sequence[Pair], longest: float) -> Iterator[str]:
    room = WIDTH - _LABEL_WIDTH - _VALUE_WIDTH
    for number, (label, own, plain) in enumerate(pairs):
        top = _TOP + number * (2 * _BAR + _GAP)
        yield render_text(_LABEL_WIDTH - 10, top + _BAR + 5, label, "end")
        for name, value, y in (("own", own, top), ("plain", plain, top + _BAR)):
            width = max(value / longest * room, 1)
            yield (
                f'<rect class="{name}" x="{_LABEL_WIDTH}" y="{y + 1}"'
                f' width="{width:.1f}" height="{_BAR - 2}"/>'
            )
            yield render_text(_LABEL_WIDTH + width + 6, y + 13, format_number(value))
