"""What makes two appointments at once impossible: quarters of an hour that have one owner each.

The unique key of the cells guards them, on PostgreSQL an exclusion constraint of the appointments
too. Writers come one at a time, so the guard is met only when something else wrote.
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
from bot.booking.venue import Venue
from bot.booking.venue_repository import lock_counsellors
from bot.storage.unit_of_work import UnitOfWork


def serialise_writers(unit: UnitOfWork) -> None:
    """SQLite has one writer anyway. On PostgreSQL the counsellors' rows are taken in one order:
    else two inserts that exclude each other would wait for each other, and one be shot as a
    deadlock. Weaker than FOR UPDATE, so that foreign keys elsewhere need not wait."""
    if unit.locks_rows:
        lock_counsellors(unit)


@contextmanager
def guard_conflicts(unit: UnitOfWork, start: dt.datetime) -> Iterator[None]:
    """A savepoint: what meets the guard of the database leaves the rest of the turn whole."""
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


def build_time_columns(slot: Slot, venue: Venue) -> dict[str, Any]:
    """The columns of an appointment that a slot fills, its buffers included."""
    return {
        "counsellor_id": slot.counsellor,
        "starts": slot.start,
        "ends": slot.end,
        "guard_starts": slot.start - venue.rules.before,
        "guard_ends": slot.end + venue.rules.after,
        "zone": ZONE.key,
    }


def occupy_cells(unit: UnitOfWork, number: int, slot: Slot, venue: Venue) -> None:
    """Give the quarters of a slot, its buffers included, to an appointment."""
    insert_cells(unit, number, list_cells(slot.counsellor, slot.start, slot.end, venue.rules))
