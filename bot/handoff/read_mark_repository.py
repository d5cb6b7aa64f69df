"""Rows that say up to which message of the person a counsellor has read a conversation."""

from __future__ import annotations

from bot.storage.handoff_tables import handoff_reads as table
from bot.storage.unit_of_work import UnitOfWork


def fetch_read_mark(unit: UnitOfWork, handoff: int, counsellor: int) -> int:
    """Return the number of the last message read; 0 if none was."""
    mine = (table.c.handoff_id == handoff) & (table.c.counsellor_id == counsellor)
    row = unit.execute(table.select().where(mine)).first()
    return row.message if row else 0


def store_read_mark(unit: UnitOfWork, handoff: int, counsellor: int, message: int) -> None:
    """Store the number of the last message read; the conversation must be locked."""
    mine = (table.c.handoff_id == handoff) & (table.c.counsellor_id == counsellor)
    if not unit.execute(table.update().where(mine).values(message=message)).rowcount:
        values = {"handoff_id": handoff, "counsellor_id": counsellor, "message": message}
        unit.execute(table.insert().values(values))
