"""What is counted for the figures, day by day and of a month: plain numbers, of no one."""

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
ATTENDANCE_NOT_RECORDED = "unnoted"  # an attendance that nobody wrote down
MIN_COUNSELLORS = 3  # counsellors, of whom together something is told


@dataclass(frozen=True)
class Period:
    """Days of the place, both counted."""

    first: dt.date
    last: dt.date

    @property
    def bounds(self) -> tuple[dt.datetime, dt.datetime]:
        """When it begins, and when it is over, in UTC."""
        return _midnight(self.first), _midnight(self.last + dt.timedelta(days=1))


def tally_day(unit: UnitOfWork, day: dt.date) -> Tally:
    """What began on a day that is over: sums of days may be added up. A conversation with a
    question that nothing answers counts once a day."""
    bounds, found = Period(day, day).bounds, Tally()
    channels = tally_repository.list_conversation_channels(unit, *bounds)
    found.update(("channels", channel) for channel in channels)
    requests = tally_repository.list_console_handoffs(unit, *bounds)
    found.update(cell for request in requests for cell in _request_cells(request))
    without = tally_repository.count_unanswered_conversations(unit, *bounds)
    found.update({("unanswered", ""): without} if without else {})
    return found


def tally_steps(unit: UnitOfWork, period: Period) -> Tally:
    """Notebooks by the step they are at, those used in the period and not after it."""
    found = tally_repository.list_notebook_steps(unit, *period.bounds)
    return Tally(("steps", step) for step in found if step in STEPS)


def tally_appointments(unit: UnitOfWork, period: Period) -> Tally:
    """Those that took place or should have; attendance only if enough counsellors received."""
    rows = tally_repository.list_confirmed_appointments(unit, *period.bounds)
    found = Tally(("kinds", row.kind) for row in rows)
    if _is_enough(row.counsellor for row in rows):
        found.update(("attendance", row.attendance or ATTENDANCE_NOT_RECORDED) for row in rows)
    return found


def have_enough_answered(unit: UnitOfWork, period: Period) -> bool:
    """Whether enough counsellors took requests, as far as these are not erased."""
    return _is_enough(
        request.counsellor
        for request in tally_repository.list_console_handoffs(unit, *period.bounds)
        if request.claimed
    )


def have_enough_received(unit: UnitOfWork, period: Period) -> bool:
    """Whether enough counsellors had appointments."""
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
