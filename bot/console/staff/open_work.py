"""What a counsellor who leaves has still to do for people: somebody else must take it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.booking.appointment_repository import ACTIVE_STATES
from bot.handoff import handoff_repository
from bot.storage.booking_tables import appointments
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class OpenAppointment:
    """One that is to be given to another counsellor; `starts` is in UTC, `zone` its own."""

    id: int
    pseudonym: str
    kind: str
    way: str
    language: Optional[str]
    starts: dt.datetime
    zone: str


@dataclass(frozen=True)
class OpenWork:
    """`appointments`: to come, the soonest first; `handoffs`: ids of conversations being held."""

    appointments: list[OpenAppointment]
    handoffs: list[int]


def find_open_work(unit: UnitOfWork, counsellor: int, now: dt.datetime) -> OpenWork:
    """What the counsellor has still to do. Holds that have lapsed do not count."""
    table = appointments
    holds = sa.or_(
        table.c.state.in_(ACTIVE_STATES),
        sa.and_(table.c.state == "held", table.c.held_until > now),
    )
    to_come = (
        sa.select(*(table.c[each] for each in OpenAppointment.__annotations__))
        .where(table.c.counsellor_id == counsellor, table.c.ends > now, holds)
        .order_by(table.c.starts)
    )
    return OpenWork(
        [OpenAppointment(*row) for row in unit.execute(to_come)],
        sorted(chat.id for chat in handoff_repository.list_open_chats(unit, counsellor)),
    )
