"""What is counted for the figures, day by day and of a month: plain numbers, of no one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.booking.local_time import ZONE, to_utc
from bot.handoff.states import OUTCOMES, TIME_OUT
from bot.notebook.notebook_entries import STEPS
from bot.storage.booking_tables import appointments
from bot.storage.conversation_tables import conversations, notebooks, unanswered
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import UnitOfWork

Cell = tuple[str, str]  # subject, key
Tally = Counter[Cell]
ATTENDANCE_NOT_RECORDED = "unnoted"  # an attendance that nobody wrote down
MIN_COUNSELLORS = 3  # counsellors, of whom together something is told


@dataclass(frozen=True)
class Period:
    """Days of the place, both counted."""

    first: dt.date
    last: dt.date

    def holds(self, column: Any) -> Any:
        """The condition that a time lies in it."""
        begins, ends = _midnight(self.first), _midnight(self.last + dt.timedelta(days=1))
        return sa.and_(column >= begins, column < ends)


def tally_day(unit: UnitOfWork, day: dt.date) -> Tally:
    """What began on a day that is over: sums of days may be added up. A conversation with a
    question that nothing answers counts once a day."""
    that, found = Period(day, day), Tally()
    started = sa.select(conversations.c.channel).where(that.holds(conversations.c.created))
    found.update(("channels", channel) for channel in unit.execute(started).scalars())
    found.update(cell for row in _list_handoffs(unit, that) for cell in _request_cells(row))
    asked = sa.select(unanswered.c.conversation_id).where(that.holds(unanswered.c.created))
    without = len(unit.execute(asked.distinct()).all())
    found.update({("unanswered", ""): without} if without else {})
    return found


def tally_steps(unit: UnitOfWork, period: Period) -> Tally:
    """Notebooks by the step they are at, those used in the period and not after it."""
    query = sa.select(notebooks.c.data).where(period.holds(notebooks.c.last_used))
    found = (data.get("step") for data in unit.execute(query).scalars())
    return Tally(("steps", step) for step in found if step in STEPS)


def tally_appointments(unit: UnitOfWork, period: Period) -> Tally:
    """Those that took place or should have; attendance only if enough counsellors received."""
    columns = (appointments.c.kind, appointments.c.attendance, appointments.c.counsellor_id)
    confirmed = appointments.c.state == "confirmed"
    query = sa.select(*columns).where(period.holds(appointments.c.starts), confirmed)
    rows = list(unit.execute(query))
    found = Tally(("kinds", row.kind) for row in rows)
    if _is_enough(row.counsellor_id for row in rows):
        found.update(("attendance", row.attendance or ATTENDANCE_NOT_RECORDED) for row in rows)
    return found


def have_enough_answered(unit: UnitOfWork, period: Period) -> bool:
    """Whether enough counsellors took requests, as far as these are not erased."""
    return _is_enough(row.counsellor_id for row in _list_handoffs(unit, period) if row.claimed)


def have_enough_received(unit: UnitOfWork, period: Period) -> bool:
    """Whether enough counsellors had appointments."""
    column = appointments.c.counsellor_id
    confirmed = appointments.c.state == "confirmed"
    query = sa.select(column).where(period.holds(appointments.c.starts), confirmed)
    return _is_enough(unit.execute(query).scalars())


def _request_cells(row: Any) -> list[Cell]:
    if row.claimed is None:
        late = row.outcome == OUTCOMES[TIME_OUT]
        return [("handoffs", "timed_out" if late else "other")]
    minutes = round((row.claimed - row.created).total_seconds() / 60)
    labelled = [("labels", row.label)] if row.label else []
    return [("handoffs", "taken"), ("wait", str(minutes)), *labelled]


def _list_handoffs(unit: UnitOfWork, period: Period) -> list[Any]:
    """Those of the console: who is answered elsewhere asked for nothing there."""
    here = sa.or_(handoffs.c.claimed.is_(None), handoffs.c.counsellor_id.isnot(None))
    columns = (handoffs.c.created, handoffs.c.claimed, handoffs.c.outcome, handoffs.c.label)
    query = sa.select(*columns, handoffs.c.counsellor_id).where(period.holds(handoffs.c.created))
    return list(unit.execute(query.where(here)))


def _is_enough(who: Iterable[Optional[int]]) -> bool:
    return len(set(who) - {None}) >= MIN_COUNSELLORS


def _midnight(day: dt.date) -> dt.datetime:
    return to_utc(dt.datetime.combine(day, dt.time(), ZONE))
