"""Queries and updates of the counsellors who joined a talk of another one."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot.storage.handoff_tables import handoff_participants
from bot.storage.unit_of_work import UnitOfWork

_joined = handoff_participants.c


def list_participants(unit: UnitOfWork, handoff_id: int) -> list[int]:
    """Return the counsellors who joined, the first one first."""
    query = sa.select(_joined.counsellor_id).where(_joined.handoff_id == handoff_id)
    return list(unit.execute(query.order_by(_joined.joined)).scalars())


def insert_participant(
    unit: UnitOfWork, handoff_id: int, counsellor_id: int, now: dt.datetime
) -> None:
    """Insert a counsellor; the conversation must be locked."""
    row = {"handoff_id": handoff_id, "counsellor_id": counsellor_id, "joined": now}
    unit.execute(handoff_participants.insert().values(row))


def delete_participant(unit: UnitOfWork, handoff_id: int, counsellor_id: int) -> bool:
    """Delete a counsellor; return False if they had not joined."""
    gone = handoff_participants.delete().where(
        _joined.handoff_id == handoff_id, _joined.counsellor_id == counsellor_id
    )
    return bool(unit.execute(gone).rowcount)


def delete_participants(unit: UnitOfWork, handoff_id: int) -> None:
    """Delete all of a handoff that goes back to the queue."""
    unit.execute(handoff_participants.delete().where(_joined.handoff_id == handoff_id))
