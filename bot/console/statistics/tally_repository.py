"""Rows that the figures are counted from. Periods are half-open: `begins` <= time < `ends`."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple, Optional

import sqlalchemy as sa

from bot.notebook.notebook_repository import count_leads, read_question_topic, read_step
from bot.storage.booking_tables import appointments
from bot.storage.conversation_tables import conversations, notebooks, unanswered
from bot.storage.deferred_question_tables import deferred_questions
from bot.storage.guidance_tables import sureness
from bot.storage.handoff_tables import handoffs
from bot.storage.reply_repository import first_reply_of_handoff
from bot.storage.unit_of_work import UnitOfWork


class CountedAppointment(NamedTuple):
    """A confirmed appointment; `attendance` is None if not recorded."""

    kind: str
    attendance: Optional[str]
    counsellor: int


class CountedHandoff(NamedTuple):
    """A handoff request; `claimed` and `counsellor` are None if nobody took it.

    `first_reply` is the time of a counsellor's first message in it, None if there is none.
    """

    created: dt.datetime
    claimed: Optional[dt.datetime]
    first_reply: Optional[dt.datetime]
    outcome: Optional[str]
    label: str
    counsellor: Optional[int]


class CountedQuestion(NamedTuple):
    """An unanswered question."""

    conversation: int
    text: str


class CountedAnswer(NamedTuple):
    """The answer to a question left for the team; `due` is the promised day."""

    answered: dt.datetime
    due: dt.date
    helped: Optional[bool]
    counsellor: Optional[int]


class CountedSureness(NamedTuple):
    """How sure a person was before and after, 1 to 5; how many leads they like, and how many steps
    are planned, at the time of the count."""

    before: int
    after: int
    options: int
    planned: int


class CountedPlace(NamedTuple):
    """Where a conversation stands: the step, the kind of the open question, and the outcome of a
    handoff that ended with or after its last message."""

    step: Optional[str]
    question: Optional[str]
    handoff: Optional[str]


def find_first_time(unit: UnitOfWork) -> Optional[dt.datetime]:
    """Return the earliest time of a conversation, a notebook or an appointment, to one of which all
    belongs that is counted; None if there are none."""
    kept = (conversations.c.created, notebooks.c.created, appointments.c.starts)
    times = (unit.execute(sa.select(sa.func.min(time))).scalar_one() for time in kept)
    return min((time for time in times if time is not None), default=None)


def list_conversation_channels(
    unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime
) -> list[str]:
    """Return the channel of each conversation that began in the period."""
    query = sa.select(conversations.c.channel)
    return list(unit.execute(query.where(_is_in(conversations.c.created, begins, ends))).scalars())


def list_unanswered(
    unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime
) -> list[CountedQuestion]:
    """Return the period's unanswered questions, the newest first."""
    query = sa.select(unanswered.c.conversation_id, unanswered.c.text).where(
        _is_in(unanswered.c.created, begins, ends)
    )
    return [CountedQuestion(*row) for row in unit.execute(query.order_by(unanswered.c.id.desc()))]


def count_deferred_left(unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime) -> int:
    """Return how many questions were left for the team in the period."""
    query = sa.select(sa.func.count()).select_from(deferred_questions)
    return int(
        unit.execute(query.where(_is_in(deferred_questions.c.created, begins, ends))).scalar_one()
    )


def list_deferred_answered(
    unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime
) -> list[CountedAnswer]:
    """Return the questions left for the team that were answered or declined in the period."""
    c = deferred_questions.c
    query = sa.select(c.answered, c.due, c.helped, c.answered_by)
    return [
        CountedAnswer(*row) for row in unit.execute(query.where(_is_in(c.answered, begins, ends)))
    ]


def list_last_places(
    unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime
) -> list[CountedPlace]:
    """Return where the conversations stand whose last message was in the period."""
    c, latest = conversations.c, handoffs.alias()
    is_latest = handoffs.c.id == (
        sa.select(sa.func.max(latest.c.id))
        .where(latest.c.conversation_id == c.id)
        .scalar_subquery()
    )
    query = (
        sa.select(notebooks.c.data, c.last_seen, handoffs.c.outcome, handoffs.c.ended)
        .select_from(conversations)
        .outerjoin(notebooks, notebooks.c.person == c.person)
        .outerjoin(handoffs, is_latest)
        .where(_is_in(c.last_seen, begins, ends))
    )
    return [_read_place(row) for row in unit.execute(query)]


def list_sureness(unit: UnitOfWork, first: dt.date, last: dt.date) -> list[CountedSureness]:
    """Return the pairs of answers completed from `first` to `last`, both included."""
    query = (
        sa.select(sureness.c.before, sureness.c.after, notebooks.c.data)
        .select_from(sureness)
        .join(conversations, conversations.c.id == sureness.c.conversation_id)
        .outerjoin(notebooks, notebooks.c.person == conversations.c.person)
        .where(sureness.c.day >= first, sureness.c.day <= last, sureness.c.before.is_not(None))
    )
    return [
        CountedSureness(row.before, row.after, *count_leads(row.data or {}))
        for row in unit.execute(query)
    ]


def _read_place(row: Any) -> CountedPlace:
    data = row.data or {}
    given_up = row.ended is not None and row.ended >= row.last_seen
    kind, _ = read_question_topic(data)
    return CountedPlace(read_step(data), kind, row.outcome if given_up else None)


def list_notebook_steps(
    unit: UnitOfWork, begins: dt.datetime, ends: dt.datetime
) -> list[Optional[str]]:
    """Return the step of each notebook last used in the period."""
    query = sa.select(notebooks.c.data).where(_is_in(notebooks.c.last_used, begins, ends))
    return [read_step(data) for data in unit.execute(query).scalars()]


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
    query = sa.select(
        handoffs.c.created,
        handoffs.c.claimed,
        first_reply_of_handoff(),
        handoffs.c.outcome,
        handoffs.c.label,
        handoffs.c.counsellor_id,
    ).where(_is_in(handoffs.c.created, begins, ends), here)
    return [CountedHandoff(*row) for row in unit.execute(query)]


def _is_in(column: Any, begins: dt.datetime, ends: dt.datetime) -> Any:
    return sa.and_(column >= begins, column < ends)
