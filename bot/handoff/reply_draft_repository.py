"""Rows of unsent replies, one per handoff and counsellor, encrypted by the caller."""

from __future__ import annotations

from typing import Any, Optional

from bot.storage.handoff_tables import handoff_drafts as table
from bot.storage.unit_of_work import UnitOfWork


def find_draft(unit: UnitOfWork, handoff: int, counsellor: int) -> Optional[str]:
    """Return the encrypted draft, or None."""
    query = table.select().where(_of(handoff, counsellor))
    row = unit.execute(query).first()
    return row.sealed if row else None


def store_draft(unit: UnitOfWork, handoff: int, counsellor: int, sealed: str) -> None:
    """Insert or replace a draft; the conversation must be locked."""
    changed = table.update().where(_of(handoff, counsellor)).values(sealed=sealed)
    if not unit.execute(changed).rowcount:
        values = {"handoff_id": handoff, "counsellor_id": counsellor, "sealed": sealed}
        unit.execute(table.insert().values(values))


def delete_draft(unit: UnitOfWork, handoff: int, counsellor: int) -> None:
    """Delete the draft of a counsellor, if any."""
    unit.execute(table.delete().where(_of(handoff, counsellor)))


def delete_drafts_of_handoff(unit: UnitOfWork, handoff: int) -> None:
    """Delete the drafts of all counsellors for a handoff."""
    unit.execute(table.delete().where(table.c.handoff_id == handoff))


def _of(handoff: int, counsellor: int) -> Any:
    return (table.c.handoff_id == handoff) & (table.c.counsellor_id == counsellor)
