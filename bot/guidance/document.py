"""The notebook as a document to take along: plain data, the same for the page and for the PDF.

Each thing said has its `day`, the date in Brussels, and its words where there were any.
The words of its headings are in the template of the page; `bot.guidance.documenting` fills it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from knowledge.cited import Source


@dataclass(frozen=True)
class Said:
    """Words of the person."""

    words: str
    day: dt.date


@dataclass(frozen=True)
class Lead:
    """A profession kept, put aside or second best; `words` may be empty."""

    title: str
    words: str
    day: dt.date


@dataclass(frozen=True)
class Confirmed:
    """An interest or a skill (what follows « tu aimes » and « tu sais »), and the words it was read
    in."""

    label: str
    words: str
    day: dt.date


@dataclass(frozen=True)
class Limited:
    """No long studies; `day`: None when it was never kept."""

    day: Optional[dt.date]


@dataclass(frozen=True)
class Wish:
    """A wish of `wishes.WISHES` and its answer, 1 to 5; `worry`: it is about the way there."""

    key: str
    value: int
    worry: bool
    day: dt.date


@dataclass(frozen=True)
class Counted:
    """What counts most, a key of `wishes.VALUES`."""

    key: str
    day: dt.date


@dataclass(frozen=True)
class Hurdle:
    """What stands in the way: a key of `OBSTACLES`, or none and the person's words."""

    key: Optional[str]
    words: str
    day: dt.date


@dataclass(frozen=True)
class Tried:
    """A visit or an internship: the profession, and what it changed, a key of `CHANGES`."""

    title: str
    change: str
    words: str
    day: dt.date


@dataclass(frozen=True)
class Rating:
    """An item of the questionnaire (its id), and the answer from 1 to 5."""

    item: str
    value: int
    day: dt.date


@dataclass(frozen=True)
class Compared:
    """Professions side by side; `day`: None when it was never kept."""

    titles: tuple[str, ...]
    day: Optional[dt.date]


@dataclass(frozen=True)
class Row:
    """A criterion of the grid: its weight, and how each profession does, both 1 to 5 or unknown."""

    criterion: str
    weight: Optional[int]
    ratings: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Weighed:
    """The grid, and the day of its last answer; None when it was never kept."""

    rows: tuple[Row, ...]
    day: Optional[dt.date]


@dataclass(frozen=True)
class Decided:
    """Where the person stands; no title: they left it open."""

    title: Optional[str]
    words: str
    day: dt.date


@dataclass(frozen=True)
class Step:
    """A thing to do: a key of `PLAN_KEYS`, a day, and what it is about. `unsure`: a deadline that
    is still « à confirmer »."""

    key: str
    due: dt.date
    title: str
    unsure: bool = False


@dataclass(frozen=True)
class Way:
    """A way in to a profession."""

    title: str
    length: str
    where: str


@dataclass(frozen=True)
class Card:
    """What the base says of a profession. `checked`: None when it is still « à confirmer »."""

    title: str
    summary: tuple[str, ...]
    ways: tuple[Way, ...]
    checked: Optional[dt.date]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Document:
    """A notebook to read, print and take along, as it was on a day. `formal`: told « vous »."""

    day: dt.date
    empty: bool
    formal: bool = False
    dreams: tuple[Said, ...] = ()
    facts: tuple[Said, ...] = ()
    interests: tuple[Confirmed, ...] = ()
    skills: tuple[Confirmed, ...] = ()
    refusals: tuple[Said, ...] = ()
    short_studies: Optional[Limited] = None
    wishes: tuple[Wish, ...] = ()
    values: tuple[Counted, ...] = ()
    answers: tuple[Rating, ...] = ()
    kept: tuple[Lead, ...] = ()
    put_aside: tuple[Lead, ...] = ()
    tried: tuple[Tried, ...] = ()
    compared: Optional[Compared] = None
    grid: Optional[Weighed] = None
    decision: Optional[Decided] = None
    plan_b: Optional[Lead] = None
    hurdles: tuple[Hurdle, ...] = ()
    plan: tuple[Step, ...] = ()
    questions: tuple[Said, ...] = ()
    cards: tuple[Card, ...] = ()
