"""The facts of an entry: its dated statements with their provenance."""

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
    """A statement of an entry. `name`: its field, "ways_in.0" for the first way in."""

    entry: str
    name: str
    value: str
    rests_on: SourcedModel
    sources: tuple[Source, ...]

    def standing(self, today: dt.date) -> DatedStatus:
        """Return its status on a day."""
        return rate_status(self.rests_on, self.sources, today)

    def is_expired(self, today: dt.date) -> bool:
        """Whether its last day has passed."""
        return is_expired(self.rests_on, today)

    @property
    def read(self) -> Optional[dt.date]:
        """The day it was last read in a source or confirmed by a centre."""
        days = [each.read or each.published for each in self.sources]
        return max((day for day in (self.rests_on.confirmed, *days) if day), default=None)


def iter_facts(entry: Any, base: KnowledgeBase) -> Iterator[Fact]:
    """Yield the facts of an entry; advice has none."""
    if isinstance(entry, Question) and entry.advice:
        return
    for name in _FACT_FIELDS.get(type(entry), ()):
        value = getattr(entry, name)
        if value not in ("", None, ()):
            yield get_fact(entry, name, base)
    if isinstance(entry, Occupation):
        yield get_fact(entry, "regulation", base)
        for number, way in enumerate(entry.ways_in):
            provenance = get_way_provenance(way, base)
            yield _build_fact(entry, f"ways_in.{number}", way.title, provenance, base)
        for number, condition in enumerate(entry.access):
            yield _build_fact(entry, f"access.{number}", condition.says, condition, base)


def get_fact(entry: EntryModel, name: str, base: KnowledgeBase) -> Fact:
    """Return one field of an entry as a fact."""
    value = getattr(entry, name)
    if name == "regulation":
        return _build_fact(entry, name, value.note or "", value, base)
    return _build_fact(entry, name, render_value(value), get_field_provenance(entry, name), base)


def get_way_provenance(way: WayIn, base: KnowledgeBase) -> SourcedModel:
    """Return the provenance of a way in: its own, else that of its training."""
    training = base.trainings.get(way.training or "")
    if training is not None and not (way.sources or way.confirmed):
        return get_field_provenance(training, "title")
    if way.owner:
        return way
    return way.copy(update={"owner": training_owner(f"{way.title} {way.where}")})


def _build_fact(
    entry: EntryModel, name: str, value: str, rests_on: SourcedModel, base: KnowledgeBase
) -> Fact:
    sources = tuple(base.sources[each] for each in rests_on.sources if each in base.sources)
    return Fact(entry.id, name, value, rests_on, sources)
