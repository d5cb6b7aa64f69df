"""Build the exported document (`export_document`) of a notebook from its fields.

Everything comes from the person or the knowledge base; nothing is inferred.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.notebook.export_document import (
    ConfirmedReading,
    DocumentedAnswer,
    DocumentedGrid,
    DocumentedStep,
    DocumentedWayIn,
    DocumentedWish,
    DocumentPart,
    GridRow,
    NotebookDocument,
    OccupationCard,
    title_from_id,
)
from bot.notebook.field_metadata import list_entries, list_fields
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Grid, Interest, PlanStep, RatedAnswer, Refusal, Skill
from bot.notebook.questionnaire_items import CRITERIA, ITEMS
from bot.notebook.wishes import WORRIES
from knowledge.entry_schema import BRUSSELS, Occupation
from knowledge.fact_status import Status
from knowledge.facts import get_fact, iter_facts
from knowledge.knowledge_base import KnowledgeBase


@dataclass(frozen=True)
class NumberLabels:
    """Labels of interests and skills by number; they follow « tu aimes » and « tu sais »."""

    interests: Mapping[int, str]
    skills: Mapping[int, str]


def build_document(
    notebook: Notebook, base: KnowledgeBase, labels: NumberLabels, now: dt.datetime
) -> NotebookDocument:
    """Return the document of a notebook."""
    today = now.astimezone(BRUSSELS).date()
    names = _Names(base, labels, today)
    return NotebookDocument(
        day=today,
        empty=notebook.is_empty,
        formal=bool(notebook.formal),
        sections=_build_sections(notebook, names),
        cards=tuple(_build_cards(notebook, base, today)),
        title=names.title,
    )


def _build_sections(notebook: Notebook, names: _Names) -> dict[str, tuple[DocumentPart, ...]]:
    """Return the exported parts of the fields by section; empty fields have no part."""
    sections: dict[str, list[DocumentPart]] = defaultdict(list)
    for field in list_fields(notebook):
        for export in field.exported:
            shown_as = export.shown_as or field.shown_as
            entries = _list_exported(shown_as, getattr(notebook, field.name), names)
            if entries:
                place = 0 if export.first else len(sections[export.section])
                sections[export.section].insert(place, DocumentPart(field.name, shown_as, entries))
    return {section: tuple(parts) for section, parts in sections.items()}


def _list_exported(shown_as: str, value: Any, names: _Names) -> tuple[Any, ...]:
    document = _DOCUMENTERS.get(shown_as)
    return tuple(document(value, names) if document else list_entries(value))


class _Names:
    """Names of entries from the base; an entry no longer in the base is named by its id."""

    def __init__(self, base: KnowledgeBase, labels: NumberLabels, today: dt.date) -> None:
        self._base, self._today, self.labels = base, today, labels

    def title(self, entry_id: str) -> str:
        return self._base.title(entry_id) or title_from_id(entry_id)

    def unsure(self, entry_id: str) -> bool:
        """Return whether it is an unverified deadline."""
        deadline = self._base.deadlines.get(entry_id)
        if deadline is None:
            return False
        standing = get_fact(deadline, "title", self._base).standing(self._today)
        return standing.status is not Status.VERIFIED


def _list_free_refusals(refusals: Iterable[Refusal], names: _Names) -> Iterable[Refusal]:
    return (refusal for refusal in refusals if not refusal.occupation)


def _list_refused_professions(refusals: Iterable[Refusal], names: _Names) -> Iterable[Refusal]:
    return (refusal for refusal in refusals if refusal.occupation)


def _list_interests(interests: Iterable[Interest], names: _Names) -> Iterator[ConfirmedReading]:
    return _list_confirmed(interests, names.labels.interests)


def _list_skills(skills: Iterable[Skill], names: _Names) -> Iterator[ConfirmedReading]:
    return _list_confirmed(skills, names.labels.skills)


def _list_confirmed(
    read: Iterable[Interest | Skill], labels: Mapping[int, str]
) -> Iterator[ConfirmedReading]:
    for reading in read:
        if reading.confirmed:
            yield ConfirmedReading(labels[reading.number], reading.words, reading.when)


def _document_wishes(wishes: Mapping[str, RatedAnswer], names: _Names) -> Iterator[DocumentedWish]:
    for key, rated in wishes.items():
        yield DocumentedWish(key, rated.value, key in WORRIES, rated.when)


def _document_answers(
    answers: Mapping[str, RatedAnswer], names: _Names
) -> Iterator[DocumentedAnswer]:
    for item in ITEMS:
        rated = answers.get(item.id)
        if rated:
            yield DocumentedAnswer(item.id, rated.value, rated.when)


def _document_plan(plan: Iterable[PlanStep], names: _Names) -> Iterator[DocumentedStep]:
    for step in plan:
        about = step.about or ""
        yield DocumentedStep(step.key, step.due, names.title(about), names.unsure(about))


def _document_grid(grid: Grid, names: _Names) -> Iterator[DocumentedGrid]:
    rows = tuple(_build_grid_rows(grid, names))
    if rows:
        yield DocumentedGrid(rows, grid.when)


def _build_grid_rows(grid: Grid, names: _Names) -> Iterator[GridRow]:
    """Yield the weighted or rated criteria in the order in which they are asked."""
    for criterion in CRITERIA:
        weight = grid.weights.get(criterion)
        ratings = tuple(
            (names.title(occupation), rated[criterion])
            for occupation, rated in grid.ratings.items()
            if criterion in rated
        )
        if weight is not None or ratings:
            yield GridRow(criterion, weight, ratings)


def _build_cards(
    notebook: Notebook, base: KnowledgeBase, today: dt.date
) -> Iterable[OccupationCard]:
    """Return a card for each profession that is liked or decided on and still in the base."""
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


# Exports by form (`shown_as`), for fields whose entries are not exported unchanged.
_DOCUMENTERS: dict[str, Callable[[Any, _Names], Iterable[Any]]] = {
    "refusal": _list_free_refusals,
    "refused_profession": _list_refused_professions,
    "interest": _list_interests,
    "skill": _list_skills,
    "wishes": _document_wishes,
    "answers": _document_answers,
    "grid": _document_grid,
    "plan": _document_plan,
}
