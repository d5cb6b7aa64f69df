"""Protection against double bookings by the constraints of the database.

These are the unique key of the cells and, on PostgreSQL, an exclusion constraint of the
appointments. As writers are serialised, they are only violated by code that does not do so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import IntegrityError

from bot.booking.appointment_cell_repository import insert_cells
from bot.booking.booking_errors import Taken
from bot.booking.free_slots import Slot
from bot.booking.local_time import ZONE
from bot.booking.time_cells import list_cells
from bot.booking.venue import BookingPolicy
from bot.booking.venue_repository import lock_counsellors
from bot.storage.unit_of_work import UnitOfWork


def serialise_writers(unit: UnitOfWork) -> None:
    """Serialise the transactions that write appointments.

    SQLite has one writer. On PostgreSQL the rows of the counsellors are locked in order, as two
    conflicting inserts would end in a deadlock. The lock is weaker than FOR UPDATE, so that foreign
    key checks do not wait.
    """
    if unit.locks_rows:
        lock_counsellors(unit)


@contextmanager
def guard_conflicts(unit: UnitOfWork, start: dt.datetime) -> Iterator[None]:
    """Run in a savepoint, so that a violated constraint does not abort the turn.

    Raises:
        Taken: a constraint against double bookings was violated.
    """
    savepoint = unit.connection.begin_nested()
    try:
        yield
    except IntegrityError:
        savepoint.rollback()
        raise Taken(start) from None
    except BaseException:
        savepoint.rollback()
        raise
    savepoint.commit()


def build_time_columns(slot: Slot, rules: BookingPolicy) -> dict[str, Any]:
    """Return the columns of an appointment that depend on its slot, buffers included."""
    return {
        "counsellor_id": slot.counsellor,
        "starts": slot.start,
        "ends": slot.end,
        "guard_starts": slot.start - rules.before,
        "guard_ends": slot.end + rules.after,
        "zone": ZONE.key,
    }


def occupy_cells(unit: UnitOfWork, number: int, slot: Slot, rules: BookingPolicy) -> None:
    """Assign the cells of a slot, buffers included, to an appointment."""
    insert_cells(unit, number, list_cells(slot.counsellor, slot.start, slot.end, rules))
