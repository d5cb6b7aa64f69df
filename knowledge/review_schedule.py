"""Facts due for review: expired or about to expire, seasonal, unconfirmed, then old ones."""

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
    """Why a fact is due, the most urgent reason first."""

    OVER = 1
    ENDS = 2
    SEASON = 3
    UNCONFIRMED = 4
    OLD = 5


@dataclass(frozen=True)
class DueFact:
    """A fact due for review. `since`: its due day, or without one the day it was last read."""

    fact: Fact
    why: DueReason
    since: Optional[dt.date]


def list_due_facts(
    base: KnowledgeBase, today: dt.date, told_counts: Optional[Mapping[str, int]] = None
) -> list[DueFact]:
    """Return the facts due on a day, by reason, then by how often their entry was shown
    (`told_counts`), then by age."""
    counts = told_counts or {}

    def rank(due: DueFact) -> tuple[DueReason, int, dt.date, str, str]:
        entry = due.fact.entry
        return due.why, -counts.get(entry, 0), due.since or _EARLIEST, entry, due.fact.name

    reasons = (_find_reason(fact, today) for fact in _iter_facts(base))
    return sorted((due for due in reasons if due is not None), key=rank)


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
    """Return the latest occurrence of a yearly day up to `today`; 29 February is the 28th."""
    if season is None:
        return None
    month, day = (int(part) for part in season.split("-"))
    for year in (today.year, today.year - 1):
        when = dt.date(year, month, min(day, 28) if month == 2 else day)
        if when <= today:
            return when
    return None
