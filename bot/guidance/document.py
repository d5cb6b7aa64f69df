"""The notebook as a document to take along: plain data, the same for the page and for the PDF.

The words of its headings are in the template of the page; what is here comes from the person or
from the base, in the order of the four steps. Nothing is deduced.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from bot.guidance.entries import Like, Note, Refusal
from bot.guidance.items import CRITERIA, ITEMS
from bot.guidance.notebook import Notebook
from bot.guidance.resuming import is_empty
from bot.guidance.wishes import DISTANCE, MONEY
from knowledge.base import Base, title_of
from knowledge.schema import BRUSSELS, Occupation, Source, Status


@dataclass(frozen=True)
class Said:
    """Words of the person, and the day in Brussels."""

    words: str
    day: dt.date


@dataclass(frozen=True)
class Lead:
    """A profession kept or put aside; `words` may be empty."""

    title: str
    words: str
    day: dt.date


@dataclass(frozen=True)
class Learnt:
    """A skill (what follows « tu sais »), and the words it was read in."""

    label: str
    words: str


@dataclass(frozen=True)
class Wish:
    """A wish of `wishes.WISHES` and its answer, 1 to 5; `worry`: it is about the way there."""

    key: str
    value: int
    worry: bool


@dataclass(frozen=True)
class Hurdle:
    """What stands in the way: a key of `OBSTACLES`, or none and the person's words."""

    key: Optional[str]
    words: str


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


@dataclass(frozen=True)
class Row:
    """A criterion of the grid: its weight, and how each profession does, both 1 to 5 or unknown."""

    criterion: str
    weight: Optional[int]
    ratings: tuple[tuple[str, int], ...]


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
    interests: tuple[str, ...] = ()
    skills: tuple[Learnt, ...] = ()
    refusals: tuple[Said, ...] = ()
    short_studies: bool = False
    wishes: tuple[Wish, ...] = ()
    values: tuple[str, ...] = ()
    answers: tuple[Rating, ...] = ()
    kept: tuple[Lead, ...] = ()
    put_aside: tuple[Lead, ...] = ()
    tried: tuple[Tried, ...] = ()
    compared: tuple[str, ...] = ()
    grid: tuple[Row, ...] = ()
    decision: Optional[Decided] = None
    plan_b: Optional[str] = None
    hurdles: tuple[Hurdle, ...] = ()
    plan: tuple[Step, ...] = ()
    questions: tuple[Said, ...] = ()
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True)
class Labels:
    """The words of the base for what it numbers: they follow « tu aimes » and « tu sais »."""

    interests: Mapping[int, str]
    skills: Mapping[int, str]


def document(notebook: Notebook, base: Base, labels: Labels, now: dt.datetime) -> Document:
    """The document of a notebook."""
    titles = _Titles(base)
    return Document(
        day=_day(now),
        empty=is_empty(notebook),
        formal=bool(notebook.formal),
        cards=tuple(_cards(notebook, base)),
        **_about_oneself(notebook, labels),
        **_explored(notebook, titles),
        **_decided(notebook, titles),
    )


def _about_oneself(notebook: Notebook, labels: Labels) -> dict[str, Any]:
    """Rêver and réfléchir."""
    free = (each for each in notebook.refusals if not each.occupation)
    return {
        "dreams": _said(notebook.dreams),
        "interests": tuple(labels.interests[e.number] for e in notebook.interests if e.confirmed),
        "skills": tuple(
            Learnt(labels.skills[e.number], e.words) for e in notebook.skills if e.confirmed
        ),
        "refusals": _said(free),
        "short_studies": notebook.limit_level is not None,
        "wishes": tuple(
            Wish(key, rated.value, key in (MONEY, DISTANCE))
            for key, rated in notebook.wishes.items()
        ),
        "values": tuple(value.key for value in notebook.values),
        "answers": tuple(
            Rating(item.id, notebook.answers[item.id].value)
            for item in ITEMS
            if item.id in notebook.answers
        ),
    }


def _explored(notebook: Notebook, titles: _Titles) -> dict[str, Any]:
    return {
        "kept": tuple(_lead(like.occupation, like, titles) for like in notebook.likes),
        "put_aside": tuple(
            _lead(each.occupation, each, titles) for each in notebook.refusals if each.occupation
        ),
        "tried": tuple(
            Tried(titles.of(each.occupation), each.change, each.words, _day(each.when))
            for each in notebook.trials
        ),
        "questions": _said(notebook.open_questions),
    }


def _decided(notebook: Notebook, titles: _Titles) -> dict[str, Any]:
    return {
        "compared": tuple(map(titles.of, notebook.comparison)),
        "grid": tuple(_rows(notebook, titles)),
        "decision": _decision(notebook, titles),
        "plan_b": titles.of(notebook.plan_b.occupation) if notebook.plan_b else None,
        "hurdles": tuple(Hurdle(each.key, each.words) for each in notebook.obstacles),
        "plan": tuple(
            Step(step.key, step.due, titles.of(step.about or ""), titles.unsure(step.about or ""))
            for step in notebook.plan
        ),
    }


def _said(notes: Iterable[Note | Refusal]) -> tuple[Said, ...]:
    return tuple(Said(note.words, _day(note.when)) for note in notes)


def _lead(occupation: str, said: Like | Refusal, titles: _Titles) -> Lead:
    return Lead(titles.of(occupation), said.words, _day(said.when))


class _Titles:
    """Titles of entries; one that left the base since keeps the words of its id."""

    def __init__(self, base: Base) -> None:
        self._base = base

    def of(self, entry_id: str) -> str:
        deadline = self._base.deadlines.get(entry_id)
        if deadline is not None:
            return deadline.title
        entry = self._base.get(entry_id)
        return title_of(entry) if entry else entry_id.replace("-", " ")

    def unsure(self, entry_id: str) -> bool:
        """Whether it is a deadline that nobody has verified yet."""
        deadline = self._base.deadlines.get(entry_id)
        return deadline is not None and deadline.status is not Status.VERIFIED


def _day(when: dt.datetime) -> dt.date:
    return when.astimezone(BRUSSELS).date()


def _rows(notebook: Notebook, titles: _Titles) -> Iterable[Row]:
    """The criteria that the person weighed or rated, in the order they are asked."""
    for criterion in CRITERIA:
        weight = notebook.grid.weights.get(criterion)
        ratings = tuple(
            (titles.of(occupation), rated[criterion])
            for occupation, rated in notebook.grid.ratings.items()
            if criterion in rated
        )
        if weight is not None or ratings:
            yield Row(criterion, weight, ratings)


def _decision(notebook: Notebook, titles: _Titles) -> Optional[Decided]:
    decided = notebook.decision
    if decided is None:
        return None
    title = titles.of(decided.occupation) if decided.occupation else None
    return Decided(title, decided.words, _day(decided.when))


def _cards(notebook: Notebook, base: Base) -> Iterable[Card]:
    """One for each profession that is kept or decided on and still in the base."""
    decided = notebook.decision.occupation if notebook.decision else None
    for occupation in dict.fromkeys([*notebook.liked, *([decided] if decided else [])]):
        if occupation in base.occupations:
            yield _card(base.occupations[occupation], base)


def _card(entry: Occupation, base: Base) -> Card:
    return Card(
        title=entry.title.both,
        summary=tuple(entry.summary),
        ways=tuple(Way(way.title, way.length, way.where) for way in entry.ways_in),
        checked=entry.checked if entry.status is Status.VERIFIED else None,
        sources=tuple(base.sources[source] for source in entry.sources),
    )
