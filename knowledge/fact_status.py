"""How certain a fact is on a given day, derived from its sources.

- *vérifié*: the centre confirmed it this year, or an official source is of this year;
- *de source officielle*: the newest official source is of an earlier year;
- *à confirmer*: everything else, including undated official pages.

« This year » is the calendar year or the school year, which begins on 1 August.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import Any, Optional

from knowledge.entry_schema import Occupation, Training
from knowledge.provenance import EntryModel, Source, SourcedModel

_SCHOOL_YEAR_MONTH = 8
# Belgian facts, which the sources of a profession do not cover.
_BELGIAN_FIELDS = ("prospects", "regulation", "pay")
_EMPLOYMENT_OWNER, _SCHOOL_OWNER = "le Forem", "l'école"
_TRAINER_OWNERS = {"IFAPME": "l'IFAPME", "Forem": "le Forem", "CEFA": "le CEFA"}


class Status(str, Enum):
    """How certain a fact is, as displayed."""

    VERIFIED = "vérifié"
    OFFICIAL = "de source officielle"
    TO_CONFIRM = "à confirmer"


@dataclass(frozen=True)
class DatedStatus:
    """A status with the day it was read (VERIFIED) or the year of its source (OFFICIAL)."""

    status: Status
    read: Optional[dt.date] = None
    year: Optional[int] = None


TO_CONFIRM = DatedStatus(Status.TO_CONFIRM)


def get_school_year(day: dt.date) -> int:
    """Return the year in which the school year of a day began."""
    return day.year if day.month >= _SCHOOL_YEAR_MONTH else day.year - 1


def get_source_year(source: Source) -> Optional[int]:
    """Return the year that a source covers: for a school year, the one in which it began."""
    if source.covers:
        return int(source.covers[:4])
    return source.published.year if source.published else None


def is_current(source: Source, today: dt.date) -> bool:
    """Whether a source covers this calendar or school year, or the next one."""
    if source.covers and "-" in source.covers:
        return get_school_year(today) <= int(source.covers[:4])
    if source.covers:
        return today.year <= int(source.covers)
    return source.published is not None and _is_of_this_year(source.published, today)


def rate_status(rests_on: SourcedModel, sources: tuple[Source, ...], today: dt.date) -> DatedStatus:
    """Return the status of a fact with this provenance."""
    confirmed = rests_on.confirmed
    if confirmed and _is_of_this_year(confirmed, today):
        return DatedStatus(Status.VERIFIED, read=confirmed)
    official = [source for source in sources if source.official]
    current = [source for source in official if is_current(source, today)]
    if current:
        read = max(source.read or source.published or today for source in current)
        return DatedStatus(Status.VERIFIED, read=read)
    years = [year for year in map(get_source_year, official) if year]
    return DatedStatus(Status.OFFICIAL, year=max(years)) if years else TO_CONFIRM


def is_expired(rests_on: SourcedModel, today: dt.date) -> bool:
    """Whether its last day has passed."""
    return rests_on.valid_until is not None and rests_on.valid_until < today


def list_source_ids(entry: EntryModel) -> list[str]:
    """Return the distinct ids of the sources of an entry and of its facts."""
    every: list[SourcedModel] = [entry, *(entry.facts or {}).values()]
    if isinstance(entry, Occupation):
        every += [entry.regulation, *entry.ways_in, *entry.access]
    return list(dict.fromkeys(source for each in every for source in each.sources))


def render_value(value: Any) -> str:
    """Return the value of a field as one text."""
    return " ".join(value) if isinstance(value, tuple) else str(value)


def get_field_provenance(entry: EntryModel, name: str) -> SourcedModel:
    """Return the provenance of a field: its own, else that of the entry where it covers it."""
    if entry.facts and name in entry.facts:
        return entry.facts[name]
    if isinstance(entry, Occupation) and name in _BELGIAN_FIELDS:
        return SourcedModel(owner=entry.owner or _EMPLOYMENT_OWNER)
    if isinstance(entry, Training) and not entry.owner:
        return entry.copy(update={"owner": training_owner(f"{entry.kind} {entry.school}")})
    return entry


def training_owner(where: str) -> str:
    """Return the provider of a training, which is also whom to ask about it."""
    return next((owner for name, owner in _TRAINER_OWNERS.items() if name in where), _SCHOOL_OWNER)


def _is_of_this_year(day: dt.date, today: dt.date) -> bool:
    return day.year == today.year or get_school_year(day) == get_school_year(today)
