"""The busy times that a counsellor's own calendar brought: one upload, until the next."""

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
    """What an upload brought: when it was sent, and the last day that was read."""

    times: tuple[Interval, ...]
    sent: dt.datetime
    until: dt.date


def find_imported_calendar(unit: UnitOfWork, counsellor: int) -> Optional[ImportedCalendar]:
    """What stands now, if anything."""
    row = unit.execute(sa.select(calendars).where(_belongs_to(counsellor))).first()
    return (
        ImportedCalendar(busy_times.decode_intervals(row.busy), row.sent, row.until)
        if row
        else None
    )


def replace_imported_calendar(unit: UnitOfWork, counsellor: int, brought: ImportedCalendar) -> None:
    """In place of what the upload before brought."""
    delete_imported_calendar(unit, counsellor)
    values = {
        "busy": busy_times.encode_intervals(brought.times),
        "sent": brought.sent,
        "until": brought.until,
    }
    unit.execute(calendars.insert().values(counsellor_id=counsellor, **values))


def delete_imported_calendar(unit: UnitOfWork, counsellor: int) -> bool:
    """The hours hold again as they were told; whether there was something."""
    return bool(unit.execute(calendars.delete().where(_belongs_to(counsellor))).rowcount)


def purge_past_calendars(unit: UnitOfWork, now: dt.datetime) -> int:
    """Those that tell of past days only go; how many there were."""
    over = calendars.c.until < local_day(now)
    return int(unit.execute(calendars.delete().where(over)).rowcount)


def _belongs_to(counsellor: int) -> sa.sql.ColumnElement:
    return calendars.c.counsellor_id == counsellor
