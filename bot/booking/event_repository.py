"""Rows of the events that the team enters in the console."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from bot.storage.staff_tables import events as table
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Event:
    """An event at the Cité; `starts`, `ends` and `created` are in UTC."""

    id: int
    title: str
    summary: str
    audience: str
    place: str
    starts: dt.datetime
    ends: dt.datetime
    created: dt.datetime

    @property
    def reference(self) -> str:
        """Its id beside the events of the base, which have names."""
        return f"event-{self.id}"


def event_columns() -> list[sa.Column]:
    """Return the columns of an event, in the order of its fields."""
    return [table.c[name] for name in Event.__annotations__]


def list_upcoming_events(unit: UnitOfWork, now: dt.datetime) -> list[Event]:
    """Return the events that have not ended, the nearest first."""
    query = sa.select(*event_columns()).where(table.c.ends >= now)
    return [Event(*row) for row in unit.execute(query.order_by(table.c.starts, table.c.id))]
