"""The exported notebook as plain data, for both the page and the PDF.

It holds the notebook's own entries, and the classes below where an entry alone is not enough. The
headings are in the template of the page; `bot.notebook.export_builder` fills the document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from knowledge.provenance import Source


@dataclass(frozen=True)
class ConfirmedReading:
    """The label of an interest or a skill (after « tu aimes », « tu sais ») and its source."""

    label: str
    words: str
    when: dt.datetime


@dataclass(frozen=True)
class DocumentedWish:
    """A wish of `wishes.WISHES` and its answer, 1 to 5; `worry`: it is about money or transport."""

    key: str
    value: int
    worry: bool
    when: dt.datetime


@dataclass(frozen=True)
class DocumentedAnswer:
    """The id of a questionnaire item, and its answer, 1 to 5."""

    item: str
    value: int
    when: dt.datetime


@dataclass(frozen=True)
class GridRow:
    """A criterion: its weight, and the rating of each profession, all 1 to 5 or unknown."""

    criterion: str
    weight: Optional[int]
    ratings: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class DocumentedGrid:
    """The grid and the date of its last answer, None if unknown."""

    rows: tuple[GridRow, ...]
    when: Optional[dt.datetime]


@dataclass(frozen=True)
class DocumentedStep:
    """A step of the plan; `unsure`: its deadline is unverified (« à confirmer »)."""

    key: str
    due: dt.date
    title: str
    unsure: bool = False


@dataclass(frozen=True)
class DocumentedWayIn:
    """A path into a profession."""

    title: str
    length: str
    where: str


@dataclass(frozen=True)
class OccupationCard:
    """Facts about a profession from the base. `checked`: None if still « à confirmer »."""

    title: str
    summary: tuple[str, ...]
    ways: tuple[DocumentedWayIn, ...]
    checked: Optional[dt.date]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class DocumentPart:
    """The contribution of a field to a section, in the form that the template renders."""

    field: str
    shown_as: str
    entries: tuple[Any, ...]


def title_from_id(entry_id: str) -> str:
    """Return a title made of an entry's id, for an entry that is no longer in the base."""
    return entry_id.replace("-", " ")


@dataclass(frozen=True)
class NotebookDocument:
    """A notebook to read, print and keep, as of a day. `formal`: addressed with « vous ».

    `sections`: the parts of each non-empty section; the template holds the headings, by the same
    keys, and their order. `title`: returns the title of an entry by its id.
    """

    day: dt.date
    empty: bool
    formal: bool = False
    sections: Mapping[str, tuple[DocumentPart, ...]] = field(default_factory=dict)
    cards: tuple[OccupationCard, ...] = ()
    title: Callable[[str], str] = field(default=title_from_id, compare=False, repr=False)

    def list_entries(self, name: str) -> tuple[Any, ...]:
        """Return the entries of a field in all sections."""
        parts = (part for section in self.sections.values() for part in section)
        return tuple(entry for part in parts if part.field == name for entry in part.entries)

    @property
    def plan(self) -> tuple[DocumentedStep, ...]:
        """Return the steps of the plan."""
        return self.list_entries("plan")
