"""Rows that the figures are counted from. Periods are half-open: `begins` <= time < `ends`."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple, Optional

import sqlalchemy as sa

from bot.storage.booking_tables import appointments
from bot.storage.conversation_tables import conversations, notebooks, unanswered
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import UnitOfWork


class CountedAppointment(NamedTuple):
    """A confirmed appointment; `attendance` is None if not recorded."""

    kind: str
    attendance: Optional[str]
    counsellor: int


class CountedHandoff(NamedTuple):
    """A handoff request; `claimed` and `counsellor` are None if nobody took it."""

    created: dt.datetime
    claimed: Optional[dt.datetime]
    outcome: Optional[str]
    label: str
    counsellor: Optional[int]


def list_conversation_channels(
    unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime
) -> list[str]:
    """Return the channel of each conversation that began in the period."""
    query = sa.select(conversations.c.channel)
    return list(unit.execute(query.where(_is_in(conversations.c.created, begins, ends))).scalars())


def count_unanswered_conversations(unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime) -> int:
    """Return how many conversations had an unanswered question in the period."""
    query = sa.select(unanswered.c.conversation_id).where(
        _is_in(unanswered.c.created, begins, ends)
    )
    return len(unit.execute(query.distinct()).all())


def list_notebook_steps(
    unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime
) -> list[Optional[str]]:
    """Return the step of each notebook last used in the period."""
    query = sa.select(notebooks.c.data).where(_is_in(notebooks.c.last_used, begins, ends))
    return [data.get("step") for data in unit.execute(query).scalars()]


def list_confirmed_appointments(
    unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime
) -> list[CountedAppointment]:
    """Return the confirmed appointments that start in the period."""
    columns = (appointments.c.kind, appointments.c.attendance, appointments.c.counsellor_id)
    query = sa.select(*columns).where(
        _is_in(appointments.c.starts, begins, ends), appointments.c.state == "confirmed"
    )
    return [CountedAppointment(*row) for row in unit.execute(query)]


def list_console_handoffs(
    unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime
) -> list[CountedHandoff]:
    """Return the period's handoffs that were not taken, or taken by a counsellor of the console;
    those answered on another platform are left out."""
    here = sa.or_(handoffs.c.claimed.is_(None), handoffs.c.counsellor_id.isnot(None))
    columns = (handoffs.c.created, handoffs.c.claimed, handoffs.c.outcome, handoffs.c.label)
    query = sa.select(*columns, handoffs.c.counsellor_id).where(
        _is_in(handoffs.c.created, begins, ends), here
    )
    return [CountedHandoff(*row) for row in unit.execute(query)]


def _is_in(column: Any, begins: dt.datetime, ends: dt.datetime) -> Any:
    return sa.and_(column >= begins, column < ends)
