"""Counsellors in a database, and people who ask for their time."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable

import sqlalchemy as sa
from booking_samples import ALL_KINDS, ALL_WAYS, NOW, SHORT, local
from sqlalchemy.engine import Engine

from bot.booking import agenda
from bot.booking.agenda import Asker
from bot.booking.appointments import Appointment
from bot.booking.cells import cells
from bot.booking.hours import Counsellor, Span
from bot.booking.kinds import Wanted
from bot.booking.place import Place, Rules
from bot.storage.booking_tables import appointment_cells, appointments
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork, reading, writing

DAY = dt.date(2026, 3, 3)
RULES = Rules.of(0, 15, 60, 60)
MORNING = Span(dt.time(9), dt.time(12), ALL_KINDS, ALL_WAYS)


def receiving(engine: Engine, count: int = 1, rules: Rules = RULES) -> Place:
    """So many counsellors, who receive every morning."""
    ids = []
    with writing(engine) as unit:
        for number in range(count):
            row = {"name": f"Conseil {number}", "created": NOW}
            ids.append(unit.execute(counsellors.insert().values(row)).inserted_primary_key[0])
        unit.commit()
    french = frozenset({"fr"})
    every = tuple(Counsellor(each, french, dict.fromkeys(range(7), (MORNING,))) for each in ids)
    return Place(every, rules)


def asker(name: str, request: str = "") -> Asker:
    return Asker(name, "web", request or f"{name}:1")


def book(
    engine: Engine, place: Place, name: str, wall: str = "09:00", wanted: Wanted = SHORT
) -> Appointment:
    """Hold and confirm at once."""
    with writing(engine) as unit:
        asked = asker(name, f"{name} {wall}")
        held = agenda.hold(unit, place, asked, wanted, local(DAY, wall), NOW)
        found = confirm(unit, held.id, f"{name} {wall}")
        unit.commit()
    return found


def confirm(unit: UnitOfWork, number: int, name: str) -> Appointment:
    hashes = (f"code {name}", f"token {name}")
    return agenda.confirm(unit, number, "Renard 42", f"seed {name}", hashes, NOW)


def overlaps(engine: Engine, rules: Rules) -> Iterable[tuple[int, int]]:
    """Pairs of living appointments of one counsellor whose guarded times touch each other."""
    with reading(engine) as unit:
        rows = unit.execute(
            sa.select(appointments)
            .where(appointments.c.state != "cancelled")
            .order_by(appointments.c.counsellor_id, appointments.c.starts)
        ).all()
    for one, other in itertools.pairwise(rows):
        same = one.counsellor_id == other.counsellor_id
        if same and one.ends + rules.after > other.starts - rules.before:
            yield one.id, other.id


def cells_agree(engine: Engine, rules: Rules) -> bool:
    """Whether the cells are those of the living appointments, no more and no fewer."""
    with reading(engine) as unit:
        living = unit.execute(sa.select(appointments).where(appointments.c.state != "cancelled"))
        wanted = {
            (row.id, cell)
            for row in living
            for cell in cells(row.counsellor_id, row.starts, row.ends, rules)
        }
        rows = unit.execute(sa.select(appointment_cells))
        return wanted == {(row.appointment_id, (row.counsellor_id, row.starts)) for row in rows}
