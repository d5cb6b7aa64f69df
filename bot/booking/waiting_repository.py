"""Rows of the waiting list for freed times."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, Optional

import sqlalchemy as sa

from bot.booking.appointment_kinds import BookingRequest, Kind, Mode
from bot.storage.booking_tables import waiting_entries
from bot.storage.unit_of_work import UnitOfWork

State = Literal["waiting", "offered"]


@dataclass(frozen=True)
class WaitingEntry:
    """A wish for a freed time: kind, mode, and the local dates from `first` to `last`.

    An entry is `offered` while a time is held for it: `appointment` is the hold, None once it is
    gone, and `answer_by` the end of the time to answer. `refused` are the starts not to offer
    again, as ISO times in UTC.
    """

    id: int
    conversation: int
    kind: Kind
    way: Mode
    first: dt.date
    last: dt.date
    state: State
    refused: tuple[str, ...]
    appointment: Optional[int]
    answer_by: Optional[dt.datetime]
    created: dt.datetime

    @property
    def wanted(self) -> BookingRequest:
        """The request that a time has to fit."""
        return BookingRequest(self.kind, self.way)


def anybody_waits(unit: UnitOfWork) -> bool:
    """Whether any entry waits for a time."""
    waiting = sa.exists().where(waiting_entries.c.state == "waiting")
    return bool(unit.execute(sa.select(waiting)).scalar())


def list_entries(unit: UnitOfWork) -> list[WaitingEntry]:
    """Return all entries in their order."""
    return _fetch(unit, sa.true())


def list_entries_of(unit: UnitOfWork, conversation: int) -> list[WaitingEntry]:
    """Return the entries of a conversation in their order."""
    return _fetch(unit, waiting_entries.c.conversation_id == conversation)


def find_entry(unit: UnitOfWork, number: int) -> Optional[WaitingEntry]:
    """Return the entry with an id, or None."""
    return next(iter(_fetch(unit, waiting_entries.c.id == number)), None)


def find_offer(unit: UnitOfWork, conversation: int, appointment: int) -> Optional[WaitingEntry]:
    """Return the entry of a conversation that this hold was offered to, or None."""
    c = waiting_entries.c
    mine = (c.conversation_id == conversation) & (c.appointment_id == appointment)
    return next(iter(_fetch(unit, mine)), None)


def insert_entry(unit: UnitOfWork, conversation: int, values: dict[str, Any]) -> int:
    """Insert an entry at the end of the list and return its id."""
    row = {"conversation_id": conversation, "state": "waiting", "refused": [], **values}
    return int(unit.execute(waiting_entries.insert().values(**row)).inserted_primary_key[0])


def update_entry(unit: UnitOfWork, number: int, **values: Any) -> None:
    """Update columns of an entry."""
    unit.execute(waiting_entries.update().where(waiting_entries.c.id == number).values(**values))


def delete_entry(unit: UnitOfWork, number: int) -> bool:
    """Delete an entry; return whether there was one."""
    mine = waiting_entries.c.id == number
    return bool(unit.execute(waiting_entries.delete().where(mine)).rowcount)


def delete_past_entries(unit: UnitOfWork, today: dt.date) -> int:
    """Delete the entries whose last day is over, and return their number."""
    past = (waiting_entries.c.last < today) & (waiting_entries.c.state == "waiting")
    return int(unit.execute(waiting_entries.delete().where(past)).rowcount)


def has_entries(unit: UnitOfWork, kind: Kind) -> bool:
    """Whether anybody is on the list for a kind."""
    return bool(unit.execute(sa.select(sa.exists().where(waiting_entries.c.kind == kind))).scalar())


def _fetch(unit: UnitOfWork, condition: Any) -> list[WaitingEntry]:
    query = sa.select(waiting_entries).where(condition).order_by(waiting_entries.c.id)
    return [
        WaitingEntry(
            id=row.id,
            conversation=row.conversation_id,
            kind=row.kind,
            way=row.way,
            first=row.first,
            last=row.last,
            state=row.state,
            refused=tuple(row.refused),
            appointment=row.appointment_id,
            answer_by=row.answer_by,
            created=row.created,
        )
        for row in unit.execute(query)
    ]
