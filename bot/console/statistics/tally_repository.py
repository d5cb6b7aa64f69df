"""The rows that figures are counted from. Every period goes from `begins` until before `ends`."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple, Optional

import sqlalchemy as sa

from bot.storage.booking_tables import appointments
from bot.storage.conversation_tables import conversations, notebooks, unanswered
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import UnitOfWork


class CountedAppointment(NamedTuple):
    """A confirmed appointment; `attendance`: None if nobody wrote it down."""

    kind: str
    attendance: Optional[str]
    counsellor: int


class CountedHandoff(NamedTuple):
    """A request for a human; `claimed`, `counsellor`: None if nobody took it."""

    created: dt.datetime
    claimed: Optional[dt.datetime]
    outcome: Optional[str]
    label: str
    counsellor: Optional[int]


def list_conversation_channels(
    unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime
) -> list[str]:
    """The channel of each conversation that began in the period."""
    query = sa.select(conversations.c.channel)
    return list(unit.execute(query.where(_is_in(conversations.c.created, begins, ends))).scalars())


def count_unanswered_conversations(unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime) -> int:
    """How many conversations had a question without an answer in the period."""
    query = sa.select(unanswered.c.conversation_id).where(
        _is_in(unanswered.c.created, begins, ends)
    )
    return len(unit.execute(query.distinct()).all())


def list_notebook_steps(
    unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime
) -> list[Optional[str]]:
    """The step of each notebook that was last used in the period."""
    query = sa.select(notebooks.c.data).where(_is_in(notebooks.c.last_used, begins, ends))
    return [data.get("step") for data in unit.execute(query).scalars()]


def list_confirmed_appointments(
    unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime
) -> list[CountedAppointment]:
    """Those that start in the period and are confirmed."""
    columns = (appointments.c.kind, appointments.c.attendance, appointments.c.counsellor_id)
    query = sa.select(*columns).where(
        _is_in(appointments.c.starts, begins, ends), appointments.c.state == "confirmed"
    )
    return [CountedAppointment(*row) for row in unit.execute(query)]


def list_console_handoffs(
    unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime
) -> list[CountedHandoff]:
    """Those of the period that nobody took, or a counsellor of the console: who is answered
    elsewhere asked for nothing here."""
    here = sa.or_(handoffs.c.claimed.is_(None), handoffs.c.counsellor_id.isnot(None))
    columns = (handoffs.c.created, handoffs.c.claimed, handoffs.c.outcome, handoffs.c.label)
    query = sa.select(*columns, handoffs.c.counsellor_id).where(
        _is_in(handoffs.c.created, begins, ends), here
    )
    return [CountedHandoff(*row) for row in unit.execute(query)]


def _is_in(column: Any, begins: dt.datetime, ends: dt.datetime) -> Any:
    return sa.and_(column >= begins, column < ends)
