"""Who is there when, day by day, and when nobody is although the place is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Optional

from bot.booking.booking_errors import OnHoliday, PlaceClosed
from bot.booking.counsellor_hours import Counsellor
from bot.booking.venue import Venue
from bot.opening_hours import TimeRange, WeeklyHours


@dataclass(frozen=True)
class TeamMember:
    """One of the team: where they work, who sends them, and their hours."""

    name: str
    pole: str
    partner: str
    hours: Counsellor


@dataclass(frozen=True, order=True)
class Presence:
    """Hours in which somebody is there."""

    partner: str
    start: dt.time
    end: dt.time
    name: str


@dataclass(frozen=True)
class PermanenceDay:
    """One date. `closed`: why nobody is there, the reason of a closure, or empty for a holiday."""

    date: dt.date
    there: tuple[Presence, ...] = ()
    uncovered: tuple[TimeRange, ...] = ()
    closed: Optional[str] = None


def build_permanence_day(
    members: Iterable[TeamMember], date: dt.date, venue: Venue, opening: WeeklyHours
) -> PermanenceDay:
    """Who of these is there, by partner, and what no one of them covers."""
    try:
        venue.require_open(date)
    except OnHoliday:
        return PermanenceDay(date, closed="")
    except PlaceClosed as shut:
        return PermanenceDay(date, closed=shut.reason)
    there = sorted(
        Presence(each.partner, start, end, each.name)
        for each in members
        for start, end in _join_hours((span.start, span.end) for span in each.hours.spans(date))
    )
    covered = _join_hours((each.start, each.end) for each in there)
    gaps = (
        gap for hours in opening.get(date.weekday(), ()) for gap in _subtract_hours(hours, covered)
    )
    return PermanenceDay(date, tuple(there), tuple(gaps))


def _join_hours(some: Iterable[TimeRange]) -> list[TimeRange]:
    found: list[TimeRange] = []
    for start, end in sorted(some):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _subtract_hours(hours: TimeRange, covered: Iterable[TimeRange]) -> Iterator[TimeRange]:
    """What is left of hours; `covered` rises, apart from each other."""
    opens, closes = hours
    for start, end in covered:
        if end > opens and start < closes:
            if start > opens:
                yield opens, start
            opens = end
    if opens < closes:
        yield opens, closes
