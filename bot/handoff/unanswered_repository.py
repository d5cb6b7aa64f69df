"""Rows of messages that the bot did not answer, for the authors of the base.

The text is redacted as in the inbox, and deleted with its conversation.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.storage.conversation_tables import unanswered
from bot.storage.unit_of_work import UnitOfWork

# How a message was met: not understood, not in the base, or answered beside what was asked.
NOT_UNDERSTOOD, NOT_KNOWN, BESIDE = "not_understood", "not_known", "beside"
REASONS = (NOT_UNDERSTOOD, NOT_KNOWN, BESIDE)


@dataclass(frozen=True)
class UnansweredQuestion:
    """A question, its day and how it was met."""

    text: str
    day: dt.date
    reason: str = NOT_KNOWN


def add_unanswered_question(
    unit: UnitOfWork, conversation: int, text: str, now: dt.datetime, reason: str = NOT_KNOWN
) -> None:
    """Store a question, once per conversation; the first reason stays."""
    if unit.execute(sa.select(unanswered.c.id).where(_is(conversation, text))).first() is None:
        values = {"conversation_id": conversation, "text": text, "created": now, "reason": reason}
        unit.execute(unanswered.insert().values(**values))


def find_recent_unanswered(
    unit: UnitOfWork, conversation: int, since: dt.datetime
) -> Optional[str]:
    """Return the last question of a conversation stored since that time, or None."""
    mine = (unanswered.c.conversation_id == conversation) & (unanswered.c.created >= since)
    query = sa.select(unanswered.c.text).where(mine).order_by(unanswered.c.id.desc()).limit(1)
    found: Optional[str] = unit.execute(query).scalar()
    return found


def delete_unanswered_question(unit: UnitOfWork, conversation: int, text: str, reason: str) -> None:
    """Delete a question with this reason, if it is stored."""
    unit.execute(unanswered.delete().where(_is(conversation, text), unanswered.c.reason == reason))


def list_unanswered_questions(
    unit: UnitOfWork, max_questions: int = 200
) -> list[UnansweredQuestion]:
    """Return the questions without anything about the person, the newest first."""
    rows = unit.execute(
        sa.select(unanswered.c.text, unanswered.c.created, unanswered.c.reason)
        .order_by(unanswered.c.created.desc(), unanswered.c.id.desc())
        .limit(max_questions)
    )
    return [UnansweredQuestion(row.text, row.created.date(), row.reason) for row in rows]


def _is(conversation: int, text: str) -> sa.sql.ColumnElement[bool]:
    return (unanswered.c.conversation_id == conversation) & (unanswered.c.text == text)
