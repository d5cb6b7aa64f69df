"""Questions that nothing in the base answers, kept for the team that writes the base.

The text is what the inbox holds, redacted before it was stored; it goes with its conversation.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from bot.storage.conversation_tables import unanswered
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class UnansweredQuestion:
    """A question, and the day it was asked."""

    text: str
    day: dt.date


def add_unanswered_question(
    unit: UnitOfWork, conversation: int, text: str, now: dt.datetime
) -> None:
    """Keep a question once a conversation."""
    same = (unanswered.c.conversation_id == conversation) & (unanswered.c.text == text)
    if unit.execute(sa.select(unanswered.c.id).where(same)).first() is None:
        unit.execute(
            unanswered.insert().values(conversation_id=conversation, text=text, created=now)
        )


def list_unanswered_questions(
    unit: UnitOfWork, max_questions: int = 200
) -> list[UnansweredQuestion]:
    """The newest questions first; nothing tells who asked."""
    rows = unit.execute(
        sa.select(unanswered.c.text, unanswered.c.created)
        .order_by(unanswered.c.created.desc(), unanswered.c.id.desc())
        .limit(max_questions)
    )
    return [UnansweredQuestion(row.text, row.created.date()) for row in rows]
