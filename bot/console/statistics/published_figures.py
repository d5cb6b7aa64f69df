"""Published figures for the team, by calendar month (P9).

Counts are rounded down to a multiple of five, and those below five are left out. No total is shown
beside its parts: neither a subtraction nor last week's figures reveal an exact count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Optional

from bot.booking import appointment_kind_repository
from bot.channel_registry import list_channels
from bot.console.desk.handoff_operations import CONVERSATION_LABELS
from bot.console.statistics import figure_repository
from bot.console.statistics.figure_repository import Cell, PublishedFigure, PublishedMonth
from bot.console.statistics.tallies import (
    ATTENDANCE_NOT_RECORDED,
    MANY_OPTIONS,
    OPTION_STEPS,
    PLACES,
)
from bot.handoff import ratings
from bot.notebook.notebook_entries import STEPS
from bot.storage.unit_of_work import UnitOfWork

Counts = list[tuple[str, Optional[int]]]
REQUEST_OUTCOMES = ("taken", "left", "timed_out", "other")
SURENESS_CHANGES, PLANNED = ("more", "same", "less"), ("yes", "no")
OPTIONS = (*(name for _, name in OPTION_STEPS), MANY_OPTIONS)
DEFERRED_STATES = ("left", "in_time", "later")
ATTENDANCE_STATES = ("present", "absent", ATTENDANCE_NOT_RECORDED)
MAX_MONTHS = 36


@dataclass(frozen=True)
class MonthlyFigures:
    """Figures of a month; None below five or with too few counsellors.

    `wait` is the median of the minutes until the first human message, `long_wait` the ninth decile,
    once the month is closed. `unanswered` counts conversations with a question that the base could
    not answer, `topics` the topics of five or more of them, `answered_since` those whose question
    has an answer by now. `places` counts who fell silent, by where they were; `sureness` who was
    more, as or less sure at the end than before, with `sure_options` leads and with or without a
    next step.
    """

    channels: Counts
    steps: Counts
    handoffs: Counts
    labels: Counts
    kinds: Counts
    attendance: Counts
    sureness: Counts
    sure_options: Counts
    sure_step: Counts
    places: Counts
    deferred: Counts
    deferred_helped: Counts
    topics: Counts
    unanswered: Optional[int]
    answered_since: Optional[int]
    wait: Optional[int]
    long_wait: Optional[int]
    handoff_ratings: Optional[ratings.RatingFigures]
    appointment_ratings: Optional[ratings.RatingFigures]


def list_published_months(unit: UnitOfWork) -> list[PublishedMonth]:
    """Return the months with figures, the newest first."""
    return figure_repository.list_published_months(unit, MAX_MONTHS)


@dataclass(frozen=True)
class _Cells:
    """The published figures of a month, by subject and key."""

    figures: Mapping[Cell, PublishedFigure]

    def counts(self, subject: str, keys: Iterable[str]) -> Counts:
        """Return every key, missing ones as None, which only says that the count is small."""
        return [(key, self.count(subject, key)) for key in keys]

    def count(self, subject: str, key: str = "") -> Optional[int]:
        cell = self.figures.get((subject, key))
        return cell.count if cell else None

    def rated(self, about: str) -> Optional[ratings.RatingFigures]:
        cell = self.figures.get((f"{about}_rating", ""))
        if cell is None or cell.value is None:
            return None
        return ratings.RatingFigures(cell.count, cell.value)

    def minutes(self, key: str) -> Optional[int]:
        cell = self.figures.get(("wait", key))
        return round(cell.value) if cell and cell.value is not None else None

    def topics(self) -> Counts:
        """Return the topics, the most frequent first."""
        keys = [key for subject, key in self.figures if subject == "topics"]
        found = self.counts("topics", sorted(keys))
        return sorted(found, key=lambda topic: -(topic[1] or 0))


def read_monthly_figures(unit: UnitOfWork, month: dt.date) -> MonthlyFigures:
    """Return the figures of a month, given by its first day."""
    cells = _Cells(figure_repository.read_figures(unit, month))
    kinds = [each.code for each in appointment_kind_repository.list_kinds(unit)]
    return MonthlyFigures(
        channels=cells.counts("channels", (each.name for each in list_channels())),
        steps=cells.counts("steps", STEPS),
        handoffs=cells.counts("handoffs", REQUEST_OUTCOMES),
        labels=cells.counts("labels", CONVERSATION_LABELS),
        kinds=cells.counts("kinds", kinds),
        attendance=cells.counts("attendance", ATTENDANCE_STATES),
        sureness=cells.counts("sureness", SURENESS_CHANGES),
        sure_options=cells.counts("sure_options", OPTIONS),
        sure_step=cells.counts("sure_step", PLANNED),
        places=cells.counts("places", PLACES),
        deferred=cells.counts("deferred", DEFERRED_STATES),
        deferred_helped=cells.counts("deferred_helped", ("yes", "no")),
        topics=cells.topics(),
        unanswered=cells.count("unanswered"),
        answered_since=cells.count("answered_since"),
        wait=cells.minutes(""),
        long_wait=cells.minutes("p90"),
        handoff_ratings=cells.rated("handoff"),
        appointment_ratings=cells.rated("appointment"),
    )
