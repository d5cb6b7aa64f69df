"""Rows of answers that counsellors propose to questions the base cannot answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Optional

import sqlalchemy as sa

from bot.storage.staff_tables import answers as table
from bot.storage.unit_of_work import UnitOfWork

PROPOSED, APPROVED, REFUSED = "proposed", "approved", "refused"


@dataclass(frozen=True)
class AnswerDraft:
    """What was typed. `url` is empty where the centre itself is the source; `read_on` is the day
    the source was read, None if it is not a date."""

    question: str
    variants: tuple[str, ...]
    answer: str
    source: str
    url: str
    read_on: Optional[dt.date]


@dataclass(frozen=True)
class Answer:
    """A row. `decided_by` is the id of the admin, `written_by` that of the counsellor; `missed` are
    the wordings that did not get the answer at the last check."""

    id: int
    question: str
    variants: list[str]
    answer: str
    source: str
    url: str
    read_on: dt.date
    state: str
    written_by: int
    decided_by: Optional[int]
    created: dt.datetime
    missed: list[str] = field(default_factory=list)

    @property
    def entry(self) -> str:
        """The id of the answer's entry in the base."""
        return f"reponse-{self.id}"


def propose_answer(unit: UnitOfWork, draft: AnswerDraft, counsellor: int, now: dt.datetime) -> int:
    """Insert a valid answer and return its number."""
    values = {**draft.__dict__, "variants": list(draft.variants)}
    row = table.insert().values(**values, written_by=counsellor, created=now)
    number: int = unit.execute(row).inserted_primary_key[0]
    return number


def list_answers(unit: UnitOfWork, *states: str) -> list[Answer]:
    """Return the answers in any of the states, the newest first."""
    query = sa.select(table).where(table.c.state.in_(states)).order_by(table.c.id.desc())
    return [Answer(**row._mapping) for row in unit.execute(query)]


def find_answer(unit: UnitOfWork, number: int) -> Optional[Answer]:
    """Return an answer, or None."""
    row = unit.execute(sa.select(table).where(table.c.id == number)).first()
    return Answer(**row._mapping) if row is not None else None


def change_state(unit: UnitOfWork, number: int, before: str, state: str, admin: int) -> bool:
    """Change the state of an answer. Returns False if it was not in state `before`."""
    changed = unit.execute(
        table.update()
        .where(table.c.id == number, table.c.state == before)
        .values(state=state, decided_by=admin)
    )
    return bool(changed.rowcount == 1)


def save_variants(unit: UnitOfWork, number: int, variants: Sequence[str]) -> None:
    """Replace the other wordings of an answer's question."""
    unit.execute(table.update().where(table.c.id == number).values(variants=list(variants)))


def save_missed(unit: UnitOfWork, missed: Mapping[int, Sequence[str]]) -> None:
    """Store the wordings that do not get each answer, by its number."""
    for number, wordings in missed.items():
        unit.execute(table.update().where(table.c.id == number).values(missed=list(wordings)))
