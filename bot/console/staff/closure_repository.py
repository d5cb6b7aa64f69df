"""Days on which the whole place is closed: those that the team writes down, and public holidays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import holidays
import sqlalchemy as sa

from bot.booking.closing_days import Closure, is_holiday
from bot.booking.free_slots import days_between
from bot.console.console_errors import NoSuchPage, TooLongText
from bot.storage.booking_tables import closures
from bot.storage.unit_of_work import UnitOfWork

MAX_REASON_CHARS = 120
HOLIDAY_HORIZON = dt.timedelta(days=365)


@dataclass(frozen=True)
class StoredClosure:
    """A closure with its id."""

    id: int
    closure: Closure


def list_upcoming_closures(unit: UnitOfWork, today: dt.date) -> list[StoredClosure]:
    """Those that are not over, the soonest first."""
    query = sa.select(closures).where(closures.c.last >= today)
    rows = unit.execute(query.order_by(closures.c.first, closures.c.id))
    return [StoredClosure(row.id, Closure(row.first, row.last, row.reason)) for row in rows]


def add_closure(unit: UnitOfWork, closure: Closure) -> int:
    """Its id. Raises TooLongText."""
    if len(closure.reason) > MAX_REASON_CHARS:
        raise TooLongText
    values = {"first": closure.first, "last": closure.last, "reason": closure.reason}
    return int(unit.execute(closures.insert().values(values)).inserted_primary_key[0])


def delete_closure(unit: UnitOfWork, number: int) -> None:
    """The place is open again. Raises NoSuchPage."""
    if unit.execute(closures.delete().where(closures.c.id == number)).rowcount == 0:
        raise NoSuchPage


def list_public_holidays(today: dt.date) -> list[tuple[dt.date, Optional[str]]]:
    """Those of the coming year, with their French names; None where the calendar has none."""
    end = today + HOLIDAY_HORIZON
    names = holidays.country_holidays("BE", years=[today.year, end.year], language="fr")
    return [(day, names.get(day)) for day in days_between(today, end) if is_holiday(day)]
