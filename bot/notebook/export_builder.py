"""From a notebook to the document of it (`bot.notebook.export_document`), in the order of the four
steps.

What is here comes from the person or from the base. Nothing is deduced.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from bot.notebook.export_document import (
    ConfirmedReading,
    DocumentedAnswer,
    DocumentedComparison,
    DocumentedDecision,
    DocumentedGrid,
    DocumentedLimit,
    DocumentedObstacle,
    DocumentedStep,
    DocumentedTrial,
    DocumentedValue,
    DocumentedWayIn,
    DocumentedWish,
    GridRow,
    ListedProfession,
    NotebookDocument,
    OccupationCard,
    Quotation,
)
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Fact, Interest, Like, Note, Refusal, Skill
from bot.notebook.notebook_transfer import is_empty
from bot.notebook.questionnaire_items import CRITERIA, ITEMS
from bot.notebook.wishes import WORRIES
from knowledge.entry_schema import BRUSSELS, Occupation
from knowledge.fact_status import Status
from knowledge.facts import get_fact, iter_facts
from knowledge.knowledge_base import KnowledgeBase


@dataclass(frozen=True)
class NumberLabels:
    """The words of the base for what it numbers: they follow « tu aimes » and « tu sais »."""

    interests: Mapping[int, str]
    skills: Mapping[int, str]


def build_document(
    notebook: Notebook, base: KnowledgeBase, labels: NumberLabels, now: dt.datetime
) -> NotebookDocument:
    """The document of a notebook."""
    titles = _Titles(base, _day(now))
    return NotebookDocument(
        day=_day(now),
        empty=is_empty(notebook),
        formal=bool(notebook.formal),
        cards=tuple(_build_cards(notebook, base, _day(now))),
        **_build_dreams_and_reflection(notebook, labels),
        **_build_exploration(notebook, titles),
        **_build_decision_part(notebook, titles),
    )


def _build_dreams_and_reflection(notebook: Notebook, labels: NumberLabels) -> dict[str, Any]:
    """Rêver and réfléchir."""
    free = (each for each in notebook.refusals if not each.occupation)
    limit = notebook.studies_limit
    return {
        "dreams": _quote_notes(notebook.dreams),
        "facts": _quote_notes(notebook.facts),
        "interests": _list_confirmed(notebook.interests, labels.interests),
        "skills": _list_confirmed(notebook.skills, labels.skills),
        "refusals": _quote_notes(free),
        "short_studies": limit and DocumentedLimit(_optional_day(limit.when)),
        "wishes": tuple(
            DocumentedWish(key, rated.value, key in WORRIES, _day(rated.when))
            for key, rated in notebook.wishes.items()
        ),
        "values": tuple(DocumentedValue(value.key, _day(value.when)) for value in notebook.values),
        "answers": tuple(
            DocumentedAnswer(item.id, rated.value, _day(rated.when))
            for item, rated in ((item, notebook.answers.get(item.id)) for item in ITEMS)
            if rated
        ),
    }


def _build_exploration(notebook: Notebook, titles: _Titles) -> dict[str, Any]:
    return {
        "kept": tuple(_list_profession(like.occupation, like, titles) for like in notebook.likes),
        "put_aside": tuple(
            _list_profession(each.occupation, each, titles)
            for each in notebook.refusals
            if each.occupation
        ),
        "tried": tuple(
            DocumentedTrial(titles.of(each.occupation), each.change, each.words, _day(each.when))
            for each in notebook.trials
        ),
        "questions": _quote_notes(notebook.open_questions),
    }


def _build_decision_part(notebook: Notebook, titles: _Titles) -> dict[str, Any]:
    return {
        "compared": _build_comparison(notebook, titles),
        "grid": _build_grid(notebook, titles),
        "decision": _build_decision(notebook, titles),
        "plan_b": _build_plan_b(notebook, titles),
        "hurdles": tuple(
            DocumentedObstacle(each.key, each.words, _day(each.when)) for each in notebook.obstacles
        ),
        "plan": tuple(
            DocumentedStep(
                step.key, step.due, titles.of(step.about or ""), titles.unsure(step.about or "")
            )
            for step in notebook.plan
        ),
    }


def _quote_notes(notes: Iterable[Note | Refusal | Fact]) -> tuple[Quotation, ...]:
    return tuple(Quotation(note.words, _day(note.when)) for note in notes)


def _list_confirmed(
    read: Iterable[Interest | Skill], labels: Mapping[int, str]
) -> tuple[ConfirmedReading, ...]:
    return tuple(
        ConfirmedReading(labels[each.number], each.words, _day(each.when))
        for each in read
        if each.confirmed
    )


def _list_profession(occupation: str, said: Like | Refusal, titles: _Titles) -> ListedProfession:
    return ListedProfession(titles.of(occupation), said.words, _day(said.when))


class _Titles:
    """Titles of entries; one that left the base since keeps the words of its id."""

    def __init__(self, base: KnowledgeBase, today: dt.date) -> None:
        self._base, self._today = base, today

    def of(self, entry_id: str) -> str:
        return self._base.title(entry_id) or entry_id.replace("-", " ")

    def unsure(self, entry_id: str) -> bool:
        """Whether it is a deadline that nobody has verified yet."""
        deadline = self._base.deadlines.get(entry_id)
        if deadline is None:
            return False
        known = get_fact(deadline, "title", self._base).standing(self._today)
        return known.status is not Status.VERIFIED


def _day(when: dt.datetime) -> dt.date:
    return when.astimezone(BRUSSELS).date()


def _optional_day(when: Optional[dt.datetime]) -> Optional[dt.date]:
    return _day(when) if when else None


def _build_comparison(notebook: Notebook, titles: _Titles) -> Optional[DocumentedComparison]:
    compared = notebook.comparison
    if compared is None:
        return None
    return DocumentedComparison(
        tuple(map(titles.of, compared.occupations)), _optional_day(compared.when)
    )


def _build_grid(notebook: Notebook, titles: _Titles) -> Optional[DocumentedGrid]:
    rows = tuple(_build_grid_rows(notebook, titles))
    return DocumentedGrid(rows, _optional_day(notebook.grid.when)) if rows else None


def _build_grid_rows(notebook: Notebook, titles: _Titles) -> Iterable[GridRow]:
    """The criteria that the person weighed or rated, in the order they are asked."""
    for criterion in CRITERIA:
        weight = notebook.grid.weights.get(criterion)
        ratings = tuple(
            (titles.of(occupation), rated[criterion])
            for occupation, rated in notebook.grid.ratings.items()
            if criterion in rated
        )
        if weight is not None or ratings:
            yield GridRow(criterion, weight, ratings)


def _build_decision(notebook: Notebook, titles: _Titles) -> Optional[DocumentedDecision]:
    decided = notebook.decision
    if decided is None:
        return None
    title = titles.of(decided.aim) if decided.aim else None
    return DocumentedDecision(title, decided.words, _day(decided.when))


def _build_plan_b(notebook: Notebook, titles: _Titles) -> Optional[ListedProfession]:
    second = notebook.plan_b
    return ListedProfession(titles.of(second.aim), "", _day(second.when)) if second else None


def _build_cards(
    notebook: Notebook, base: KnowledgeBase, today: dt.date
) -> Iterable[OccupationCard]:
    """One for each profession that is kept or decided on and still in the base."""
    decided = notebook.decision.occupation if notebook.decision else None
    for occupation in dict.fromkeys([*notebook.liked, *([decided] if decided else [])]):
        if occupation in base.occupations:
            yield _build_card(base.occupations[occupation], base, today)


def _build_card(entry: Occupation, base: KnowledgeBase, today: dt.date) -> OccupationCard:
    ways = [fact for fact in iter_facts(entry, base) if fact.name.startswith("ways_in.")]
    known = [way.standing(today) for way in ways]
    sure = known and all(each.status is Status.VERIFIED for each in known)
    sources = [source for way in ways for source in way.sources]
    return OccupationCard(
        title=entry.title.both,
        summary=tuple(entry.summary),
        ways=tuple(DocumentedWayIn(way.title, way.length, way.where) for way in entry.ways_in),
        checked=max((each.read for each in known if each.read), default=None) if sure else None,
        sources=tuple(dict.fromkeys([*(base.sources[each] for each in entry.sources), *sources])),
    )
