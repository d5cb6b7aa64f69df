"""Wall time in Brussels and the moments it stands for: no hour that does not exist, none twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Optional
from zoneinfo import ZoneInfo

from bot.booking.booking_errors import NaiveTime

ZONE = ZoneInfo("Europe/Brussels")
QUARTER_HOUR = dt.timedelta(minutes=15)

# From, until (excluded); both aware, in UTC.
Interval = tuple[dt.datetime, dt.datetime]


def to_utc(moment: dt.datetime) -> dt.datetime:
    """The same moment in UTC. NaiveTime when it has no time zone."""
    if moment.utcoffset() is None:
        raise NaiveTime(moment)
    return moment.astimezone(dt.timezone.utc)


def parse_moment(text: str) -> Optional[dt.datetime]:
    """An aware moment from ISO text, of this century or near it; None for all else."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None and 2000 <= found.year < 2200 else None


def local_day(moment: dt.datetime) -> dt.date:
    """The date in Brussels of an aware moment."""
    return to_utc(moment).astimezone(ZONE).date()


def clock_time_exists(moment: dt.datetime) -> bool:
    """Whether the clocks of its own zone ever show this time. NaiveTime without a zone."""
    back = to_utc(moment).astimezone(moment.tzinfo)
    return back.replace(tzinfo=None) == moment.replace(tzinfo=None)


@lru_cache(maxsize=4096)
def list_quarter_starts(day: dt.date, start: dt.time, end: dt.time) -> tuple[dt.datetime, ...]:
    """Every quarter of an hour of the wall clock from `start`, before `end`, in UTC, rising.

    A time that does not exist is left out; one that comes twice stands for its first coming.
    """
    moments = (_to_moment(wall) for wall in _list_quarters(day, start, end))
    return tuple(moment for moment in moments if moment is not None)


@lru_cache(maxsize=4096)
def local_intervals(day: dt.date, start: dt.time, end: dt.time) -> tuple[Interval, ...]:
    """When the wall clock of a day reads from `start` to `end` (excluded): usually one stretch.

    None when those times do not exist; two when the clocks go back into them from their end.
    """
    midnight, next_midnight = _midnight_of(day), _midnight_of(day + dt.timedelta(days=1))
    early, late = _utc_offset(midnight), _utc_offset(next_midnight)
    before = _at_offset(day, start, early), _at_offset(day, end, early)
    if early == late:
        return (before,)
    change = _find_clock_change(midnight, early)
    after = _at_offset(day, start, late), _at_offset(day, end, late)
    return _join_intervals((before[0], min(before[1], change)), (max(after[0], change), after[1]))


def _list_quarters(day: dt.date, start: dt.time, end: dt.time) -> Iterator[dt.datetime]:
    wall, last = dt.datetime.combine(day, start), dt.datetime.combine(day, end)
    while wall < last:
        yield wall
        wall += QUARTER_HOUR


def _to_moment(wall: dt.datetime) -> Optional[dt.datetime]:
    local = wall.replace(tzinfo=ZONE, fold=0)
    return to_utc(local) if clock_time_exists(local) else None


def _midnight_of(day: dt.date) -> dt.datetime:
    return to_utc(dt.datetime.combine(day, dt.time(), ZONE))


def _utc_offset(moment: dt.datetime) -> dt.timedelta:
    return moment.astimezone(ZONE).utcoffset() or dt.timedelta()  # ZONE has one for every moment


def _at_offset(day: dt.date, wall: dt.time, offset: dt.timedelta) -> dt.datetime:
    return dt.datetime.combine(day, wall, dt.timezone.utc) - offset


def _find_clock_change(midnight: dt.datetime, early: dt.timedelta) -> dt.datetime:
    """The moment of the day when the clocks change: on a quarter of an hour, by law on an hour."""
    moment = midnight
    while _utc_offset(moment) == early:
        moment += QUARTER_HOUR
    return moment


def _join_intervals(first: Interval, second: Interval) -> tuple[Interval, ...]:
    if first[0] < first[1] == second[0] < second[1]:
        return ((first[0], second[1]),)
    return tuple(each for each in (first, second) if each[0] < each[1])
