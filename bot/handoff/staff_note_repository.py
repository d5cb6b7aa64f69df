"""Rows of the notes that counsellors write about a handoff."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from bot.storage.handoff_tables import handoff_notes
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class StaffNote:
    """A note with the id of its author and its time."""

    text: str
    counsellor: int
    created: dt.datetime


def insert_staff_note(unit: UnitOfWork, handoff_id: int, note: StaffNote) -> None:
    """Insert a note of a handoff."""
    values = {"counsellor_id": note.counsellor, "text": note.text, "created": note.created}
    unit.execute(handoff_notes.insert().values(handoff_id=handoff_id, **values))


def list_staff_notes(unit: UnitOfWork, handoff_id: int) -> list[StaffNote]:
    """Return the notes of a handoff, the oldest first."""
    query = sa.select(
        handoff_notes.c.text, handoff_notes.c.counsellor_id, handoff_notes.c.created
    ).where(handoff_notes.c.handoff_id == handoff_id)
    return [StaffNote(*row) for row in unit.execute(query.order_by(handoff_notes.c.id))]
