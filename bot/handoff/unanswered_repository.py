"""Rows of questions that the base does not answer, for its authors.

The text is redacted as in the inbox, and deleted with its conversation.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.storage.conversation_tables import unanswered
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class UnansweredQuestion:
    """A question and its day."""

    text: str
    day: dt.date


def add_unanswered_question(
    unit: UnitOfWork, conversation: int, text: str, now: dt.datetime
) -> None:
    """Store a question, once per conversation."""
    same = (unanswered.c.conversation_id == conversation) & (unanswered.c.text == text)
    if unit.execute(sa.select(unanswered.c.id).where(same)).first() is None:
        values = {"conversation_id": conversation, "text": text, "created": now}
        unit.execute(unanswered.insert().values(**values))


def find_recent_unanswered(
    unit: UnitOfWork, conversation: int, since: dt.datetime
) -> Optional[str]:
    """Return the last question of a conversation stored since that time, or None."""
    mine = (unanswered.c.conversation_id == conversation) & (unanswered.c.created >= since)
    query = sa.select(unanswered.c.text).where(mine).order_by(unanswered.c.id.desc()).limit(1)
    found: Optional[str] = unit.execute(query).scalar()
    return found


def list_unanswered_questions(
    unit: UnitOfWork, max_questions: int = 200
) -> list[UnansweredQuestion]:
    """Return the questions without anything about the person, the newest first."""
    rows = unit.execute(
        sa.select(unanswered.c.text, unanswered.c.created)
        .order_by(unanswered.c.created.desc(), unanswered.c.id.desc())
        .limit(max_questions)
    )
    return [UnansweredQuestion(row.text, row.created.date()) for row in rows]
