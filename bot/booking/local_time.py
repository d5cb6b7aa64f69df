"""Wall time in Brussels and the moments it stands for: no hour that does not exist, none twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Optional
from zoneinfo import ZoneInfo

from bot.booking.errors import NaiveTime

ZONE = ZoneInfo("Europe/Brussels")
STEP = dt.timedelta(minutes=15)

# From, until (excluded); both aware, in UTC.
Stretch = tuple[dt.datetime, dt.datetime]


def in_utc(moment: dt.datetime) -> dt.datetime:
    """The same moment in UTC. NaiveTime when it has no time zone."""
    if moment.utcoffset() is None:
        raise NaiveTime(moment)
    return moment.astimezone(dt.timezone.utc)


def read_moment(text: str) -> Optional[dt.datetime]:
    """An aware moment from ISO text, of this century or near it; None for all else."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None and 2000 <= found.year < 2200 else None


def local_day(moment: dt.datetime) -> dt.date:
    """The date in Brussels of an aware moment."""
    return in_utc(moment).astimezone(ZONE).date()


def exists(moment: dt.datetime) -> bool:
    """Whether the clocks of its own zone ever show this time. NaiveTime without a zone."""
    back = in_utc(moment).astimezone(moment.tzinfo)
    return back.replace(tzinfo=None) == moment.replace(tzinfo=None)


@lru_cache(maxsize=4096)
def starts(day: dt.date, start: dt.time, end: dt.time) -> tuple[dt.datetime, ...]:
    """Every quarter of an hour of the wall clock from `start`, before `end`, in UTC, rising.

    A time that does not exist is left out; one that comes twice stands for its first coming.
    """
    moments = (_moment(wall) for wall in _quarters(day, start, end))
    return tuple(moment for moment in moments if moment is not None)


@lru_cache(maxsize=4096)
def stretches(day: dt.date, start: dt.time, end: dt.time) -> tuple[Stretch, ...]:
    """When the wall clock of a day reads from `start` to `end` (excluded): usually one stretch.

    None when those times do not exist; two when the clocks go back into them from their end.
    """
    midnight, next_midnight = _midnight(day), _midnight(day + dt.timedelta(days=1))
    early, late = _offset(midnight), _offset(next_midnight)
    before = _shifted(day, start, early), _shifted(day, end, early)
    if early == late:
        return (before,)
    change = _change(midnight, early)
    after = _shifted(day, start, late), _shifted(day, end, late)
    return _joined((before[0], min(before[1], change)), (max(after[0], change), after[1]))


def _quarters(day: dt.date, start: dt.time, end: dt.time) -> Iterator[dt.datetime]:
    wall, last = dt.datetime.combine(day, start), dt.datetime.combine(day, end)
    while wall < last:
        yield wall
        wall += STEP


def _moment(wall: dt.datetime) -> Optional[dt.datetime]:
    local = wall.replace(tzinfo=ZONE, fold=0)
    return in_utc(local) if exists(local) else None


def _midnight(day: dt.date) -> dt.datetime:
    return in_utc(dt.datetime.combine(day, dt.time(), ZONE))


def _offset(moment: dt.datetime) -> dt.timedelta:
    return moment.astimezone(ZONE).utcoffset() or dt.timedelta()  # ZONE has one for every moment


def _shifted(day: dt.date, wall: dt.time, offset: dt.timedelta) -> dt.datetime:
    return dt.datetime.combine(day, wall, dt.timezone.utc) - offset


def _change(midnight: dt.datetime, early: dt.timedelta) -> dt.datetime:
    """The moment of the day when the clocks change: on a quarter of an hour, by law on an hour."""
    moment = midnight
    while _offset(moment) == early:
        moment += STEP
    return moment


def _joined(first: Stretch, second: Stretch) -> tuple[Stretch, ...]:
    if first[0] < first[1] == second[0] < second[1]:
        return ((first[0], second[1]),)
    return tuple(each for each in (first, second) if each[0] < each[1])
