"""The time of an appointment, a first or a new one: finding it free, and storing it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Optional

from bot.booking import appointment_repository as stored
from bot.booking.appointment_cell_repository import delete_cells, find_occupied_cells
from bot.booking.appointment_kinds import BookingRequest
from bot.booking.appointment_repository import Appointment
from bot.booking.booking_errors import Unavailable
from bot.booking.conflict_guard import build_time_columns, guard_conflicts, occupy_cells
from bot.booking.free_slots import Slot
from bot.booking.freed_times import list_guard_cells, reserve_freed_time
from bot.booking.local_time import to_utc
from bot.booking.slot_check import require_slot
from bot.booking.venue import Venue
from bot.storage.unit_of_work import UnitOfWork

# Longer than any appointment with its buffers.
CONFLICT_WINDOW = dt.timedelta(days=1)


def require_free_slot(
    unit: UnitOfWork,
    venue: Venue,
    wanted: BookingRequest,
    start: dt.datetime,
    now: dt.datetime,
    exclude_id: Optional[int] = None,
) -> Slot:
    """Return the free slot at a start. Raises Unavailable; the subclass says why."""
    begin = to_utc(start)
    busy = find_occupied_cells(unit, begin - CONFLICT_WINDOW, begin + CONFLICT_WINDOW, exclude_id)
    return require_slot(wanted, start, venue, busy, now)


def save_new(
    unit: UnitOfWork,
    venue: Venue,
    wanted: BookingRequest,
    slot: Slot,
    columns: Mapping[str, Any],
    now: dt.datetime,
) -> Appointment:
    """Store an appointment in a free slot; `columns` are those that `wanted` does not tell.

    Raises:
        Taken: somebody else has the slot by now.
    """
    kind, rules = venue.kind(wanted.kind), venue.policy(wanted.kind)
    values = {
        **columns,
        **build_time_columns(slot, rules),
        "kind": kind.code,
        "kind_name": kind.name,
        "place": kind.place,
        "way": wanted.way,
        "language": wanted.language,
        "uid": f"{uuid.uuid4()}@boussole",
        "created": now,
    }
    with guard_conflicts(unit, slot.start):
        number = stored.insert_appointment(unit, values)
        occupy_cells(unit, number, slot, rules)
    return stored.get_appointment(unit, number)


def find_new_slot(
    unit: UnitOfWork, venue: Venue, booked: Appointment, start: dt.datetime, now: dt.datetime
) -> Slot:
    """Return a free slot with the same counsellor, else with another."""
    if any(each.id == booked.counsellor for each in venue.counsellors):
        same = venue.with_counsellors([booked.counsellor])
        try:
            return require_free_slot(unit, same, booked.wanted, start, now, booked.id)
        except Unavailable:
            pass  # try the others; if none is free, the call below raises
    return require_free_slot(unit, venue, booked.wanted, start, now, booked.id)


def save_move(
    unit: UnitOfWork,
    venue: Venue,
    booked: Appointment,
    slot: Slot,
    state: str,
    now: dt.datetime,
) -> Appointment:
    """Store the new time; the old one is reserved for the waiting list if it is free as a whole."""
    rules = venue.policy(booked.kind)
    changes = {"state": state, "sequence": booked.sequence + 1, **build_time_columns(slot, rules)}
    changes["seen"] = booked.seen and slot.counsellor == booked.counsellor
    with guard_conflicts(unit, slot.start):
        delete_cells(unit, booked.id)
        stored.update_appointment(unit, booked.id, **changes)
        occupy_cells(unit, booked.id, slot, rules)
    moved = stored.get_appointment(unit, booked.id)
    is_elsewhere = moved.counsellor != booked.counsellor
    if is_elsewhere or not _share_quarters(moved, booked):
        reserve_freed_time(unit, booked, now)
    return moved


def _share_quarters(one: Appointment, other: Appointment) -> bool:
    """Whether two times, buffers included, have a quarter of an hour in common."""
    return not list_guard_cells(one).isdisjoint(list_guard_cells(other))
