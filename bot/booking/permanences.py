"""Who is there when, day by day, and when nobody is although the place is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Optional

from bot.booking.errors import OnHoliday, PlaceClosed
from bot.booking.hours import Counsellor
from bot.booking.place import Place
from bot.opening import Hours, Opening


@dataclass(frozen=True)
class Member:
    """One of the team: where they work, who sends them, and their hours."""

    name: str
    pole: str
    partner: str
    hours: Counsellor


@dataclass(frozen=True, order=True)
class There:
    """Hours in which somebody is there."""

    partner: str
    start: dt.time
    end: dt.time
    name: str


@dataclass(frozen=True)
class Day:
    """One date. `closed`: why nobody is there, the reason of a closure, or empty for a holiday."""

    date: dt.date
    there: tuple[There, ...] = ()
    uncovered: tuple[Hours, ...] = ()
    closed: Optional[str] = None


def day(members: Iterable[Member], date: dt.date, place: Place, opening: Opening) -> Day:
    """Who of these is there, by partner, and what no one of them covers."""
    try:
        place.require_open(date)
    except OnHoliday:
        return Day(date, closed="")
    except PlaceClosed as shut:
        return Day(date, closed=shut.reason)
    there = sorted(
        There(each.partner, start, end, each.name)
        for each in members
        for start, end in _joined((span.start, span.end) for span in each.hours.spans(date))
    )
    covered = _joined((each.start, each.end) for each in there)
    gaps = (gap for hours in opening.get(date.weekday(), ()) for gap in _left(hours, covered))
    return Day(date, tuple(there), tuple(gaps))


def _joined(some: Iterable[Hours]) -> list[Hours]:
    found: list[Hours] = []
    for start, end in sorted(some):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _left(hours: Hours, covered: Iterable[Hours]) -> Iterator[Hours]:
    """What is left of hours; `covered` rises, apart from each other."""
    opens, closes = hours
    for start, end in covered:
        if end > opens and start < closes:
            if start > opens:
                yield opens, start
            opens = end
    if opens < closes:
        yield opens, closes
