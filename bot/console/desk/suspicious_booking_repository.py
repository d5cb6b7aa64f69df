"""Upcoming appointments, with the conversations in which they were booked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.booking.appointment_repository import ACTIVE_STATES, Appointment, appointment_from_row
from bot.booking.team_booking import TEAM_CHANNEL
from bot.storage.booking_tables import appointments
from bot.storage.conversation_tables import conversations
from bot.storage.message_repository import count_sent_until
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class SuspectAppointment:
    """An upcoming appointment, booked `at`.

    `after` is the age of the conversation at that time, `messages` the number of the person's
    messages until then; both None if the conversation is gone.
    """

    appointment: Appointment
    at: dt.datetime
    after: Optional[dt.timedelta]
    messages: Optional[int]

    @property
    def shape(self) -> tuple[Any, ...]:
        """The properties that appointments of a burst share."""
        each = self.appointment
        return each.channel, each.kind, each.way, bool(each.contact), bool(each.summary)


def list_upcoming(unit: UnitOfWork, now: dt.datetime) -> list[SuspectAppointment]:
    """Return the upcoming appointments in the order of booking, without those of the team."""
    heard = count_sent_until(conversations.c.id, appointments.c.created)
    query = (
        sa.select(appointments, conversations.c.created.label("began"), heard.label("messages"))
        .select_from(
            appointments.outerjoin(conversations, conversations.c.person == appointments.c.person)
        )
        .where(
            appointments.c.state.in_(ACTIVE_STATES),
            appointments.c.starts > now,
            appointments.c.channel != TEAM_CHANNEL,
        )
        .order_by(appointments.c.created, appointments.c.id)
    )
    return [_from_row(row) for row in unit.execute(query)]


def _from_row(row: Any) -> SuspectAppointment:
    gone = row.began is None
    return SuspectAppointment(
        appointment=appointment_from_row(row),
        at=row.created,
        after=None if gone else row.created - row.began,
        messages=None if gone else row.messages,
    )
