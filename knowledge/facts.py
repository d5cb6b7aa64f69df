"""The facts of an entry: each statement of it that has an age, with what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Optional

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
from knowledge.fact_status import (
    DatedStatus,
    get_field_provenance,
    is_expired,
    rate_status,
    render_value,
    training_owner,
)
from knowledge.knowledge_base import KnowledgeBase
from knowledge.provenance import EntryModel, Source, SourcedModel

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


def get_fact(entry: EntryModel, name: str, base: KnowledgeBase) -> Fact:
    """One field of an entry as a fact."""
    value = getattr(entry, name)
    if name == "regulation":
        return _build_fact(entry, name, value.note or "", value, base)
    return _build_fact(entry, name, render_value(value), get_field_provenance(entry, name), base)


def get_way_provenance(way: WayIn, base: KnowledgeBase) -> SourcedModel:
    """What a way in rests on: its own sources, else those of its training."""
    training = base.trainings.get(way.training or "")
    if training is not None and not (way.sources or way.confirmed):
        return get_field_provenance(training, "title")
    return (
        way if way.owner else way.copy(update={"owner": training_owner(f"{way.title} {way.where}")})
    )


def _build_fact(
    entry: EntryModel, name: str, value: str, rests_on: SourcedModel, base: KnowledgeBase
) -> Fact:
    sources = tuple(base.sources[each] for each in rests_on.sources if each in base.sources)
    return Fact(entry.id, name, value, rests_on, sources)
