"""What partners alone know: facts that rest on no source, and what trainings do not say, by whom to
ask. It is what a centre sends them, with the template that they fill in (`docs/importing.md`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.entry_schema import Training
from knowledge.fact_status import get_field_provenance
from knowledge.facts import iter_facts
from knowledge.knowledge_base import KnowledgeBase

# What a training is asked for, and may lack.
TRAINING_FIELDS = ("length", "schedule", "conditions", "place")
UNKNOWN_OWNER = "à trouver"


@dataclass(frozen=True)
class SourceGap:
    """A field without a source; `said`: what the base says of it, if anything."""

    owner: str
    entry: str
    title: str
    field: str
    said: str


def list_gaps(base: KnowledgeBase) -> list[SourceGap]:
    """By whom to ask, then in the order of the base."""
    return sorted(_iter_gaps(base), key=lambda gap: gap.owner)


def _iter_gaps(base: KnowledgeBase) -> Iterator[SourceGap]:
    for entry in (*base.trainings.values(), *base.occupations.values()):
        title = base.title(entry.id) or entry.id
        for fact in iter_facts(entry, base):
            if not fact.sources and not fact.rests_on.confirmed:
                owner = fact.rests_on.owner or UNKNOWN_OWNER
                yield SourceGap(owner, entry.id, title, fact.name, fact.value)
        for name in TRAINING_FIELDS if isinstance(entry, Training) else ():
            if not getattr(entry, name):
                owner = get_field_provenance(entry, name).owner or UNKNOWN_OWNER
                yield SourceGap(owner, entry.id, title, name, "")
