"""Answers that counsellors write to questions the base lacks: proposed, approved or refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.console.errors import ConsoleError, NoSuchPage
from bot.console.written import anonymous_problem, is_address, prose_problem
from bot.conversation.wakeups import LEARNED, notify
from bot.storage.staff_tables import answers as table
from bot.storage.unit_of_work import UnitOfWork
from knowledge.text import normalise

MOST_VARIANTS, LONGEST_LINE, LONGEST_ANSWER = 12, 200, 1000
PROPOSED, APPROVED, REFUSED = "proposed", "approved", "refused"


class Broken(ConsoleError):
    """No entry of the base can be made of it."""


class Decided(ConsoleError):
    """It was approved or refused before."""


@dataclass(frozen=True)
class Draft:
    """What was typed. `read_on`: the day the source was read, None when it is no date."""

    question: str
    variants: tuple[str, ...]
    answer: str
    source: str
    url: str
    read_on: Optional[dt.date]


@dataclass(frozen=True)
class Answer:
    """A row. `decided_by`: the admin; `written_by`: the counsellor."""

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

    @property
    def entry(self) -> str:
        """The id of its entry in the base."""
        return f"reponse-{self.id}"


def problems(draft: Draft, today: dt.date) -> dict[str, str]:
    """What is wrong, by field: the key of a sentence."""
    found = {
        "question": _text(draft.question, "no_question", LONGEST_LINE),
        "variants": _variants(draft.variants),
        "answer": _text(draft.answer, "no_answer", LONGEST_ANSWER),
        "source": "no_source" if not draft.source else _plain(draft.source),
        "url": None if is_address(draft.url) and len(draft.url) <= 500 else "no_url",
        "read_on": _read_on(draft.read_on, today),
    }
    return {field: problem for field, problem in found.items() if problem}


def propose(unit: UnitOfWork, draft: Draft, counsellor: int, now: dt.datetime) -> int:
    """Keep an answer without problems; its number."""
    values = {**draft.__dict__, "variants": list(draft.variants)}
    row = table.insert().values(**values, written_by=counsellor, created=now)
    number: int = unit.execute(row).inserted_primary_key[0]
    return number


def listed(unit: UnitOfWork, *states: str) -> list[Answer]:
    """Those in a state, the newest first."""
    query = sa.select(table).where(table.c.state.in_(states)).order_by(table.c.id.desc())
    return [Answer(**row._mapping) for row in unit.execute(query)]


def get(unit: UnitOfWork, number: int) -> Answer:
    """One of them. Raises NoSuchPage."""
    row = unit.execute(sa.select(table).where(table.c.id == number)).first()
    if row is None:
        raise NoSuchPage
    return Answer(**row._mapping)


def decide(unit: UnitOfWork, number: int, state: str, admin: int, before: str = PROPOSED) -> None:
    """Approve or refuse, once; withdraw what was approved `before`. Raises Decided, NoSuchPage."""
    changed = unit.execute(
        table.update()
        .where(table.c.id == number, table.c.state == before)
        .values(state=state, decided_by=admin)
    )
    if changed.rowcount == 1:
        if APPROVED in (state, before):
            notify(unit, LEARNED, number)
        return
    get(unit, number)
    raise Decided


def known(answers: list[Answer]) -> dict[str, str]:
    """The state by wording, of what has an answer or will have."""
    found: dict[str, str] = {}
    for answer in answers:
        for text in (answer.question, *answer.variants):
            found.setdefault(normalise(text), answer.state)
    return found


def _text(text: str, missing: str, longest: int) -> Optional[str]:
    if not text:
        return missing
    return "too_long" if len(text) > longest else prose_problem(text)


def _plain(text: str) -> Optional[str]:
    return "too_long" if len(text) > LONGEST_LINE else anonymous_problem(text)


def _variants(variants: tuple[str, ...]) -> Optional[str]:
    """People may say « tu » in them: they are matched, never said."""
    if len(variants) > MOST_VARIANTS:
        return "too_many"
    return next(filter(None, map(_plain, variants)), None)


def _read_on(day: Optional[dt.date], today: dt.date) -> Optional[str]:
    if day is None:
        return "no_day"
    return "future_day" if day > today else None
