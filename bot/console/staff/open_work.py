"""Open work of a counsellor who leaves, to be taken over by others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.booking.appointment_repository import Appointment, list_unfinished
from bot.handoff import handoff_repository
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class OpenWork:
    """`appointments`: upcoming ones, the soonest first. `handoffs`: ids of open conversations."""

    appointments: list[Appointment]
    handoffs: list[int]


def find_open_work(unit: UnitOfWork, counsellor: int, now: dt.datetime) -> OpenWork:
    """Return the counsellor's open work. Expired holds do not count."""
    return OpenWork(
        list_unfinished(unit, counsellor, now),
        sorted(chat.id for chat in handoff_repository.list_open_chats(unit, counsellor)),
    )
