"""What has to be read again: facts that are over or about to be, or have their day of the year; and
then those of which it is least known whether they still hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Optional

from knowledge.base import Base
from knowledge.fact import Fact, Status, facts_of

SOON = dt.timedelta(days=30)
_EARLIEST = dt.date.min


class Why(IntEnum):
    """Why a fact falls due, the most pressing first."""

    OVER = 1
    ENDS = 2
    SEASON = 3
    UNCONFIRMED = 4
    OLD = 5


@dataclass(frozen=True)
class Due:
    """A fact that falls due. `since`: the day it did, or, of what has no day, when it was read."""

    fact: Fact
    why: Why
    since: Optional[dt.date]


def due(base: Base, today: dt.date, told: Optional[Mapping[str, int]] = None) -> list[Due]:
    """What falls due on a day, the most pressing first, then what was `told` most often (how often
    each entry was), then what waits longest."""
    often = told or {}
    found = (one for fact in _every(base) if (one := _due(fact, today)) is not None)
    return sorted(
        found,
        key=lambda one: (
            one.why,
            -often.get(one.fact.entry, 0),
            one.since or _EARLIEST,
            one.fact.entry,
            one.fact.name,
        ),
    )


def _every(base: Base) -> Iterator[Fact]:
    written = (*base.entries.values(), *base.deadlines.values(), *base.wages.values())
    for entry in (*written, *base.shortages.values()):
        yield from facts_of(entry, base)


def _due(fact: Fact, today: dt.date) -> Optional[Due]:
    ends, status = fact.rests_on.valid_until, fact.standing(today).status
    if ends and ends < today:
        return Due(fact, Why.OVER, ends)
    if ends and ends <= today + SOON:
        return Due(fact, Why.ENDS, ends)
    season = _last(fact.rests_on.season, today)
    if season and (fact.read is None or fact.read < season):
        return Due(fact, Why.SEASON, season)
    if status is Status.TO_CONFIRM:
        return Due(fact, Why.UNCONFIRMED, fact.read)
    return Due(fact, Why.OLD, fact.read) if status is Status.OFFICIAL else None


def _last(season: Optional[str], today: dt.date) -> Optional[dt.date]:
    """The newest day of each year that is not after `today`; 29 February is the 28th."""
    if season is None:
        return None
    month, day = (int(part) for part in season.split("-"))
    for year in (today.year, today.year - 1):
        when = dt.date(year, month, min(day, 28) if month == 2 else day)
        if when <= today:
            return when
    return None
