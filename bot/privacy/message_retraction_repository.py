"""Rows that may repeat a message, besides replies: choices, questions for the team, summaries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

import sqlalchemy as sa

from bot.storage.booking_tables import appointments
from bot.storage.conversation_tables import choices, unanswered
from bot.storage.deferred_question_tables import deferred_questions
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import UnitOfWork

# Returns the new summary, or None to leave it.
ShortenSummary = Callable[[str], Optional[str]]


def delete_repeating_rows(
    unit: UnitOfWork, conversation: int, repeats: Callable[[dict[str, Any]], bool]
) -> None:
    """Delete the choices and the questions for the team that repeat the message."""
    for key in (choices.c.token, unanswered.c.id, deferred_questions.c.id):
        mine = sa.select(key.table).where(key.table.c.conversation_id == conversation)
        rows = unit.execute(mine).mappings()
        gone = [row[key.name] for row in rows if repeats(dict(row))]
        unit.execute(key.table.delete().where(key.in_(gone)))


def rewrite_summaries(
    unit: UnitOfWork, conversation: int, person: str, shorten: ShortenSummary
) -> None:
    """Rewrite the approved summaries of handoffs and appointments."""
    _rewrite(unit, handoffs, handoffs.c.conversation_id == conversation, shorten)
    _rewrite(unit, appointments, appointments.c.person == person, shorten)


def _rewrite(unit: UnitOfWork, table: sa.Table, where: Any, shorten: ShortenSummary) -> None:
    for row in unit.execute(sa.select(table).where(where, table.c.summary.isnot(None))).all():
        summary = shorten(row.summary)
        if summary is not None:
            unit.execute(table.update().where(table.c.id == row.id).values(summary=summary))
