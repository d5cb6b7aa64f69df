"""Whether the centre is open on a day: closures, holidays, and the usual hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Optional

from bot.booking.booking_errors import Closed
from bot.booking.venue import Venue
from bot.opening_hours import TimeRange, WeeklyHours


@dataclass(frozen=True)
class OpeningDay:
    """A day. `hours`: the opening hours, empty where they are unknown. `closed`: why it is closed
    on a day that is usually open. `open`: whether it is open."""

    date: dt.date
    open: bool
    hours: tuple[TimeRange, ...] = ()
    closed: Optional[Closed] = None


def describe_day(venue: Venue, opening: WeeklyHours, day: dt.date) -> Optional[OpeningDay]:
    """Return whether the centre is open on a day; None if its usual days are unknown.

    Without opening hours, the usual days are those on which a counsellor receives.
    """
    usual = frozenset(opening) or frozenset(
        weekday for each in venue.counsellors for weekday, spans in each.weekly.items() if spans
    )
    if not usual:
        return None
    if day.weekday() not in usual:
        return OpeningDay(day, open=False)
    try:
        venue.require_open(day)
    except Closed as reason:
        return OpeningDay(day, open=False, closed=reason)
    return OpeningDay(day, open=True, hours=tuple(opening.get(day.weekday(), ())))


def group_days(days: Iterable[OpeningDay]) -> list[list[OpeningDay]]:
    """Group days in a row that are alike; days of the week that are never open are left out."""

    def alike(day: OpeningDay) -> tuple[bool, str, str]:
        return day.open, str(day.closed), str(day.hours)

    shown = [day for day in days if day.open or day.closed is not None]
    return [list(group) for _, group in groupby(shown, key=alike)]
