"""SVG charts of results: the RIASEC hexagon and the bars of the decision grid.

Charts are 280 units wide, so that a phone of 320 px shows text at about 14 px. They carry their own
opaque background for the light and the dark theme. Every figure is written beside its shape, so
that colour is never the only cue. The words suit « tu » and « vous »; alternative texts are
responses of bot/domain.
"""

from __future__ import annotations

import math
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import Optional
from xml.etree import ElementTree  # nosec B405  # only writes XML

from bot.guidance.decision_analysis import RATING_SCALE, GridOutcome
from bot.notebook.questionnaire_items import RIASEC_LETTERS

# The words of `utter_letter_…`.
LETTER_LABELS = {
    "R": "Le concret",
    "I": "Comprendre",
    "A": "Créer",
    "S": "Les autres",
    "E": "Entraîner, convaincre",
    "C": "Mettre en ordre",
}
# Each colour in the light theme and in the dark theme.
_COLOURS = {
    "paper": ("#fffbf2", "#1b2727"),
    "ink": ("#1e2b2b", "#f2e9d8"),
    "edge": ("#8a7d61", "#7f8f85"),
    "pine": ("#0e5650", "#86d3c4"),
    "leaf": ("#d3e3d9", "#2e4a46"),
}
_FONTS = "Seravek, Ubuntu, Calibri, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_WIDTH, _MIDDLE, _SIZE, _LINE = 280, 140, 15, 17
# The margin between text and border.
_EDGE = 7
# The hexagon: its radius, and the distance of its centre from the top.
_RADIUS, _TOP = 88, 145
# The length of the longest bar, and the thickness of every bar.
_BAR, _THICK = 160, 20
# Characters that XML cannot hold, not even escaped.
_INVALID_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Point = tuple[float, float]


def render_hexagon(means: Mapping[str, float]) -> str:
    """Draw the mean answers, 1 to 5, on six axes; a missing letter is marked « — ».

    Raises:
        ValueError: a letter is not one of RIASEC, or a mean lies outside 1–5.
    """
    for letter, mean in means.items():
        if letter not in LETTER_LABELS or not RATING_SCALE[0] <= mean <= RATING_SCALE[-1]:
            raise ValueError(f"{letter}: {mean}")
    description = " ; ".join(
        f"{LETTER_LABELS[x]} ({x}) : {format_mean(means.get(x))}" for x in RIASEC_LETTERS
    )
    drawing = _SvgDrawing(
        "Hexagone des réponses", f"La moyenne pour chaque lettre, de 1 à 5. {description}."
    )
    for ring in RATING_SCALE:
        drawing.polygon(
            [_locate_corner(x, ring) for x in RIASEC_LETTERS],
            "edge",
            dashed=ring < RATING_SCALE[-1],
        )
    for letter in RIASEC_LETTERS:
        drawing.line((_MIDDLE, _TOP), _locate_corner(letter, RATING_SCALE[-1]))
    points = [_locate_corner(letter, means[letter]) for letter in RIASEC_LETTERS if letter in means]
    drawing.polygon(points, "pine", filled=True)
    for point in points:
        drawing.dot(point)
    for letter in RIASEC_LETTERS:
        _draw_label(drawing, letter, means.get(letter))
    drawing.words(["Chaque cran vaut 1,", "le bord vaut 5."], (_MIDDLE, _TOP + 156), "middle")
    return drawing.to_svg(_TOP + 156 + _LINE + 12)


def render_grid_bars(outcome: GridOutcome, titles: Mapping[str, str]) -> str:
    """Draw a bar for each compared profession, from zero; `titles` maps ids to titles."""
    totals = (f"{titles[x]} : {_format_total(outcome, x)}" for x, _ in outcome.totals)
    description = " ; ".join(totals)
    drawing = _SvgDrawing("Totaux de la grille", f"{description}.")
    highest = max(total for _, total in outcome.totals)
    y = 12
    for occupation, total in outcome.totals:
        lines = wrap(titles[occupation], 28)
        drawing.words(lines, (_EDGE, y + _SIZE), "start")
        y += len(lines) * _LINE + 6
        length = _BAR * total / highest
        drawing.bar((_EDGE, y), length, leads=occupation == outcome.leader)
        label_start = (_EDGE + length + 8, y + _SIZE)
        drawing.words([_format_total(outcome, occupation)], label_start, "start", bold=True)
        y += _THICK + 18
    return drawing.to_svg(y - 4)


def format_mean(mean: Optional[float]) -> str:
    """Format a mean as « 4,2 », or « — » for a letter with too few answers."""
    return "—" if mean is None else f"{mean:.1f}".replace(".", ",")


def build_data_url(svg: str) -> str:
    """Encode an SVG as a data URL, so that nothing has to be stored or fetched."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _format_total(outcome: GridOutcome, occupation: str) -> str:
    total = dict(outcome.totals)[occupation]
    return f"{total}, devant" if occupation == outcome.leader else str(total)


def _locate_corner(letter: str, mean: float) -> Point:
    """Return the point of a mean on the axis of a letter; R is on top, the rest clockwise."""
    angle = math.tau * RIASEC_LETTERS.index(letter) / len(RIASEC_LETTERS)
    reach = _RADIUS * mean / RATING_SCALE[-1]
    return _MIDDLE + reach * math.sin(angle), _TOP - reach * math.cos(angle)


def _draw_label(drawing: _SvgDrawing, letter: str, mean: Optional[float]) -> None:
    """Write a letter, its mean and its label outside its corner."""
    lines = [f"{letter} · {format_mean(mean)}", *wrap(LETTER_LABELS[letter], 11)]
    x, y = _locate_corner(letter, RATING_SCALE[-1])
    # Labels of the side corners stand further from the corner than those of top and bottom.
    offset = 0 if math.isclose(x, _MIDDLE) else 26
    anchor, x = "middle", _MIDDLE
    if offset:
        right = letter in "IA"
        anchor, x = ("end", _WIDTH - _EDGE) if right else ("start", _EDGE)
    if y < _TOP:
        y -= (offset or 12) + _LINE * (len(lines) - 1)
    else:
        y += (offset or 12) + _SIZE - 4
    drawing.words(lines, (x, y), anchor, bold=True)


class _SvgDrawing:
    """Builds an SVG whose height is set at the end."""

    def __init__(self, title: str, description: str) -> None:
        self._root = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "role": "img",
                "aria-labelledby": "title description",
                "lang": "fr",
                "font-family": _FONTS,
            },
        )
        self._add("title", text=title, id="title")
        self._add("desc", text=description, id="description")
        self._add("style", text=_build_dark_style())
        self._ground = self._add("rect", fill="paper", width=_WIDTH)

    def polygon(
        self, points: Iterable[Point], stroke: str, *, filled: bool = False, dashed: bool = False
    ) -> None:
        """Draw a closed polygon, translucent when filled."""
        element = self._add(
            "polygon",
            fill="pine" if filled else None,
            stroke=stroke,
            points=" ".join(f"{_format_value(x)},{_format_value(y)}" for x, y in points),
            stroke_width=3 if filled else 1,
        )
        if filled:
            element.set("fill-opacity", ".25")
        if dashed:
            element.set("stroke-dasharray", "2 4")

    def line(self, start: Point, end: Point) -> None:
        """Draw a thin line."""
        self._add("line", stroke="edge", x1=start[0], y1=start[1], x2=end[0], y2=end[1])

    def dot(self, middle: Point) -> None:
        """Mark a mean on its axis."""
        self._add("circle", fill="pine", cx=middle[0], cy=middle[1], r=4)

    def bar(self, corner: Point, length: float, *, leads: bool) -> None:
        """Draw a bar, dark if it leads and pale otherwise."""
        self._add(
            "rect",
            fill="pine" if leads else "leaf",
            stroke="pine",
            x=corner[0],
            y=corner[1],
            width=length,
            height=_THICK,
            rx=3,
        )

    def words(self, lines: list[str], start: Point, anchor: str, *, bold: bool = False) -> None:
        """Write lines below each other; `bold` applies to the first."""
        for number, line in enumerate(lines):
            element = self._add(
                "text",
                fill="ink",
                text=line,
                x=start[0],
                y=start[1] + number * _LINE,
                font_size=_SIZE,
                text_anchor=anchor,
            )
            if bold and not number:
                element.set("font-weight", "700")

    def to_svg(self, height: int) -> str:
        """Return the SVG, cut at `height`."""
        self._ground.set("height", str(height))
        self._root.set("viewBox", f"0 0 {_WIDTH} {height}")
        self._root.set("width", str(_WIDTH))
        self._root.set("height", str(height))
        return ElementTree.tostring(self._root, encoding="unicode")

    def _add(
        self,
        tag: str,
        *,
        text: str = "",
        fill: Optional[str] = None,
        stroke: Optional[str] = None,
        **attributes: object,
    ) -> ElementTree.Element:
        """Add an element; colours become attributes for the light theme, classes for the dark."""
        element = ElementTree.SubElement(self._root, tag)
        for name, value in attributes.items():
            element.set(name.replace("_", "-"), _format_value(value))
        if tag not in ("title", "desc", "style"):
            element.set("fill", _COLOURS[fill][0] if fill else "none")
            element.set("class", " ".join(filter(None, (fill, stroke and f"{stroke}-line"))))
        if stroke:
            element.set("stroke", _COLOURS[stroke][0])
        element.text = _INVALID_IN_XML.sub("", text)
        return element


def _build_dark_style() -> str:
    rules = (
        f".{name}{{fill:{dark}}}.{name}-line{{stroke:{dark}}}"
        for name, (_, dark) in _COLOURS.items()
    )
    return f"@media (prefers-color-scheme:dark){{{''.join(rules)}}}"


def _format_value(value: object) -> str:
    """Format an attribute; floats keep two decimals, finer than any screen."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
