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
from bot.console.statistics.tallies import ATTENDANCE_NOT_RECORDED
from bot.handoff import ratings
from bot.notebook.notebook_entries import STEPS
from bot.storage.unit_of_work import UnitOfWork

Counts = list[tuple[str, Optional[int]]]
REQUEST_OUTCOMES = ("taken", "timed_out", "other")
ATTENDANCE_STATES = ("present", "absent", ATTENDANCE_NOT_RECORDED)
MAX_MONTHS = 36


@dataclass(frozen=True)
class MonthlyFigures:
    """Figures of a month; None below five or with too few counsellors.

    `wait` is the median waiting time in minutes, once the month is closed; `unanswered` counts
    conversations with a question that the base could not answer.
    """

    channels: Counts
    steps: Counts
    handoffs: Counts
    labels: Counts
    kinds: Counts
    attendance: Counts
    unanswered: Optional[int]
    wait: Optional[int]
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

    wait, without = figures.get(("wait", "")), figures.get(("unanswered", ""))
    return MonthlyFigures(
        channels=counts("channels", (each.name for each in list_channels())),
        steps=counts("steps", STEPS),
        handoffs=counts("handoffs", REQUEST_OUTCOMES),
        labels=counts("labels", CONVERSATION_LABELS),
        kinds=counts("kinds", [each.code for each in appointment_kind_repository.list_kinds(unit)]),
        attendance=counts("attendance", ATTENDANCE_STATES),
        unanswered=without.count if without else None,
        wait=round(wait.value) if wait and wait.value is not None else None,
        handoff_ratings=rated("handoff"),
        appointment_ratings=rated("appointment"),
    )
