"""Rows of closures: days on which the whole centre is closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from bot.booking.closing_days import Closure
from bot.storage.booking_tables import closures
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class StoredClosure:
    """A closure with its id."""

    id: int
    closure: Closure


def list_upcoming_closures(unit: UnitOfWork, today: dt.date) -> list[StoredClosure]:
    """Return closures that have not ended, the soonest first."""
    query = sa.select(closures).where(closures.c.last >= today)
    rows = unit.execute(query.order_by(closures.c.first, closures.c.id))
    return [StoredClosure(row.id, Closure(row.first, row.last, row.reason)) for row in rows]


def insert_closure(unit: UnitOfWork, closure: Closure) -> int:
    """Insert a closure and return its id."""
    values = {"first": closure.first, "last": closure.last, "reason": closure.reason}
    return int(unit.execute(closures.insert().values(values)).inserted_primary_key[0])


def delete_closure(unit: UnitOfWork, number: int) -> bool:
    """Delete a closure. Returns whether it existed."""
    return bool(unit.execute(closures.delete().where(closures.c.id == number)).rowcount)
