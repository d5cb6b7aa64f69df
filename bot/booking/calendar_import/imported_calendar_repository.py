"""Rows of imported calendars: the busy times of the last upload of each counsellor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.booking import busy_times
from bot.booking.local_time import Interval, local_day
from bot.storage.staff_tables import calendars
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ImportedCalendar:
    """The busy times of an upload, the moment it was sent, and the last day it covers."""

    times: tuple[Interval, ...]
    sent: dt.datetime
    until: dt.date


def find_imported_calendar(unit: UnitOfWork, counsellor: int) -> Optional[ImportedCalendar]:
    """Return the imported calendar of a counsellor, or None."""
    row = unit.execute(sa.select(calendars).where(_belongs_to(counsellor))).first()
    if row is None:
        return None
    return ImportedCalendar(busy_times.decode_intervals(row.busy), row.sent, row.until)


def replace_imported_calendar(unit: UnitOfWork, counsellor: int, brought: ImportedCalendar) -> None:
    """Replace the imported calendar of a counsellor."""
    delete_imported_calendar(unit, counsellor)
    values = {
        "busy": busy_times.encode_intervals(brought.times),
        "sent": brought.sent,
        "until": brought.until,
    }
    unit.execute(calendars.insert().values(counsellor_id=counsellor, **values))


def delete_imported_calendar(unit: UnitOfWork, counsellor: int) -> bool:
    """Delete the imported calendar of a counsellor; return whether there was one."""
    return bool(unit.execute(calendars.delete().where(_belongs_to(counsellor))).rowcount)


def purge_past_calendars(unit: UnitOfWork, now: dt.datetime) -> int:
    """Delete the calendars that only cover past days, and return their number."""
    over = calendars.c.until < local_day(now)
    return int(unit.execute(calendars.delete().where(over)).rowcount)


def _belongs_to(counsellor: int) -> sa.sql.ColumnElement:
    return calendars.c.counsellor_id == counsellor
