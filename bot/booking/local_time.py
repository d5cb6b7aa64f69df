"""Local dates and times of Brussels, and their conversion to UTC, including clock changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Optional
from zoneinfo import ZoneInfo

from bot.booking.booking_errors import NaiveTime

ZONE = ZoneInfo("Europe/Brussels")
QUARTER_HOUR = dt.timedelta(minutes=15)
_DAY = dt.timedelta(days=1)

# Start and end (excluded), aware, in UTC.
Interval = tuple[dt.datetime, dt.datetime]


def to_utc(moment: dt.datetime) -> dt.datetime:
    """Return the moment in UTC. Raises NaiveTime without a time zone."""
    if moment.utcoffset() is None:
        raise NaiveTime(moment)
    return moment.astimezone(dt.timezone.utc)


def parse_moment(text: str) -> Optional[dt.datetime]:
    """Return the aware moment of an ISO text, or None if it is invalid, naive or out of range."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and 2000 <= moment.year < 2200 else None


def local_day(moment: dt.datetime) -> dt.date:
    """Return the date of an aware moment in Brussels."""
    return to_utc(moment).astimezone(ZONE).date()


def days_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield the dates from `first` to `last`, both included."""
    return (first + number * _DAY for number in range((last - first).days + 1))


def clock_time_exists(moment: dt.datetime) -> bool:
    """Whether this local time exists in its own zone. Raises NaiveTime without a time zone."""
    back = to_utc(moment).astimezone(moment.tzinfo)
    return back.replace(tzinfo=None) == moment.replace(tzinfo=None)


@lru_cache(maxsize=4096)
def list_quarter_starts(day: dt.date, start: dt.time, end: dt.time) -> tuple[dt.datetime, ...]:
    """Return the quarters of an hour in the local interval [start, end), in UTC, ascending.

    Non-existent times are left out; a repeated time means its first occurrence.
    """
    moments = (_to_moment(wall) for wall in _list_quarters(day, start, end))
    return tuple(moment for moment in moments if moment is not None)


@lru_cache(maxsize=4096)
def local_intervals(day: dt.date, start: dt.time, end: dt.time) -> tuple[Interval, ...]:
    """Return the intervals in which the local time of a day is in [start, end), usually one.

    There is none if those times do not exist, and two if the clocks go back into them.
    """
    midnight, next_midnight = _midnight_of(day), _midnight_of(day + _DAY)
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
    """Return the moment of the clock change of a day, which is on a full hour by law."""
    moment = midnight
    while _utc_offset(moment) == early:
        moment += QUARTER_HOUR
    return moment


def _join_intervals(first: Interval, second: Interval) -> tuple[Interval, ...]:
    if first[0] < first[1] == second[0] < second[1]:
        return ((first[0], second[1]),)
    return tuple(each for each in (first, second) if each[0] < each[1])
