"""What has to be read again: facts that are over or about to be, or have their day of the year; and
then those of which it is least known whether they still hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Optional

from knowledge.fact_status import Status
from knowledge.facts import Fact, iter_facts
from knowledge.knowledge_base import KnowledgeBase

SOON_DELTA = dt.timedelta(days=30)
_EARLIEST = dt.date.min


class DueReason(IntEnum):
    """Why a fact falls due, the most pressing first."""

    OVER = 1
    ENDS = 2
    SEASON = 3
    UNCONFIRMED = 4
    OLD = 5


@dataclass(frozen=True)
class DueFact:
    """A fact that falls due. `since`: the day it did, or, of what has no day, when it was read."""

    fact: Fact
    why: DueReason
    since: Optional[dt.date]


def list_due_facts(
    base: KnowledgeBase, today: dt.date, told_counts: Optional[Mapping[str, int]] = None
) -> list[DueFact]:
    """What falls due on a day, the most pressing first, then what was `told` most often (how often
    each entry was), then what waits longest."""
    often = told_counts or {}
    found = (one for fact in _iter_facts(base) if (one := _find_reason(fact, today)) is not None)
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


def _iter_facts(base: KnowledgeBase) -> Iterator[Fact]:
    written = (*base.entries.values(), *base.deadlines.values(), *base.wages.values())
    for entry in (*written, *base.shortages.values()):
        yield from iter_facts(entry, base)


def _find_reason(fact: Fact, today: dt.date) -> Optional[DueFact]:
    ends, status = fact.rests_on.valid_until, fact.standing(today).status
    if ends and ends < today:
        return DueFact(fact, DueReason.OVER, ends)
    if ends and ends <= today + SOON_DELTA:
        return DueFact(fact, DueReason.ENDS, ends)
    season = _latest_season_day(fact.rests_on.season, today)
    if season and (fact.read is None or fact.read < season):
        return DueFact(fact, DueReason.SEASON, season)
    if status is Status.TO_CONFIRM:
        return DueFact(fact, DueReason.UNCONFIRMED, fact.read)
    return DueFact(fact, DueReason.OLD, fact.read) if status is Status.OFFICIAL else None


def _latest_season_day(season: Optional[str], today: dt.date) -> Optional[dt.date]:
    """The newest day of each year that is not after `today`; 29 February is the 28th."""
    if season is None:
        return None
    month, day = (int(part) for part in season.split("-"))
    for year in (today.year, today.year - 1):
        when = dt.date(year, month, min(day, 28) if month == 2 else day)
        if when <= today:
            return when
    return None
