"""Questions left for the team, as tests leave, read and answer them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.deferred_questions import deferred_answers, question_submission
from bot.deferred_questions.working_days import WorkingDays
from bot.storage.deferred_question_tables import deferred_questions
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.conversation_client import ConversationClient
from tests.support.database_rows import read_rows

QUESTION = "c'est quoi le programme Zéphyr 3000 ?"
ANSWER = "C'est une formation du soir, à Seraing. Elle commence en janvier."


def leave_question(person: ConversationClient, text: str = QUESTION) -> int:
    """Ask what the base does not know and leave it for the team; its id."""
    person.says(text)
    press_label(person, "Laisser ma question")
    return int(list_questions(person.parts.engine)[-1].id)


def press_label(person: ConversationClient, label: str) -> list[str]:
    """Press the newest button of this label; the texts of the replies."""
    head = person.presses(person.token(label))
    person.gets(head)
    assert head is not None
    return person.told(head.seq)


def list_questions(engine: Engine) -> list[Any]:
    """The rows of all questions, in order."""
    return read_rows(engine, deferred_questions, sa.true(), deferred_questions.c.id)


def answer_as_counsellor(
    person: ConversationClient, number: int, text: str = ANSWER, counsellor: int = 1
) -> None:
    with writing(person.parts.engine) as unit:
        deferred_answers.answer_question(unit, number, counsellor, text, person.parts.clock())
        unit.commit()


def add_question(
    unit: UnitOfWork, conversation: int, now: dt.datetime, text: str = QUESTION
) -> int:
    """Store a question that waits, without a turn; its id."""
    days = WorkingDays()
    return question_submission.leave_question(
        unit, conversation, text, "Une formation", days, now
    ).id


def add_draft(
    unit: UnitOfWork, number: int, now: dt.datetime, key: bytes, text: str, counsellor: int
) -> None:
    """Ask a professional, who answers."""
    token = deferred_answers.invite_professional(unit, number, counsellor, key, now)
    deferred_answers.store_professional_draft(unit, token, key, text, now)
