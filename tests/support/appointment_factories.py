"""Venues and appointments in the database."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.booking import appointment_kind_repository, scheduling
from bot.booking.appointment_kinds import INITIAL_KINDS, BookingRequest
from bot.booking.appointment_repository import Appointment
from bot.booking.counsellor_hours import Counsellor, HoursSpan
from bot.booking.scheduling import Requester
from bot.booking.time_cells import list_cells
from bot.booking.venue import BookingPolicy, Venue
from bot.storage.booking_tables import appointment_cells, appointments
from bot.storage.unit_of_work import UnitOfWork, reading, writing
from tests.support.booking_factories import ALL_KINDS, ALL_WAYS, NO_RULES, NOW, SHORT, local
from tests.support.counsellor_factories import add_counsellor

DAY = dt.date(2026, 3, 3)
RULES = BookingPolicy.of(0, 15, 60, 60)
MORNING = HoursSpan(dt.time(9), dt.time(12), ALL_KINDS, ALL_WAYS)


def add_initial_kinds(engine: Engine) -> None:
    """Insert the rows that migrations leave, into an emptied database."""
    with writing(engine) as unit:
        for kind in INITIAL_KINDS:
            appointment_kind_repository.insert_kind(unit, kind)
        unit.commit()


def add_venue(engine: Engine, count: int = 1, rules: BookingPolicy = RULES) -> Venue:
    """A venue with so many counsellors, who receive every morning."""
    with writing(engine) as unit:
        ids = [add_counsellor(unit, f"Conseil {n}", "off", NOW) for n in range(count)]
        unit.commit()
    french = frozenset({"fr"})
    every = tuple(Counsellor(each, french, dict.fromkeys(range(7), (MORNING,))) for each in ids)
    return Venue(every, rules)


def make_asker(name: str, request: str = "") -> Requester:
    return Requester(name, "web", request or f"{name}:1")


def book(
    engine: Engine, place: Venue, name: str, wall: str = "09:00", wanted: BookingRequest = SHORT
) -> Appointment:
    """Hold a slot and confirm it."""
    with writing(engine) as unit:
        asked = make_asker(name, f"{name} {wall}")
        held = scheduling.hold_slot(unit, place, asked, wanted, local(DAY, wall), NOW)
        found = confirm(unit, held.id, f"{name} {wall}")
        unit.commit()
    return found


def confirm(unit: UnitOfWork, number: int, name: str) -> Appointment:
    hashes = (f"code {name}", f"token {name}")
    return scheduling.confirm_hold(unit, number, "Renard 42", f"seed {name}", hashes, NOW)


def find_overlaps(engine: Engine) -> Iterable[tuple[int, int]]:
    """Find pairs of active appointments of one counsellor whose times overlap, buffers included."""
    with reading(engine) as unit:
        rows = unit.execute(
            sa.select(appointments)
            .where(appointments.c.state != "cancelled")
            .order_by(appointments.c.counsellor_id, appointments.c.starts)
        ).all()
    for one, other in itertools.pairwise(rows):
        same = one.counsellor_id == other.counsellor_id
        if same and one.guard_ends > other.guard_starts:
            yield one.id, other.id


def has_consistent_cells(engine: Engine) -> bool:
    """Whether the cells are those of the living appointments, no more and no fewer."""
    with reading(engine) as unit:
        living = unit.execute(sa.select(appointments).where(appointments.c.state != "cancelled"))
        wanted = {
            (row.id, cell)
            for row in living
            for cell in list_cells(row.counsellor_id, row.guard_starts, row.guard_ends, NO_RULES)
        }
        rows = unit.execute(sa.select(appointment_cells))
        return wanted == {(row.appointment_id, (row.counsellor_id, row.starts)) for row in rows}
