"""Rows of corrections: what the bot said and what it should say instead."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from bot.storage.staff_tables import corrections as table
from bot.storage.unit_of_work import UnitOfWork

OPEN, DONE = "open", "done"
MAX_LISTED = 100


@dataclass(frozen=True)
class Correction:
    """A row of the table. `written_by` is the id of a counsellor."""

    id: int
    said: str
    should: str
    state: str
    written_by: int
    created: dt.datetime


def insert_correction(
    unit: UnitOfWork, said: str, should: str, counsellor: int, now: dt.datetime
) -> int:
    """Insert a correction and return its number."""
    values = {"said": said, "should": should, "written_by": counsellor, "created": now}
    return int(unit.execute(table.insert().values(values)).inserted_primary_key[0])


def list_corrections(unit: UnitOfWork, state: str) -> list[Correction]:
    """Return the corrections in a state, the newest first."""
    query = (
        sa.select(table).where(table.c.state == state).order_by(table.c.id.desc()).limit(MAX_LISTED)
    )
    return [Correction(**row._mapping) for row in unit.execute(query)]


def set_correction_state(unit: UnitOfWork, number: int, state: str) -> bool:
    """Close a correction, or open it again. Returns whether it exists."""
    changed = unit.execute(table.update().where(table.c.id == number).values(state=state))
    return bool(changed.rowcount == 1)
