"""Published figures for the team, by calendar month (P9).

Counts are rounded down to a multiple of five, and those below five are left out. No total is shown
beside its parts: neither a subtraction nor last week's figures reveal an exact count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from bot.booking import appointment_kind_repository
from bot.channel_registry import list_channels
from bot.console.desk.handoff_operations import CONVERSATION_LABELS
from bot.console.statistics import figure_repository
from bot.console.statistics.figure_repository import PublishedMonth
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


def read_monthly_figures(unit: UnitOfWork, month: dt.date) -> MonthlyFigures:
    """Return the figures of a month, given by its first day."""
    figures = figure_repository.read_figures(unit, month)

    def counts(subject: str, keys: Iterable[str]) -> Counts:
        """Return every key, missing ones as None, which only says that the count is small."""
        cells = ((key, figures.get((subject, key))) for key in keys)
        return [(key, cell.count if cell else None) for key, cell in cells]

    def rated(about: str) -> Optional[ratings.RatingFigures]:
        row = figures.get((f"{about}_rating", ""))
        if row is None or row.value is None:
            return None
        return ratings.RatingFigures(row.count, row.value)

    def minutes(key: str) -> Optional[int]:
        cell = figures.get(("wait", key))
        return round(cell.value) if cell and cell.value is not None else None

    def single(subject: str) -> Optional[int]:
        cell = figures.get((subject, ""))
        return cell.count if cell else None

    topics = {key: cell.count for (subject, key), cell in figures.items() if subject == "topics"}
    return MonthlyFigures(
        channels=counts("channels", (each.name for each in list_channels())),
        steps=counts("steps", STEPS),
        handoffs=counts("handoffs", REQUEST_OUTCOMES),
        labels=counts("labels", CONVERSATION_LABELS),
        kinds=counts("kinds", [each.code for each in appointment_kind_repository.list_kinds(unit)]),
        attendance=counts("attendance", ATTENDANCE_STATES),
        sureness=counts("sureness", SURENESS_CHANGES),
        sure_options=counts("sure_options", OPTIONS),
        sure_step=counts("sure_step", PLANNED),
        places=counts("places", PLACES),
        deferred=counts("deferred", DEFERRED_STATES),
        deferred_helped=counts("deferred_helped", ("yes", "no")),
        topics=[(key, topics[key]) for key in sorted(topics, key=lambda key: (-topics[key], key))],
        unanswered=single("unanswered"),
        answered_since=single("answered_since"),
        wait=minutes(""),
        long_wait=minutes("p90"),
        handoff_ratings=rated("handoff"),
        appointment_ratings=rated("appointment"),
    )
