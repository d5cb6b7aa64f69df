"""What happens at the Cité, as its team writes it down; the bot reads it (`bot.booking.events`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.booking.events import Event, columns
from bot.booking.local_time import ZONE, exists, in_utc
from bot.console.errors import NoSuchPage
from bot.console.written import prose_problem
from bot.storage.staff_tables import events as table
from bot.storage.unit_of_work import UnitOfWork

LONGEST_LINE, LONGEST_SUMMARY = 120, 600


@dataclass(frozen=True)
class Draft:
    """What was typed. Days and hours are None where they are none."""

    title: str
    summary: str
    audience: str
    place: str
    day: Optional[dt.date]
    start: Optional[dt.time]
    last: Optional[dt.date]
    end: Optional[dt.time]

    @property
    def starts(self) -> Optional[dt.datetime]:
        """On the clocks of the place; None if it is not known."""
        return _moment(self.day, self.start)

    @property
    def ends(self) -> Optional[dt.datetime]:
        """As above."""
        return _moment(self.last, self.end)


def problems(draft: Draft, now: dt.datetime) -> dict[str, str]:
    """What is wrong, by field: the key of a sentence."""
    found = {
        "title": _line(draft.title, "no_title"),
        "summary": _prose(draft.summary, LONGEST_SUMMARY),
        "audience": _prose(draft.audience, LONGEST_LINE),
        "place": _line(draft.place, "no_place"),
        "day": None if draft.day else "no_day",
        "start": None if draft.start is not None else "no_hour",
        "last": None if draft.last else "no_day",
        "end": None if draft.end is not None else "no_hour",
        **_times(draft, now),
    }
    return {field: problem for field, problem in found.items() if problem}


def over(unit: UnitOfWork, now: dt.datetime, most: int = 20) -> list[Event]:
    """Those that have, the last first."""
    query = sa.select(*columns()).where(table.c.ends < now).order_by(table.c.ends.desc())
    return [Event(*row) for row in unit.execute(query.limit(most))]


def get(unit: UnitOfWork, number: int) -> Event:
    """One. Raises NoSuchPage."""
    row = unit.execute(sa.select(*columns()).where(table.c.id == number)).first()
    if row is None:
        raise NoSuchPage
    return Event(*row)


def add(unit: UnitOfWork, draft: Draft, counsellor: int, now: dt.datetime) -> int:
    """Keep one without problems; its number."""
    row = table.insert().values(**_values(draft), written_by=counsellor, created=now)
    number: int = unit.execute(row).inserted_primary_key[0]
    return number


def change(unit: UnitOfWork, number: int, draft: Draft) -> None:
    """Write it anew. Raises NoSuchPage."""
    changed = unit.execute(table.update().where(table.c.id == number).values(_values(draft)))
    if changed.rowcount != 1:
        raise NoSuchPage


def remove(unit: UnitOfWork, number: int) -> None:
    """For good. Raises NoSuchPage."""
    if unit.execute(table.delete().where(table.c.id == number)).rowcount != 1:
        raise NoSuchPage


def _values(draft: Draft) -> dict[str, object]:
    lines = {name: getattr(draft, name) for name in ("title", "summary", "audience", "place")}
    return {**lines, "starts": draft.starts, "ends": draft.ends}


def _moment(day: Optional[dt.date], hour: Optional[dt.time]) -> Optional[dt.datetime]:
    return dt.datetime.combine(day, hour, ZONE) if day and hour is not None else None


def _times(draft: Draft, now: dt.datetime) -> dict[str, str]:
    """What is wrong between the times, once there are all."""
    starts, ends = draft.starts, draft.ends
    if starts is None or ends is None:
        return {}
    if not exists(starts):
        return {"start": "no_such_hour"}
    if not exists(ends):
        return {"end": "no_such_hour"}
    if in_utc(ends) <= in_utc(starts):
        return {"end": "ends_first"}
    return {"last": "over"} if in_utc(ends) <= now else {}


def _line(text: str, missing: str) -> Optional[str]:
    return _prose(text, LONGEST_LINE) if text else missing


def _prose(text: str, longest: int) -> Optional[str]:
    if not text:
        return None
    return "too_long" if len(text) > longest else prose_problem(text)
