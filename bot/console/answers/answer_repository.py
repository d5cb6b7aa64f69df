"""Answers that counsellors write to questions the base lacks: proposed, approved or refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.console.answers.prose_rules import find_identity_problem, find_prose_problem, is_url
from bot.console.console_errors import ConsoleError, NoSuchPage
from bot.language.normalisation import normalise
from bot.messaging.wakeups import ANSWERS_CHANGED, notify
from bot.storage.staff_tables import answers as table
from bot.storage.unit_of_work import UnitOfWork

MAX_VARIANTS, MAX_LINE_CHARS, MAX_ANSWER_CHARS = 12, 200, 1000
PROPOSED, APPROVED, REFUSED = "proposed", "approved", "refused"


class UnusableAnswer(ConsoleError):
    """No entry of the base can be made of it."""

    code = "unusable_answer"


class AnswerAlreadyDecided(ConsoleError):
    """It was approved or refused before."""

    code = "answer_already_decided"


@dataclass(frozen=True)
class AnswerDraft:
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


def find_draft_problems(draft: AnswerDraft, today: dt.date) -> dict[str, str]:
    """What is wrong, by field: the key of a sentence."""
    found = {
        "question": _find_text_problem(draft.question, "no_question", MAX_LINE_CHARS),
        "variants": _find_variants_problem(draft.variants),
        "answer": _find_text_problem(draft.answer, "no_answer", MAX_ANSWER_CHARS),
        "source": "no_source" if not draft.source else _find_line_problem(draft.source),
        "url": None if is_url(draft.url) and len(draft.url) <= 500 else "no_url",
        "read_on": _find_date_problem(draft.read_on, today),
    }
    return {field: problem for field, problem in found.items() if problem}


def propose_answer(unit: UnitOfWork, draft: AnswerDraft, counsellor: int, now: dt.datetime) -> int:
    """Keep an answer without problems; its number."""
    values = {**draft.__dict__, "variants": list(draft.variants)}
    row = table.insert().values(**values, written_by=counsellor, created=now)
    number: int = unit.execute(row).inserted_primary_key[0]
    return number


def list_answers(unit: UnitOfWork, *states: str) -> list[Answer]:
    """Those in a state, the newest first."""
    query = sa.select(table).where(table.c.state.in_(states)).order_by(table.c.id.desc())
    return [Answer(**row._mapping) for row in unit.execute(query)]


def get_answer(unit: UnitOfWork, number: int) -> Answer:
    """One of them. Raises NoSuchPage."""
    row = unit.execute(sa.select(table).where(table.c.id == number)).first()
    if row is None:
        raise NoSuchPage
    return Answer(**row._mapping)


def decide_answer(
    unit: UnitOfWork, number: int, state: str, admin: int, before: str = PROPOSED
) -> None:
    """Approve or refuse, once; withdraw what was approved `before`. Raises Decided, NoSuchPage."""
    changed = unit.execute(
        table.update()
        .where(table.c.id == number, table.c.state == before)
        .values(state=state, decided_by=admin)
    )
    if changed.rowcount == 1:
        if APPROVED in (state, before):
            notify(unit, ANSWERS_CHANGED, number)
        return
    get_answer(unit, number)
    raise AnswerAlreadyDecided


def states_by_wording(answers: list[Answer]) -> dict[str, str]:
    """The state by wording, of what has an answer or will have."""
    found: dict[str, str] = {}
    for answer in answers:
        for text in (answer.question, *answer.variants):
            found.setdefault(normalise(text), answer.state)
    return found


def _find_text_problem(text: str, missing: str, longest: int) -> Optional[str]:
    if not text:
        return missing
    return "too_long" if len(text) > longest else find_prose_problem(text)


def _find_line_problem(text: str) -> Optional[str]:
    return "too_long" if len(text) > MAX_LINE_CHARS else find_identity_problem(text)


def _find_variants_problem(variants: tuple[str, ...]) -> Optional[str]:
    """People may say « tu » in them: they are matched, never said."""
    if len(variants) > MAX_VARIANTS:
        return "too_many"
    return next(filter(None, map(_find_line_problem, variants)), None)


def _find_date_problem(day: Optional[dt.date], today: dt.date) -> Optional[str]:
    if day is None:
        return "no_day"
    return "future_day" if day > today else None
