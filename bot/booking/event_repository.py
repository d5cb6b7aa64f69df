"""What happens at the Cité, as its team wrote it down in the console."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from bot.storage.staff_tables import events as table
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Event:
    """`starts`, `ends`, `created`: in UTC; the place's clocks are Brussels'."""

    id: int
    title: str
    summary: str
    audience: str
    place: str
    starts: dt.datetime
    ends: dt.datetime
    created: dt.datetime


def event_columns() -> list[sa.Column]:
    """Those of the table that an event is read from, in its order."""
    return [table.c[name] for name in Event.__annotations__]


def list_upcoming_events(unit: UnitOfWork, now: dt.datetime) -> list[Event]:
    """Those that have not ended, the nearest first."""
    query = sa.select(*event_columns()).where(table.c.ends >= now)
    return [Event(*row) for row in unit.execute(query.order_by(table.c.starts, table.c.id))]
