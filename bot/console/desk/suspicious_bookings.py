"""Appointments to come that look like one machine's. It is a suspicion: a person ticks and judges.

The rule: of the same kind and way, on the same channel, with a contact and a summary or without,
and taken one after the other with little time between. It looks at no address and at no words.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.booking.appointment_repository import ACTIVE_STATES, Appointment, appointment_from_row
from bot.storage.booking_tables import appointments
from bot.storage.conversation_tables import conversations
from bot.storage.message_repository import count_sent_until
from bot.storage.unit_of_work import UnitOfWork

MIN_BURST_APPOINTMENTS = 5
# As the address of the page names them.
MAX_GAPS: Mapping[str, dt.timedelta] = {
    "1": dt.timedelta(minutes=1),
    "10": dt.timedelta(minutes=10),
    "60": dt.timedelta(minutes=60),
}
MAX_SHOWN_APPOINTMENTS = 150  # a form has 200 fields at most


@dataclass(frozen=True)
class SuspectAppointment:
    """One of them. `after`: how long the conversation had lasted when it was taken; `messages`: how
    many the person had sent by then. None where the conversation is gone."""

    appointment: Appointment
    at: dt.datetime
    after: Optional[dt.timedelta]
    messages: Optional[int]

    @property
    def shape(self) -> tuple[Any, ...]:
        """What those of one machine have in common."""
        each = self.appointment
        return each.channel, each.kind, each.way, bool(each.contact), bool(each.summary)


def find_bursts(
    unit: UnitOfWork, now: dt.datetime, gap: dt.timedelta
) -> list[list[SuspectAppointment]]:
    """Bursts of appointments to come, the newest burst first; within one as they were taken."""
    alike: dict[tuple[Any, ...], list[SuspectAppointment]] = defaultdict(list)
    for each in _list_upcoming(unit, now):
        alike[each.shape].append(each)
    bursts = [
        run
        for same in alike.values()
        for run in _split_runs(same, gap)
        if len(run) >= MIN_BURST_APPOINTMENTS
    ]
    return sorted(bursts, key=lambda run: run[-1].at, reverse=True)


def limit_to_page(bursts: Iterable[list[SuspectAppointment]]) -> list[list[SuspectAppointment]]:
    """As many as one page takes: the rest is there once these are cancelled."""
    room, found = MAX_SHOWN_APPOINTMENTS, []
    for burst in bursts:
        if room > 0:
            found.append(burst[:room])
        room -= len(burst)
    return found


def _split_runs(
    taken: list[SuspectAppointment], gap: dt.timedelta
) -> Iterator[list[SuspectAppointment]]:
    run: list[SuspectAppointment] = []
    for each in taken:
        if run and each.at - run[-1].at > gap:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _list_upcoming(unit: UnitOfWork, now: dt.datetime) -> list[SuspectAppointment]:
    """As they were taken."""
    heard = count_sent_until(conversations.c.id, appointments.c.created)
    query = (
        sa.select(appointments, conversations.c.created.label("began"), heard.label("messages"))
        .select_from(
            appointments.outerjoin(conversations, conversations.c.person == appointments.c.person)
        )
        .where(appointments.c.state.in_(ACTIVE_STATES), appointments.c.starts > now)
        .order_by(appointments.c.created, appointments.c.id)
    )
    return [_build_suspect(row) for row in unit.execute(query)]


def _build_suspect(row: Any) -> SuspectAppointment:
    gone = row.began is None
    return SuspectAppointment(
        appointment=appointment_from_row(row),
        at=row.created,
        after=None if gone else row.created - row.began,
        messages=None if gone else row.messages,
    )
