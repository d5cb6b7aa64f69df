"""Renders the figures of the reading as the tables of docs/understanding.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from evaluation.understanding.feature_ablation import WHOLE
from evaluation.understanding.label_scores import LabelScores
from evaluation.understanding.message_reading import MessageScores, Shares
from evaluation.understanding.reading_figures import ReadingFigures

SECTION = "reading"
_ACTS = {
    "": "act and aspect both right · right among the first three · act right",
    "ask": "… of questions (`ask`)",
    "request": "… of requests",
    "tell": "… of what is told",
}
_NOISE = {
    "clean": "as written",
    "sms": "shortened, as in a text message",
    "bare": "without accents and apostrophes",
    "slips": "with slips of the fingers",
    "dictated": "dictated, without capitals and marks",
}


def render_figures(figures: ReadingFigures, day: dt.date) -> str:
    """Return the section: what is read right, badly written, without each part, with less data."""
    return "\n".join(
        [
            f"Measured on {day:%-d %B %Y}, {figures.segments:,} French segments.",
            "",
            "| what | measured |",
            "|---|---|",
            *(f"| {_ACTS[act]} | {_percents(each)} |" for act, each in figures.labels.items()),
            *_render_messages(figures.messages),
            "",
            "The labels of every fourth segment, before spelling is put right:",
            "",
            "| written | label right · among three · act right |",
            "|---|---|",
            *(f"| {_NOISE[kind]} | {_percents(each)} |" for kind, each in figures.noise.items()),
            "",
            "The heads fitted again, with all they look at and without each part of it:",
            "",
            "| fitted with | label right · among three · act right | lost |",
            "|---|---|---|",
            *_render_ablation(figures.ablation),
            "",
            "And with fewer labelled messages, drawn at random:",
            "",
            "| messages | label right · among three · act right |",
            "|---|---|",
            *(f"| {count:,} | {_percents(each)} |" for count, each in figures.learning.items()),
        ]
    )


def _render_messages(scores: MessageScores) -> Iterator[str]:
    yield f"| mentions, span and type: precision · recall | {_both(scores.mentions)} |"
    yield f"| cuts between segments: precision · recall | {_both(scores.cuts)} |"
    yield f"| labels of a message, cut by the reader: precision · recall | {_both(scores.labels)} |"
    yield f"| … with one label for the message, uncut | {_both(scores.labels_uncut)} |"
    yield f"| language of {scores.messages:,} messages | {_percent(scores.language)} |"


def _render_ablation(ablation: dict[str, LabelScores]) -> Iterator[str]:
    whole = ablation[WHOLE]
    for part, scores in ablation.items():
        lost = (whole.first - scores.first) / whole.segments * 100
        yield f"| {part} | {_percents(scores)} | {'' if part == WHOLE else f'{lost:.1f}'} |"


def _percents(scores: LabelScores) -> str:
    counts = (scores.first, scores.among_three, scores.act)
    return " · ".join(_percent(count / scores.segments) for count in counts)


def _both(shares: Shares) -> str:
    return " · ".join(map(_percent, shares))


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"
