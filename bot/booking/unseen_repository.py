"""Upcoming appointments that their counsellor has not seen in the agenda yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa

from bot.booking.appointment_repository import ACTIVE_STATES, Appointment, appointment_from_row
from bot.storage.booking_tables import appointments
from bot.storage.unit_of_work import UnitOfWork

_c = appointments.c
_IS_UNSEEN = _c.seen.is_(False) & _c.state.in_(ACTIVE_STATES)


def count_unseen(unit: UnitOfWork, now: dt.datetime) -> dict[int, int]:
    """Return how many there are, by counsellor; without those who have none."""
    query = sa.select(_c.counsellor_id, sa.func.count()).where(_IS_UNSEEN & (_c.ends > now))
    return dict(unit.execute(query.group_by(_c.counsellor_id)).all())


def list_unseen(unit: UnitOfWork, counsellor: int, now: dt.datetime) -> list[Appointment]:
    """Return those of a counsellor, earliest first."""
    mine = _IS_UNSEEN & (_c.counsellor_id == counsellor) & (_c.ends > now)
    query = sa.select(appointments).where(mine).order_by(_c.starts)
    return [appointment_from_row(row) for row in unit.execute(query)]


def mark_seen(unit: UnitOfWork, counsellor: int, numbers: Collection[int]) -> bool:
    """Mark appointments as seen, those of the counsellor alone; return whether any was not yet."""
    mine = _c.id.in_(numbers) & (_c.counsellor_id == counsellor) & _IS_UNSEEN
    return bool(unit.execute(appointments.update().where(mine).values(seen=True)).rowcount)
