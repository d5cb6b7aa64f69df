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

from bot.booking.appointments import LIVING, Appointment, read
from bot.storage.booking_tables import appointments
from bot.storage.tables import conversations, inbox
from bot.storage.unit_of_work import UnitOfWork

MIN_TAKEN = 5
# As the address of the page names them.
GAPS: Mapping[str, dt.timedelta] = {
    "1": dt.timedelta(minutes=1),
    "10": dt.timedelta(minutes=10),
    "60": dt.timedelta(minutes=60),
}
MAX_SHOWN = 150  # a form has 200 fields at most


@dataclass(frozen=True)
class Taken:
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


def suspects(unit: UnitOfWork, now: dt.datetime, gap: dt.timedelta) -> list[list[Taken]]:
    """Bursts of appointments to come, the newest burst first; within one as they were taken."""
    alike: dict[tuple[Any, ...], list[Taken]] = defaultdict(list)
    for each in _to_come(unit, now):
        alike[each.shape].append(each)
    bursts = [run for same in alike.values() for run in _runs(same, gap) if len(run) >= MIN_TAKEN]
    return sorted(bursts, key=lambda run: run[-1].at, reverse=True)


def shown(bursts: Iterable[list[Taken]]) -> list[list[Taken]]:
    """As many as one page takes: the rest is there once these are cancelled."""
    room, found = MAX_SHOWN, []
    for burst in bursts:
        if room > 0:
            found.append(burst[:room])
        room -= len(burst)
    return found


def _runs(taken: list[Taken], gap: dt.timedelta) -> Iterator[list[Taken]]:
    run: list[Taken] = []
    for each in taken:
        if run and each.at - run[-1].at > gap:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _to_come(unit: UnitOfWork, now: dt.datetime) -> list[Taken]:
    """As they were taken."""
    heard = (
        sa.select(sa.func.count())
        .where(
            inbox.c.conversation_id == conversations.c.id,
            inbox.c.received <= appointments.c.created,
            inbox.c.kind != "open",
        )
        .scalar_subquery()
    )
    query = (
        sa.select(appointments, conversations.c.created.label("began"), heard.label("messages"))
        .select_from(
            appointments.outerjoin(conversations, conversations.c.person == appointments.c.person)
        )
        .where(appointments.c.state.in_(LIVING), appointments.c.starts > now)
        .order_by(appointments.c.created, appointments.c.id)
    )
    return [_taken(row) for row in unit.execute(query)]


def _taken(row: Any) -> Taken:
    gone = row.began is None
    return Taken(
        appointment=read(row),
        at=row.created,
        after=None if gone else row.created - row.began,
        messages=None if gone else row.messages,
    )
