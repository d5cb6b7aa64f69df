"""Rows of deferred questions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.deferred_questions.deferred_question_errors import UnknownQuestion
from bot.storage.deferred_question_tables import deferred_questions
from bot.storage.unit_of_work import UnitOfWork

WAITING, ANSWERED, DECLINED = "waiting", "answered", "declined"
COUNSELLOR, PROFESSIONAL = "counsellor", "professional"
_c = deferred_questions.c
_UNDELIVERED = (_c.state != WAITING) & _c.delivered.is_(None)


@dataclass(frozen=True)
class DeferredQuestion:
    """A question that a person left.

    `answer` is the reason if the state is `DECLINED`; `author`: COUNSELLOR or PROFESSIONAL;
    `helped`: what the person said of the answer, None until they did.
    """

    id: int
    conversation: int
    text: str
    topic: str
    state: str
    created: dt.datetime
    due: dt.date
    answer: str
    author: str
    answered: Optional[dt.datetime]
    delivered: Optional[dt.datetime]
    helped: Optional[bool]


@dataclass(frozen=True)
class AnswerToStore:
    """An answer, or with `DECLINED` the reason why there is none."""

    state: str
    text: str
    author: str
    counsellor: int


def insert_question(unit: UnitOfWork, **values: Any) -> int:
    """Insert a waiting question and return its id."""
    row = {"answer": "", "author": "", **values, "state": WAITING}
    return int(unit.execute(deferred_questions.insert().values(row)).inserted_primary_key[0])


def find_question(unit: UnitOfWork, number: int) -> Optional[DeferredQuestion]:
    """Return a question, or None."""
    row = unit.execute(sa.select(deferred_questions).where(_c.id == number)).first()
    return _read(row) if row else None


def get_question(unit: UnitOfWork, number: int) -> DeferredQuestion:
    """Return a question. Raises UnknownQuestion."""
    found = find_question(unit, number)
    if found is None:
        raise UnknownQuestion
    return found


def list_waiting(unit: UnitOfWork, conversation: int) -> list[DeferredQuestion]:
    """Return the questions of a conversation that wait for an answer, the oldest first."""
    return _list(unit, (_c.conversation_id == conversation) & (_c.state == WAITING))


def has_questions(unit: UnitOfWork, conversation: int) -> bool:
    """Whether any question was left in a conversation, answered or not."""
    mine = sa.select(_c.id).where(_c.conversation_id == conversation).limit(1)
    return unit.execute(mine).first() is not None


def list_undelivered(
    unit: UnitOfWork, conversation: Optional[int] = None
) -> list[DeferredQuestion]:
    """Return the questions whose answer is not delivered yet, the oldest first; of one conversation
    or of all."""
    mine = sa.true() if conversation is None else _c.conversation_id == conversation
    return _list(unit, _UNDELIVERED & mine)


def list_all(unit: UnitOfWork, most: int) -> list[DeferredQuestion]:
    """Return the latest `most` questions: those that wait, the oldest first, then the others, the
    newest first."""
    waiting = _list(unit, _c.state == WAITING, most)
    closed = sa.select(deferred_questions).where(_c.state != WAITING)
    rows = unit.execute(closed.order_by(_c.answered.desc(), _c.id.desc()).limit(most))
    return [*waiting, *map(_read, rows)]


def count_waiting(unit: UnitOfWork) -> int:
    """Return how many questions of all people wait for an answer."""
    count = sa.select(sa.func.count()).where(_c.state == WAITING)
    return int(unit.execute(count).scalar_one())


def update_text(unit: UnitOfWork, number: int, text: str, topic: str) -> bool:
    """Change a waiting question; False if it is not waiting any more."""
    return _update(unit, (_c.id == number) & (_c.state == WAITING), text=text, topic=topic)


def delete_question(unit: UnitOfWork, number: int) -> None:
    """Delete a question with its invitations."""
    unit.execute(deferred_questions.delete().where(_c.id == number))


def store_answer(unit: UnitOfWork, number: int, answer: AnswerToStore, now: dt.datetime) -> bool:
    """Store an answer; False if there is one already, or no such question: one writer wins."""
    return _update(
        unit,
        (_c.id == number) & (_c.state == WAITING),
        state=answer.state,
        answer=answer.text,
        author=answer.author,
        answered_by=answer.counsellor,
        answered=now,
    )


def mark_delivered(unit: UnitOfWork, number: int, now: dt.datetime) -> bool:
    """Record that the answer is in the outbox; False if it was already."""
    return _update(unit, (_c.id == number) & _UNDELIVERED, delivered=now)


def store_rating(unit: UnitOfWork, number: int, conversation: int, helped: bool) -> bool:
    """Store whether the answer helped; False if the question is gone or of another conversation."""
    mine = (_c.id == number) & (_c.conversation_id == conversation) & (_c.state != WAITING)
    return _update(unit, mine, helped=helped)


def move_questions(unit: UnitOfWork, source: int, target: int) -> None:
    """Move all questions to another conversation; answers not rated are to be delivered there."""
    _update(unit, (_c.conversation_id == source) & _c.helped.is_(None), delivered=None)
    _update(unit, _c.conversation_id == source, conversation_id=target)


def _list(unit: UnitOfWork, where: Any, most: Optional[int] = None) -> list[DeferredQuestion]:
    query = sa.select(deferred_questions).where(where).order_by(_c.created, _c.id)
    return [_read(row) for row in unit.execute(query.limit(most) if most else query)]


def _update(unit: UnitOfWork, where: Any, **values: Any) -> bool:
    return bool(unit.execute(deferred_questions.update().where(where).values(values)).rowcount)


def _read(row: Any) -> DeferredQuestion:
    return DeferredQuestion(
        row.id,
        row.conversation_id,
        row.text,
        row.topic,
        row.state,
        row.created,
        row.due,
        row.answer,
        row.author,
        row.answered,
        row.delivered,
        row.helped,
    )
