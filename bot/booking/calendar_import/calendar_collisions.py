"""Appointments that an imported calendar leaves no time for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.booking.appointment_repository import Appointment, list_to_reassign
from bot.booking.local_time import Interval
from bot.storage.unit_of_work import UnitOfWork


def list_collisions(
    unit: UnitOfWork, counsellor: int, times: Iterable[Interval], now: dt.datetime
) -> list[Appointment]:
    """The counsellor's appointments to come that begin before a busy time ends and end after it
    begins: a human moves them or gives them to somebody else."""
    every = list(times)
    return [
        each
        for each in list_to_reassign(unit, counsellor, now)
        if any(each.start < end and start < each.end for start, end in every)
    ]
