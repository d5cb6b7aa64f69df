"""Presence of the team on a day, and the opening hours that nobody covers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from bot.booking.booking_errors import OnHoliday, PlaceClosed
from bot.booking.counsellor_hours import Counsellor
from bot.booking.time_ranges import join_ranges, subtract_ranges
from bot.booking.venue import Venue
from bot.opening_hours import TimeRange, WeeklyHours


@dataclass(frozen=True)
class TeamMember:
    """A member of the team with their pole, partner organisation and hours."""

    name: str
    pole: str
    partner: str
    hours: Counsellor


@dataclass(frozen=True, order=True)
class Presence:
    """Hours in which a member is present."""

    partner: str
    start: dt.time
    end: dt.time
    name: str


@dataclass(frozen=True)
class PermanenceDay:
    """A date with its presences and gaps. `closed`: the reason of a closure, "" for a holiday."""

    date: dt.date
    there: tuple[Presence, ...] = ()
    uncovered: tuple[TimeRange, ...] = ()
    closed: Optional[str] = None


def build_permanence_day(
    members: Iterable[TeamMember], date: dt.date, venue: Venue, opening: WeeklyHours
) -> PermanenceDay:
    """Return the presences on a date, by partner, and the opening hours nobody covers."""
    try:
        venue.require_open(date)
    except OnHoliday:
        return PermanenceDay(date, closed="")
    except PlaceClosed as closure:
        return PermanenceDay(date, closed=closure.reason)
    presences = sorted(
        Presence(each.partner, start, end, each.name)
        for each in members
        for start, end in join_ranges((span.start, span.end) for span in each.hours.spans(date))
    )
    covered = join_ranges((each.start, each.end) for each in presences)
    opening_hours = opening.get(date.weekday(), ())
    gaps = subtract_ranges(opening_hours, covered)
    return PermanenceDay(date, tuple(presences), tuple(gaps))
