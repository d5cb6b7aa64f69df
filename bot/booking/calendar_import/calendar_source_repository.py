"""Rows of the calendars that are fetched from a server."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.booking import busy_times
from bot.booking.local_time import Interval
from bot.storage.staff_tables import calendar_sources, counsellors
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class CalendarSource:
    """A calendar of a counsellor on a server.

    `sealed`: its access, encrypted. `busy` are the times of the last success, at `fetched`; `tried`
    is the last attempt and `problem` the code of its error, "" if it succeeded.
    """

    id: int
    counsellor: int
    label: str
    sealed: str
    busy: tuple[Interval, ...]
    fetched: Optional[dt.datetime]
    tried: Optional[dt.datetime]
    problem: str


def list_sources_of(unit: UnitOfWork, counsellor: int) -> list[CalendarSource]:
    """Return the calendars of a counsellor, the oldest first."""
    return _fetch(unit, calendar_sources.c.counsellor_id == counsellor)


def list_due_sources(unit: UnitOfWork, tried_before: dt.datetime) -> list[CalendarSource]:
    """Return the calendars of enabled accounts not tried since that time."""
    c = calendar_sources.c
    enabled = sa.select(counsellors.c.id).where(~counsellors.c.disabled)
    is_due = c.tried.is_(None) | (c.tried < tried_before)
    return _fetch(unit, c.counsellor_id.in_(enabled) & is_due)


def find_source(unit: UnitOfWork, counsellor: int, number: int) -> Optional[CalendarSource]:
    """Return a calendar of a counsellor, or None."""
    c = calendar_sources.c
    return next(iter(_fetch(unit, (c.id == number) & (c.counsellor_id == counsellor))), None)


def insert_source(
    unit: UnitOfWork, counsellor: int, label: str, sealed: str, now: dt.datetime
) -> int:
    """Insert a calendar that was never fetched, and return its id."""
    values = {"counsellor_id": counsellor, "label": label, "sealed": sealed, "created": now}
    result = unit.execute(calendar_sources.insert().values(**values, busy=[], problem=""))
    return int(result.inserted_primary_key[0])


def record_success(
    unit: UnitOfWork, number: int, times: tuple[Interval, ...], now: dt.datetime
) -> None:
    """Store the busy times of a calendar."""
    busy = busy_times.encode_intervals(times)
    _update(unit, number, busy=busy, fetched=now, tried=now, problem="")


def record_failure(unit: UnitOfWork, number: int, problem: str, now: dt.datetime) -> None:
    """Store why a calendar was not fetched; its last busy times stay."""
    _update(unit, number, tried=now, problem=problem)


def delete_source(unit: UnitOfWork, counsellor: int, number: int) -> bool:
    """Delete a calendar of a counsellor; return whether there was one."""
    c = calendar_sources.c
    mine = (c.id == number) & (c.counsellor_id == counsellor)
    return bool(unit.execute(calendar_sources.delete().where(mine)).rowcount)


def delete_sources_of(unit: UnitOfWork, counsellor: int) -> None:
    """Delete all calendars of a counsellor, with their passwords."""
    mine = calendar_sources.c.counsellor_id == counsellor
    unit.execute(calendar_sources.delete().where(mine))


def list_busy_of_all(unit: UnitOfWork) -> dict[int, list[Interval]]:
    """Return the busy times of all fetched calendars, by counsellor."""
    c = calendar_sources.c
    found: dict[int, list[Interval]] = {}
    for row in unit.execute(sa.select(c.counsellor_id, c.busy)):
        found.setdefault(row.counsellor_id, []).extend(busy_times.decode_intervals(row.busy))
    return found


def _update(unit: UnitOfWork, number: int, **values: Any) -> None:
    mine = calendar_sources.c.id == number
    unit.execute(calendar_sources.update().where(mine).values(**values))


def _fetch(unit: UnitOfWork, condition: Any) -> list[CalendarSource]:
    query = sa.select(calendar_sources).where(condition).order_by(calendar_sources.c.id)
    return [
        CalendarSource(
            id=row.id,
            counsellor=row.counsellor_id,
            label=row.label,
            sealed=row.sealed,
            busy=busy_times.decode_intervals(row.busy),
            fetched=row.fetched,
            tried=row.tried,
            problem=row.problem,
        )
        for row in unit.execute(query)
    ]
