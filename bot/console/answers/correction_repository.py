"""« The bot said X, it should be Y »: open until an admin has seen to it."""

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
    """A row; `written_by`: a counsellor."""

    id: int
    said: str
    should: str
    state: str
    written_by: int
    created: dt.datetime


def insert_correction(
    unit: UnitOfWork, said: str, should: str, counsellor: int, now: dt.datetime
) -> int:
    """Store one. Returns its number."""
    values = {"said": said, "should": should, "written_by": counsellor, "created": now}
    return int(unit.execute(table.insert().values(values)).inserted_primary_key[0])


def list_corrections(unit: UnitOfWork, state: str) -> list[Correction]:
    """Those in a state, the newest first."""
    query = (
        sa.select(table).where(table.c.state == state).order_by(table.c.id.desc()).limit(MAX_LISTED)
    )
    return [Correction(**row._mapping) for row in unit.execute(query)]


def set_correction_state(unit: UnitOfWork, number: int, state: str) -> bool:
    """Done, or open again. Returns whether there is one."""
    changed = unit.execute(table.update().where(table.c.id == number).values(state=state))
    return bool(changed.rowcount == 1)
