"""Facts without a source and missing fields of trainings, grouped by the partner to ask.

A centre sends this list to its partners with a template to fill in (`docs/importing.md`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.entry_schema import Training
from knowledge.fact_status import get_field_provenance
from knowledge.facts import iter_facts
from knowledge.knowledge_base import KnowledgeBase

# Fields of a training that may be missing.
TRAINING_FIELDS = ("length", "schedule", "conditions", "place")
UNKNOWN_OWNER = "à trouver"


@dataclass(frozen=True)
class SourceGap:
    """A field without a source; `said`: its value in the base, or ""."""

    owner: str
    entry: str
    title: str
    field: str
    said: str


def list_gaps(base: KnowledgeBase) -> list[SourceGap]:
    """Return the gaps by owner, then in the order of the base."""
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
