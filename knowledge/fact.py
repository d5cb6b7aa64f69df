"""A fact of the base: what it says, what it rests on, and so how sure it is on a day.

Nobody writes how sure a fact is: it follows from its sources, and changes when a year ends.

- *vérifié*: somebody of the centre read it again this year, or an official source is of this year;
- *de source officielle*: the newest official source is of an earlier year;
- *à confirmer*: everything else, an official page that gives no date too: it may be of any year.

« This year » is the calendar year or the school year, which begins on 1 August.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Optional

from knowledge.cited import Cited, Source, Sourced
from knowledge.schema import (
    Deadline,
    Event,
    Occupation,
    Question,
    Service,
    Shortage,
    Training,
    Wage,
    WayIn,
)

if TYPE_CHECKING:
    from knowledge.base import Base

_AUGUST = 8
# What tells of Belgium in a profession: its sources tell of the trade alone.
_BELGIAN = ("prospects", "regulation", "pay")
_EMPLOYMENT, _SCHOOL = "le Forem", "l'école"
_TRAINERS = {"IFAPME": "l'IFAPME", "Forem": "le Forem", "CEFA": "le CEFA"}
_FIELDS: dict[type, tuple[str, ...]] = {
    Occupation: ("summary", "prospects"),
    Training: ("title", "level", "length", "schedule", "conditions", "place"),
    Question: ("short",),
    Service: ("summary", "contact"),
    Event: ("start",),
    Deadline: ("title",),
    Wage: ("low",),
    Shortage: ("title",),
}


class Status(str, Enum):
    """How sure a fact is, as it is told."""

    VERIFIED = "vérifié"
    OFFICIAL = "de source officielle"
    TO_CONFIRM = "à confirmer"


@dataclass(frozen=True)
class Standing:
    """How sure a fact is: the day it was read (*vérifié*), the year of its source (*de source
    officielle*)."""

    status: Status
    read: Optional[dt.date] = None
    year: Optional[int] = None


TO_CONFIRM = Standing(Status.TO_CONFIRM)


@dataclass(frozen=True)
class Fact:
    """One statement of an entry. `name`: its field, « ways_in.0 » for the first way in."""

    entry: str
    name: str
    value: str
    rests_on: Sourced
    sources: tuple[Source, ...]

    def standing(self, today: dt.date) -> Standing:
        """How sure it is on a day."""
        return standing(self.rests_on, self.sources, today)

    def is_over(self, today: dt.date) -> bool:
        """Whether nothing may be said of it any more."""
        return is_over(self.rests_on, today)

    @property
    def read(self) -> Optional[dt.date]:
        """The day it was last read in a source, by whoever wrote it or a centre."""
        days = [each.read or each.published for each in self.sources]
        return max((day for day in (self.rests_on.confirmed, *days) if day), default=None)


def school_year(day: dt.date) -> int:
    """The year in which the school year of a day began."""
    return day.year if day.month >= _AUGUST else day.year - 1


def year_of(source: Source) -> Optional[int]:
    """The year that a source speaks of: of a school year, the one in which it began."""
    if source.covers:
        return int(source.covers[:4])
    return source.published.year if source.published else None


def is_current(source: Source, today: dt.date) -> bool:
    """Whether a source speaks of this calendar or school year, or of the next one."""
    if source.covers and "-" in source.covers:
        return school_year(today) <= int(source.covers[:4])
    if source.covers:
        return today.year <= int(source.covers)
    return source.published is not None and _of_this_year(source.published, today)


def standing(rests_on: Sourced, sources: tuple[Source, ...], today: dt.date) -> Standing:
    """How sure something is that rests on these sources."""
    confirmed = rests_on.confirmed
    if confirmed and _of_this_year(confirmed, today):
        return Standing(Status.VERIFIED, read=confirmed)
    official = [source for source in sources if source.official]
    current = [source for source in official if is_current(source, today)]
    if current:
        return Standing(Status.VERIFIED, read=max(s.read or s.published or today for s in current))
    years = [year for year in map(year_of, official) if year]
    return Standing(Status.OFFICIAL, year=max(years)) if years else TO_CONFIRM


def is_over(rests_on: Sourced, today: dt.date) -> bool:
    """Whether its last day has passed."""
    return rests_on.valid_until is not None and rests_on.valid_until < today


def facts_of(entry: Any, base: Base) -> Iterator[Fact]:
    """Every statement of an entry that has an age."""
    if isinstance(entry, Question) and entry.advice:
        return
    for name in _FIELDS.get(type(entry), ()):
        value = getattr(entry, name)
        if value not in ("", None, ()):
            yield fact(entry, name, base)
    if isinstance(entry, Occupation):
        yield fact(entry, "regulation", base)
        for number, way in enumerate(entry.ways_in):
            yield _fact(entry, f"ways_in.{number}", way.title, of_way(way, base), base)
        for number, asked in enumerate(entry.access):
            yield _fact(entry, f"access.{number}", asked.says, asked, base)


def cited_in(entry: Cited) -> list[str]:
    """The ids of all sources of an entry, those of its single facts too."""
    every: list[Sourced] = [entry, *(entry.facts or {}).values()]
    if isinstance(entry, Occupation):
        every += [entry.regulation, *entry.ways_in, *entry.access]
    return list(dict.fromkeys(source for each in every for source in each.sources))


def fact(entry: Cited, name: str, base: Base) -> Fact:
    """One field of an entry as a fact."""
    value = getattr(entry, name)
    if name == "regulation":
        return _fact(entry, name, value.note or "", value, base)
    return _fact(entry, name, said(value), of_field(entry, name), base)


def said(value: Any) -> str:
    """A field as one text."""
    return " ".join(value) if isinstance(value, tuple) else str(value)


def of_field(entry: Cited, name: str) -> Sourced:
    """What a field rests on: its own sources, else those of the entry where they tell of it."""
    if entry.facts and name in entry.facts:
        return entry.facts[name]
    if isinstance(entry, Occupation) and name in _BELGIAN:
        return Sourced(owner=entry.owner or _EMPLOYMENT)
    if isinstance(entry, Training) and not entry.owner:
        return entry.copy(update={"owner": _asked_of(f"{entry.kind} {entry.school}")})
    return entry


def of_way(way: WayIn, base: Base) -> Sourced:
    """What a way in rests on: its own sources, else those of its training."""
    training = base.trainings.get(way.training or "")
    if training is not None and not (way.sources or way.confirmed):
        return of_field(training, "title")
    return way if way.owner else way.copy(update={"owner": _asked_of(f"{way.title} {way.where}")})


def _asked_of(where: str) -> str:
    """Who gives a training, hence whom to ask about it."""
    return next((owner for name, owner in _TRAINERS.items() if name in where), _SCHOOL)


def _fact(entry: Cited, name: str, value: str, rests_on: Sourced, base: Base) -> Fact:
    sources = tuple(base.sources[each] for each in rests_on.sources if each in base.sources)
    return Fact(entry.id, name, value, rests_on, sources)


def _of_this_year(day: dt.date, today: dt.date) -> bool:
    return day.year == today.year or school_year(day) == school_year(today)
