"""Queries and updates of appointment cells, whose unique key prevents double bookings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Optional

import sqlalchemy as sa

from bot.booking.time_cells import CELL_LENGTH, Cell
from bot.storage.booking_tables import appointment_cells
from bot.storage.unit_of_work import UnitOfWork


def find_occupied_cells(
    unit: UnitOfWork,
    first: dt.datetime,
    last: dt.datetime,
    exclude_id: Optional[int] = None,
    ignored: Collection[int] = (),
) -> frozenset[Cell]:
    """Return the occupied cells of a period, except those of appointment `exclude_id` and of those
    `ignored`."""
    c = appointment_cells.c
    wanted = (c.starts >= first - CELL_LENGTH) & (c.starts < last)
    if exclude_id is not None:
        wanted &= c.appointment_id != exclude_id
    if ignored:
        wanted &= c.appointment_id.not_in(ignored)
    rows = unit.execute(sa.select(c.counsellor_id, c.starts).where(wanted))
    return frozenset(Cell(row.counsellor_id, row.starts) for row in rows)


def insert_cells(unit: UnitOfWork, number: int, cells: Iterable[Cell]) -> None:
    """Assign cells to an appointment. Raises IntegrityError if one is occupied."""
    rows = [
        {"counsellor_id": cell.counsellor, "starts": cell.start, "appointment_id": number}
        for cell in cells
    ]
    unit.execute(appointment_cells.insert(), rows)


def delete_cells(unit: UnitOfWork, number: int) -> None:
    """Free the cells of an appointment."""
    unit.execute(appointment_cells.delete().where(appointment_cells.c.appointment_id == number))
