"""Freed times that are reserved for the waiting list until its job has looked at them.

A reservation is a hold without a person. It has no effect where nobody waits, and expires by
itself, as every hold does.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Set as AbstractSet

from bot.booking import appointment_repository as stored
from bot.booking.appointment_cell_repository import insert_cells
from bot.booking.appointment_repository import Appointment
from bot.booking.free_slots import Slot
from bot.booking.time_cells import Cell, list_cells
from bot.booking.venue import BookingPolicy
from bot.booking.waiting_repository import anybody_waits
from bot.storage.unit_of_work import UnitOfWork

RESERVATION_LENGTH = dt.timedelta(minutes=1)
CHANNEL = "waiting_list"
_WITHOUT_BUFFERS = BookingPolicy.of(0, 0, 0, 1)


def reserve_freed_time(unit: UnitOfWork, freed: Appointment, now: dt.datetime) -> None:
    """Reserve the time that an appointment had, buffers included, if anybody waits for a time.

    Its cells must be free already.
    """
    if freed.start <= now or not anybody_waits(unit):
        return
    number = stored.insert_appointment(
        unit,
        {
            "person": None,
            "channel": CHANNEL,
            "counsellor_id": freed.counsellor,
            "kind": freed.kind,
            "way": freed.way,
            "state": "held",
            "held_until": now + RESERVATION_LENGTH,
            "uid": f"{uuid.uuid4()}@boussole",
            "starts": freed.start,
            "ends": freed.end,
            "guard_starts": freed.guard_start,
            "guard_ends": freed.guard_end,
            "zone": freed.zone,
            "created": now,
        },
    )
    insert_cells(unit, number, sorted(list_guard_cells(freed)))


def list_guard_cells(booked: Appointment) -> AbstractSet[Cell]:
    """Return the cells of an appointment, buffers included."""
    times = booked.guard_start, booked.guard_end
    return frozenset(list_cells(booked.counsellor, *times, _WITHOUT_BUFFERS))


def release_reservations(unit: UnitOfWork, slot: Slot, rules: BookingPolicy) -> None:
    """Release the reservations that overlap a time of any counsellor, buffers included."""
    stored.delete_reservations(unit, slot.start - rules.before, slot.end + rules.after)
