"""Days on which the whole place is closed: those that the team writes down, and public holidays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import holidays
import sqlalchemy as sa

from bot.booking.calendar import Closure, is_holiday
from bot.booking.slots import days_between
from bot.console.errors import NoSuchPage, TooLongText
from bot.storage.booking_tables import closures
from bot.storage.unit_of_work import UnitOfWork

LONGEST = 120
A_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Kept:
    """A closure with its id."""

    id: int
    closure: Closure


def coming(unit: UnitOfWork, today: dt.date) -> list[Kept]:
    """Those that are not over, the soonest first."""
    query = sa.select(closures).where(closures.c.last >= today)
    rows = unit.execute(query.order_by(closures.c.first, closures.c.id))
    return [Kept(row.id, Closure(row.first, row.last, row.reason)) for row in rows]


def add(unit: UnitOfWork, closure: Closure) -> int:
    """Its id. Raises TooLongText."""
    if len(closure.reason) > LONGEST:
        raise TooLongText
    values = {"first": closure.first, "last": closure.last, "reason": closure.reason}
    return int(unit.execute(closures.insert().values(values)).inserted_primary_key[0])


def remove(unit: UnitOfWork, number: int) -> None:
    """The place is open again. Raises NoSuchPage."""
    if unit.execute(closures.delete().where(closures.c.id == number)).rowcount == 0:
        raise NoSuchPage


def public_holidays(today: dt.date) -> list[tuple[dt.date, Optional[str]]]:
    """Those of the coming year, with their French names; None where the calendar has none."""
    end = today + A_YEAR
    names = holidays.country_holidays("BE", years=[today.year, end.year], language="fr")
    return [(day, names.get(day)) for day in days_between(today, end) if is_holiday(day)]
