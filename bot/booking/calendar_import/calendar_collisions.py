"""Collisions of appointments with an imported calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.booking.appointment_repository import Appointment, list_to_reassign
from bot.booking.local_time import Interval
from bot.storage.unit_of_work import UnitOfWork


def list_collisions(
    unit: UnitOfWork, counsellor: int, times: Iterable[Interval], now: dt.datetime
) -> list[Appointment]:
    """Return the counsellor's upcoming appointments that overlap a busy time, to move by hand."""
    busy = list(times)
    return [
        appointment
        for appointment in list_to_reassign(unit, counsellor, now)
        if any(appointment.start < end and start < appointment.end for start, end in busy)
    ]
