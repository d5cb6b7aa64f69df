"""What partners alone know: facts that rest on no source, and what trainings do not say, by whom to
ask. It is what a centre sends them, with the template that they fill in (`docs/importing.md`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.base import Base
from knowledge.fact import facts_of, of_field
from knowledge.schema import Training

# What a training is asked for, and may lack.
ASKED = ("length", "schedule", "conditions", "place")
NOBODY = "à trouver"


@dataclass(frozen=True)
class Gap:
    """A field without a source; `said`: what the base says of it, if anything."""

    owner: str
    entry: str
    title: str
    field: str
    said: str


def gaps(base: Base) -> list[Gap]:
    """By whom to ask, then in the order of the base."""
    return sorted(_found(base), key=lambda gap: gap.owner)


def _found(base: Base) -> Iterator[Gap]:
    for entry in (*base.trainings.values(), *base.occupations.values()):
        title = base.title(entry.id) or entry.id
        for fact in facts_of(entry, base):
            if not fact.sources and not fact.rests_on.confirmed:
                owner = fact.rests_on.owner or NOBODY
                yield Gap(owner, entry.id, title, fact.name, fact.value)
        for name in ASKED if isinstance(entry, Training) else ():
            if not getattr(entry, name):
                owner = of_field(entry, name).owner or NOBODY
                yield Gap(owner, entry.id, title, name, "")
