"""Counting for the figures, by day and by month: plain numbers without personal data."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from bot.booking.local_time import ZONE, to_utc
from bot.console.statistics import tally_repository
from bot.console.statistics.figure_repository import Cell
from bot.console.statistics.tally_repository import CountedHandoff
from bot.handoff.states import OUTCOMES, TIME_OUT
from bot.notebook.notebook_entries import STEPS
from bot.storage.unit_of_work import UnitOfWork

Tally = Counter[Cell]
ATTENDANCE_NOT_RECORDED = "unnoted"
MIN_COUNSELLORS = 3  # below it, a figure could tell about one of them


@dataclass(frozen=True)
class Period:
    """A range of local days, both included."""

    first: dt.date
    last: dt.date

    @property
    def bounds(self) -> tuple[dt.datetime, dt.datetime]:
        """Start (included) and end (excluded) in UTC."""
        return _midnight(self.first), _midnight(self.last + dt.timedelta(days=1))


def tally_day(unit: UnitOfWork, day: dt.date) -> Tally:
    """Count what began on a finished day. Days can be added up.

    A conversation with unanswered questions counts once a day.
    """
    bounds, tally = Period(day, day).bounds, Tally()
    channels = tally_repository.list_conversation_channels(unit, *bounds)
    tally.update(("channels", channel) for channel in channels)
    requests = tally_repository.list_console_handoffs(unit, *bounds)
    tally.update(cell for request in requests for cell in _request_cells(request))
    without = tally_repository.count_unanswered_conversations(unit, *bounds)
    tally.update({("unanswered", ""): without} if without else {})
    return tally


def tally_steps(unit: UnitOfWork, period: Period) -> Tally:
    """Count the notebooks last used in the period, by step."""
    steps = tally_repository.list_notebook_steps(unit, *period.bounds)
    return Tally(("steps", step) for step in steps if step in STEPS)


def tally_appointments(unit: UnitOfWork, period: Period) -> Tally:
    """Count the confirmed appointments; attendance only with enough counsellors."""
    rows = tally_repository.list_confirmed_appointments(unit, *period.bounds)
    tally = Tally(("kinds", row.kind) for row in rows)
    if _is_enough(row.counsellor for row in rows):
        tally.update(("attendance", row.attendance or ATTENDANCE_NOT_RECORDED) for row in rows)
    return tally


def have_enough_answered(unit: UnitOfWork, period: Period) -> bool:
    """Return whether enough counsellors took requests that are not erased yet."""
    return _is_enough(
        request.counsellor
        for request in tally_repository.list_console_handoffs(unit, *period.bounds)
        if request.claimed
    )


def have_enough_received(unit: UnitOfWork, period: Period) -> bool:
    """Return whether enough counsellors had appointments."""
    rows = tally_repository.list_confirmed_appointments(unit, *period.bounds)
    return _is_enough(row.counsellor for row in rows)


def _request_cells(request: CountedHandoff) -> list[Cell]:
    if request.claimed is None:
        late = request.outcome == OUTCOMES[TIME_OUT]
        return [("handoffs", "timed_out" if late else "other")]
    minutes = round((request.claimed - request.created).total_seconds() / 60)
    labelled = [("labels", request.label)] if request.label else []
    return [("handoffs", "taken"), ("wait", str(minutes)), *labelled]


def _is_enough(who: Iterable[Optional[int]]) -> bool:
    return len(set(who) - {None}) >= MIN_COUNSELLORS


def _midnight(day: dt.date) -> dt.datetime:
    return to_utc(dt.datetime.combine(day, dt.time(), ZONE))
