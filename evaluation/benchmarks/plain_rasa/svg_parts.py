"""The frame of a picture as SVG: title, description, colours for light and dark pages, legend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

WIDTH = 720
_LEGEND_LEFT, _MIN_LEGEND_STEP, _LETTER_WIDTH = 16, 104, 7
# The first two classes of a series are `own` and `plain`, further ones `third` and `fourth`.
SERIES_NAMES = {"own": "Boussole", "plain": "plain Rasa"}
_STYLE = """
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .title { font-weight: 600; font-size: 15px; }
    .grid { stroke: #d0d7de; }
    .own { fill: #0969da; stroke: #0969da; }
    .plain { fill: #bc4c00; stroke: #bc4c00; }
    .third { fill: #1a7f37; stroke: #1a7f37; }
    .fourth { fill: #8250df; stroke: #8250df; }
    .line { fill: none; stroke-width: 2; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .grid { stroke: #3d444d; }
      .own { fill: #4493f8; stroke: #4493f8; }
      .plain { fill: #f0883e; stroke: #f0883e; }
      .third { fill: #3fb950; stroke: #3fb950; }
      .fourth { fill: #a371f7; stroke: #a371f7; }
    }
"""


def render_frame(
    title: str,
    description: str,
    height: float,
    parts: Iterable[str],
    names: Mapping[str, str] = SERIES_NAMES,
) -> str:
    """Return the whole picture; `description` says in words what it shows, `names` what each class
    of a series stands for."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img"'
        ' aria-labelledby="title desc">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(description)}</desc>',
        f"<style>{_STYLE}</style>",
        render_text(16, 22, title, css="title"),
        *_render_legend(names),
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _render_legend(names: Mapping[str, str]) -> Iterator[str]:
    x = _LEGEND_LEFT
    for name, label in names.items():
        yield f'<rect class="{name}" x="{x}" y="34" width="12" height="12"/>' + render_text(
            x + 18, 45, label
        )
        x += max(_MIN_LEGEND_STEP, 36 + _LETTER_WIDTH * len(label))


def render_text(x: float, y: float, text: str, anchor: str = "start", css: str = "") -> str:
    """Return a text at a point; `anchor` is start, middle or end."""
    kind = f' class="{css}"' if css else ""
    return f'<text{kind} x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'


def format_number(value: float) -> str:
    """Return three figures at least: 2.35, 17.6, 1,240."""
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:,.{digits}f}"
