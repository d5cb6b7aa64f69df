"""The pictures of the comparison, by file name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluation.benchmarks.plain_rasa import run_statistics as of
from evaluation.benchmarks.plain_rasa.bar_chart import render_bars
from evaluation.benchmarks.plain_rasa.comparison_rows import Result, Row, build_rows
from evaluation.benchmarks.plain_rasa.line_chart import render_lines
from evaluation.benchmarks.plain_rasa.measured_services import OWN, PLAIN
from evaluation.benchmarks.plain_rasa.talks import CHOICE, TYPED

# Title, unit, and what the labels of its rows match.
_BARS = {
    "plain-rasa-alone.svg": ("Time to the answer, one person", "ms", ", one person,"),
    "plain-rasa-ten.svg": ("Time to the answer, ten people at once", "ms", ", 10 people,"),
    "plain-rasa-throughput.svg": ("Turns a second", "turns", "^turns a second"),
    "plain-rasa-memory.svg": ("Resident memory", "MB", "^memory"),
    "plain-rasa-start.svg": ("Training and start", "s", "^(training|start)"),
}
_TALK_TITLES = {TYPED: "A typed question", CHOICE: "A choice"}


def render_pictures(result: Result) -> Iterator[tuple[str, str, str]]:
    """Yield the file name, the title and the SVG of each picture."""
    rows = build_rows(result)
    for name, (title, unit, pattern) in _BARS.items():
        pairs = [_as_pair(row) for row in rows if re.search(pattern, row.label)]
        yield name, title, render_bars(title, unit, pairs)
    runs = result["runs"]
    turns = of.long_talk_turns([*runs[OWN], *runs[PLAIN]])
    for kind, begins in _TALK_TITLES.items():
        title = f"{begins} at each turn of one talk"
        series = {
            name: [of.long_talk_latency(runs[service], turn, kind) for turn in turns]
            for name, service in (("own", OWN), ("plain", PLAIN))
        }
        yield f"plain-rasa-talk-{kind}.svg", title, render_lines(title, "ms", turns, series)


def _as_pair(row: Row) -> tuple[str, float, float]:
    return row.label, row.own, row.plain
