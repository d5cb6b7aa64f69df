"""A person's request for a human: recorded with their agreement and their own words only."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import UnitOfWork

WAITING = "queued"


def record(unit: UnitOfWork, conversation: int, wish: str, now: dt.datetime) -> None:
    """Keep a request; one waits at most, a second asking changes its words."""
    mine = (handoffs.c.conversation_id == conversation) & (handoffs.c.state == WAITING)
    changed = unit.execute(handoffs.update().where(mine).values(summary=wish, share="summary"))
    if changed.rowcount == 0:
        unit.execute(
            handoffs.insert().values(
                conversation_id=conversation,
                state=WAITING,
                share="summary",
                summary=wish,
                created=now,
            )
        )


def waiting(unit: UnitOfWork, conversation: int) -> bool:
    """Whether a request of this conversation waits already."""
    query = sa.select(handoffs.c.id).where(
        handoffs.c.conversation_id == conversation, handoffs.c.state == WAITING
    )
    return unit.execute(query).first() is not None
