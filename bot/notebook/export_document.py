"""The notebook as a document to take along: plain data, the same for the page and for the PDF.

It holds the notebook's own entries, and what is below where an entry alone does not say enough. The
words of its headings are in the template of the page; `bot.notebook.export_builder` fills it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from knowledge.provenance import Source


@dataclass(frozen=True)
class ConfirmedReading:
    """An interest or a skill (what follows « tu aimes » and « tu sais »), and the words it was read
    in."""

    label: str
    words: str
    when: dt.datetime


@dataclass(frozen=True)
class DocumentedWish:
    """A wish of `wishes.WISHES` and its answer, 1 to 5; `worry`: it is about the way there."""

    key: str
    value: int
    worry: bool
    when: dt.datetime


@dataclass(frozen=True)
class DocumentedAnswer:
    """An item of the questionnaire (its id), and the answer from 1 to 5."""

    item: str
    value: int
    when: dt.datetime


@dataclass(frozen=True)
class GridRow:
    """A criterion of the grid: its weight, and how each profession does, both 1 to 5 or unknown."""

    criterion: str
    weight: Optional[int]
    ratings: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class DocumentedGrid:
    """The grid, and when its last answer was; None when that was never kept."""

    rows: tuple[GridRow, ...]
    when: Optional[dt.datetime]


@dataclass(frozen=True)
class DocumentedStep:
    """A thing to do: a key of `PLAN_KEYS`, a day, and what it is about. `unsure`: a deadline that
    is still « à confirmer »."""

    key: str
    due: dt.date
    title: str
    unsure: bool = False


@dataclass(frozen=True)
class DocumentedWayIn:
    """A way in to a profession."""

    title: str
    length: str
    where: str


@dataclass(frozen=True)
class OccupationCard:
    """What the base says of a profession. `checked`: None when it is still « à confirmer »."""

    title: str
    summary: tuple[str, ...]
    ways: tuple[DocumentedWayIn, ...]
    checked: Optional[dt.date]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class DocumentPart:
    """What a field of the notebook puts in a section, in the form that the template shows it in."""

    field: str
    shown_as: str
    entries: tuple[Any, ...]


def title_from_id(entry_id: str) -> str:
    """A name for an entry that left the base: the words of its id."""
    return entry_id.replace("-", " ")


@dataclass(frozen=True)
class NotebookDocument:
    """A notebook to read, print and take along, as it was on a day. `formal`: told « vous ».

    `sections`: what stands under each heading that has something; the template holds the headings,
    by the same keys, and their order. `title`: of an entry by its id.
    """

    day: dt.date
    empty: bool
    formal: bool = False
    sections: Mapping[str, tuple[DocumentPart, ...]] = field(default_factory=dict)
    cards: tuple[OccupationCard, ...] = ()
    title: Callable[[str], str] = field(default=title_from_id, compare=False, repr=False)

    def list_entries(self, name: str) -> tuple[Any, ...]:
        """What a field of the notebook says in all sections together."""
        parts = (part for section in self.sections.values() for part in section)
        return tuple(entry for part in parts if part.field == name for entry in part.entries)

    @property
    def plan(self) -> tuple[DocumentedStep, ...]:
        """The steps to do."""
        return self.list_entries("plan")
