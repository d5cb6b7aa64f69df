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

from knowledge.entry_schema import (
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
from knowledge.provenance import EntryModel, Source, SourcedModel

if TYPE_CHECKING:
    from knowledge.knowledge_base import KnowledgeBase

_SCHOOL_YEAR_MONTH = 8
# What tells of Belgium in a profession: its sources tell of the trade alone.
_BELGIAN_FIELDS = ("prospects", "regulation", "pay")
_EMPLOYMENT_OWNER, _SCHOOL_OWNER = "le Forem", "l'école"
_TRAINER_OWNERS = {"IFAPME": "l'IFAPME", "Forem": "le Forem", "CEFA": "le CEFA"}
_FACT_FIELDS: dict[type, tuple[str, ...]] = {
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
class DatedStatus:
    """How sure a fact is: the day it was read (*vérifié*), the year of its source (*de source
    officielle*)."""

    status: Status
    read: Optional[dt.date] = None
    year: Optional[int] = None


TO_CONFIRM = DatedStatus(Status.TO_CONFIRM)


@dataclass(frozen=True)
class Fact:
    """One statement of an entry. `name`: its field, « ways_in.0 » for the first way in."""

    entry: str
    name: str
    value: str
    rests_on: SourcedModel
    sources: tuple[Source, ...]

    def standing(self, today: dt.date) -> DatedStatus:
        """How sure it is on a day."""
        return rate_status(self.rests_on, self.sources, today)

    def is_expired(self, today: dt.date) -> bool:
        """Whether nothing may be said of it any more."""
        return is_expired(self.rests_on, today)

    @property
    def read(self) -> Optional[dt.date]:
        """The day it was last read in a source, by whoever wrote it or a centre."""
        days = [each.read or each.published for each in self.sources]
        return max((day for day in (self.rests_on.confirmed, *days) if day), default=None)


def get_school_year(day: dt.date) -> int:
    """The year in which the school year of a day began."""
    return day.year if day.month >= _SCHOOL_YEAR_MONTH else day.year - 1


def get_source_year(source: Source) -> Optional[int]:
    """The year that a source speaks of: of a school year, the one in which it began."""
    if source.covers:
        return int(source.covers[:4])
    return source.published.year if source.published else None


def is_current(source: Source, today: dt.date) -> bool:
    """Whether a source speaks of this calendar or school year, or of the next one."""
    if source.covers and "-" in source.covers:
        return get_school_year(today) <= int(source.covers[:4])
    if source.covers:
        return today.year <= int(source.covers)
    return source.published is not None and _is_of_this_year(source.published, today)


def rate_status(rests_on: SourcedModel, sources: tuple[Source, ...], today: dt.date) -> DatedStatus:
    """How sure something is that rests on these sources."""
    confirmed = rests_on.confirmed
    if confirmed and _is_of_this_year(confirmed, today):
        return DatedStatus(Status.VERIFIED, read=confirmed)
    official = [source for source in sources if source.official]
    current = [source for source in official if is_current(source, today)]
    if current:
        return DatedStatus(
            Status.VERIFIED, read=max(s.read or s.published or today for s in current)
        )
    years = [year for year in map(get_source_year, official) if year]
    return DatedStatus(Status.OFFICIAL, year=max(years)) if years else TO_CONFIRM


def is_expired(rests_on: SourcedModel, today: dt.date) -> bool:
    """Whether its last day has passed."""
    return rests_on.valid_until is not None and rests_on.valid_until < today


def iter_facts(entry: Any, base: KnowledgeBase) -> Iterator[Fact]:
    """Every statement of an entry that has an age."""
    if isinstance(entry, Question) and entry.advice:
        return
    for name in _FACT_FIELDS.get(type(entry), ()):
        value = getattr(entry, name)
        if value not in ("", None, ()):
            yield get_fact(entry, name, base)
    if isinstance(entry, Occupation):
        yield get_fact(entry, "regulation", base)
        for number, way in enumerate(entry.ways_in):
            yield _build_fact(
                entry, f"ways_in.{number}", way.title, get_way_provenance(way, base), base
            )
        for number, asked in enumerate(entry.access):
            yield _build_fact(entry, f"access.{number}", asked.says, asked, base)


def list_source_ids(entry: EntryModel) -> list[str]:
    """The ids of all sources of an entry, those of its single facts too."""
    every: list[SourcedModel] = [entry, *(entry.facts or {}).values()]
    if isinstance(entry, Occupation):
        every += [entry.regulation, *entry.ways_in, *entry.access]
    return list(dict.fromkeys(source for each in every for source in each.sources))


def get_fact(entry: EntryModel, name: str, base: KnowledgeBase) -> Fact:
    """One field of an entry as a fact."""
    value = getattr(entry, name)
    if name == "regulation":
        return _build_fact(entry, name, value.note or "", value, base)
    return _build_fact(entry, name, render_value(value), get_field_provenance(entry, name), base)


def render_value(value: Any) -> str:
    """A field as one text."""
    return " ".join(value) if isinstance(value, tuple) else str(value)


def get_field_provenance(entry: EntryModel, name: str) -> SourcedModel:
    """What a field rests on: its own sources, else those of the entry where they tell of it."""
    if entry.facts and name in entry.facts:
        return entry.facts[name]
    if isinstance(entry, Occupation) and name in _BELGIAN_FIELDS:
        return SourcedModel(owner=entry.owner or _EMPLOYMENT_OWNER)
    if isinstance(entry, Training) and not entry.owner:
        return entry.copy(update={"owner": _training_owner(f"{entry.kind} {entry.school}")})
    return entry


def get_way_provenance(way: WayIn, base: KnowledgeBase) -> SourcedModel:
    """What a way in rests on: its own sources, else those of its training."""
    training = base.trainings.get(way.training or "")
    if training is not None and not (way.sources or way.confirmed):
        return get_field_provenance(training, "title")
    return (
        way
        if way.owner
        else way.copy(update={"owner": _training_owner(f"{way.title} {way.where}")})
    )


def _training_owner(where: str) -> str:
    """Who gives a training, hence whom to ask about it."""
    return next((owner for name, owner in _TRAINER_OWNERS.items() if name in where), _SCHOOL_OWNER)


def _build_fact(
    entry: EntryModel, name: str, value: str, rests_on: SourcedModel, base: KnowledgeBase
) -> Fact:
    sources = tuple(base.sources[each] for each in rests_on.sources if each in base.sources)
    return Fact(entry.id, name, value, rests_on, sources)


def _is_of_this_year(day: dt.date, today: dt.date) -> bool:
    return day.year == today.year or get_school_year(day) == get_school_year(today)
