"""Rows of events for the console; the bot uses `bot.booking.event_repository`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Optional

import sqlalchemy as sa

from bot.booking.event_repository import Event, event_columns
from bot.storage.staff_tables import events as table
from bot.storage.unit_of_work import UnitOfWork


def list_past_events(unit: UnitOfWork, now: dt.datetime, limit: int = 20) -> list[Event]:
    """Return past events, the latest first."""
    query = sa.select(*event_columns()).where(table.c.ends < now).order_by(table.c.ends.desc())
    return [Event(*row) for row in unit.execute(query.limit(limit))]


def find_event(unit: UnitOfWork, number: int) -> Optional[Event]:
    """Return an event, or None."""
    row = unit.execute(sa.select(*event_columns()).where(table.c.id == number)).first()
    return Event(*row) if row is not None else None


def insert_event(
    unit: UnitOfWork, columns: Mapping[str, object], counsellor: int, now: dt.datetime
) -> int:
    """Insert an event and return its number."""
    row = table.insert().values(**columns, written_by=counsellor, created=now)
    return int(unit.execute(row).inserted_primary_key[0])


def update_event(unit: UnitOfWork, number: int, columns: Mapping[str, object]) -> bool:
    """Overwrite an event. Returns whether it exists."""
    changed = unit.execute(table.update().where(table.c.id == number).values(**columns))
    return bool(changed.rowcount == 1)


def delete_event(unit: UnitOfWork, number: int) -> bool:
    """Delete an event. Returns whether it existed."""
    return bool(unit.execute(table.delete().where(table.c.id == number)).rowcount == 1)
