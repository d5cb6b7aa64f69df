"""From a notebook to the document of it (`bot.guidance.document`), in the order of the four steps.

What is here comes from the person or from the base. Nothing is deduced.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from bot.guidance.document import (
    Card,
    Compared,
    Confirmed,
    Counted,
    Decided,
    Document,
    Hurdle,
    Lead,
    Limited,
    Rating,
    Row,
    Said,
    Step,
    Tried,
    Way,
    Weighed,
    Wish,
)
from bot.guidance.entries import Fact, Interest, Like, Note, Refusal, Skill
from bot.guidance.items import CRITERIA, ITEMS
from bot.guidance.notebook import Notebook
from bot.guidance.resuming import is_empty
from bot.guidance.wishes import WORRIES
from knowledge.base import Base
from knowledge.fact import Status, fact, facts_of
from knowledge.schema import BRUSSELS, Occupation


@dataclass(frozen=True)
class Labels:
    """The words of the base for what it numbers: they follow « tu aimes » and « tu sais »."""

    interests: Mapping[int, str]
    skills: Mapping[int, str]


def document(notebook: Notebook, base: Base, labels: Labels, now: dt.datetime) -> Document:
    """The document of a notebook."""
    titles = _Titles(base, _day(now))
    return Document(
        day=_day(now),
        empty=is_empty(notebook),
        formal=bool(notebook.formal),
        cards=tuple(_cards(notebook, base, _day(now))),
        **_about_oneself(notebook, labels),
        **_explored(notebook, titles),
        **_decided(notebook, titles),
    )


def _about_oneself(notebook: Notebook, labels: Labels) -> dict[str, Any]:
    """Rêver and réfléchir."""
    free = (each for each in notebook.refusals if not each.occupation)
    limit = notebook.studies_limit
    return {
        "dreams": _said(notebook.dreams),
        "facts": _said(notebook.facts),
        "interests": _confirmed(notebook.interests, labels.interests),
        "skills": _confirmed(notebook.skills, labels.skills),
        "refusals": _said(free),
        "short_studies": limit and Limited(_perhaps_day(limit.when)),
        "wishes": tuple(
            Wish(key, rated.value, key in WORRIES, _day(rated.when))
            for key, rated in notebook.wishes.items()
        ),
        "values": tuple(Counted(value.key, _day(value.when)) for value in notebook.values),
        "answers": tuple(
            Rating(item.id, rated.value, _day(rated.when))
            for item, rated in ((item, notebook.answers.get(item.id)) for item in ITEMS)
            if rated
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
        "compared": _compared(notebook, titles),
        "grid": _weighed(notebook, titles),
        "decision": _decision(notebook, titles),
        "plan_b": _plan_b(notebook, titles),
        "hurdles": tuple(
            Hurdle(each.key, each.words, _day(each.when)) for each in notebook.obstacles
        ),
        "plan": tuple(
            Step(step.key, step.due, titles.of(step.about or ""), titles.unsure(step.about or ""))
            for step in notebook.plan
        ),
    }


def _said(notes: Iterable[Note | Refusal | Fact]) -> tuple[Said, ...]:
    return tuple(Said(note.words, _day(note.when)) for note in notes)


def _confirmed(
    read: Iterable[Interest | Skill], labels: Mapping[int, str]
) -> tuple[Confirmed, ...]:
    return tuple(
        Confirmed(labels[each.number], each.words, _day(each.when))
        for each in read
        if each.confirmed
    )


def _lead(occupation: str, said: Like | Refusal, titles: _Titles) -> Lead:
    return Lead(titles.of(occupation), said.words, _day(said.when))


class _Titles:
    """Titles of entries; one that left the base since keeps the words of its id."""

    def __init__(self, base: Base, today: dt.date) -> None:
        self._base, self._today = base, today

    def of(self, entry_id: str) -> str:
        return self._base.title(entry_id) or entry_id.replace("-", " ")

    def unsure(self, entry_id: str) -> bool:
        """Whether it is a deadline that nobody has verified yet."""
        deadline = self._base.deadlines.get(entry_id)
        if deadline is None:
            return False
        known = fact(deadline, "title", self._base).standing(self._today)
        return known.status is not Status.VERIFIED


def _day(when: dt.datetime) -> dt.date:
    return when.astimezone(BRUSSELS).date()


def _perhaps_day(when: Optional[dt.datetime]) -> Optional[dt.date]:
    return _day(when) if when else None


def _compared(notebook: Notebook, titles: _Titles) -> Optional[Compared]:
    compared = notebook.comparison
    if compared is None:
        return None
    return Compared(tuple(map(titles.of, compared.occupations)), _perhaps_day(compared.when))


def _weighed(notebook: Notebook, titles: _Titles) -> Optional[Weighed]:
    rows = tuple(_rows(notebook, titles))
    return Weighed(rows, _perhaps_day(notebook.grid.when)) if rows else None


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
    title = titles.of(decided.aim) if decided.aim else None
    return Decided(title, decided.words, _day(decided.when))


def _plan_b(notebook: Notebook, titles: _Titles) -> Optional[Lead]:
    second = notebook.plan_b
    return Lead(titles.of(second.aim), "", _day(second.when)) if second else None


def _cards(notebook: Notebook, base: Base, today: dt.date) -> Iterable[Card]:
    """One for each profession that is kept or decided on and still in the base."""
    decided = notebook.decision.occupation if notebook.decision else None
    for occupation in dict.fromkeys([*notebook.liked, *([decided] if decided else [])]):
        if occupation in base.occupations:
            yield _card(base.occupations[occupation], base, today)


def _card(entry: Occupation, base: Base, today: dt.date) -> Card:
    ways = [fact for fact in facts_of(entry, base) if fact.name.startswith("ways_in.")]
    known = [way.standing(today) for way in ways]
    sure = known and all(each.status is Status.VERIFIED for each in known)
    sources = [source for way in ways for source in way.sources]
    return Card(
        title=entry.title.both,
        summary=tuple(entry.summary),
        ways=tuple(Way(way.title, way.length, way.where) for way in entry.ways_in),
        checked=max((each.read for each in known if each.read), default=None) if sure else None,
        sources=tuple(dict.fromkeys([*(base.sources[each] for each in entry.sources), *sources])),
    )
