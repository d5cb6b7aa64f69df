"""Rows of the texts that the team inserts into replies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

from bot.storage.staff_tables import canned_texts as table
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class CannedText:
    """A text of the team. A `retired` one is not offered."""

    id: int
    title: str
    text: str
    retired: bool
    written_by: int
    changed: dt.datetime


def list_texts(unit: UnitOfWork, retired: bool = False) -> list[CannedText]:
    """Return the texts, or the retired ones, by title."""
    query = table.select().where(table.c.retired.is_(retired))
    return [CannedText(*row) for row in unit.execute(query.order_by(table.c.title, table.c.id))]


def find_text(unit: UnitOfWork, number: int) -> Optional[CannedText]:
    """Return a text, or None."""
    row = unit.execute(table.select().where(table.c.id == number)).first()
    return CannedText(*row) if row else None


def insert_text(unit: UnitOfWork, **values: Any) -> int:
    """Insert a text and return its number."""
    return int(unit.execute(table.insert().values(values)).inserted_primary_key[0])


def update_text(unit: UnitOfWork, number: int, **values: Any) -> bool:
    """Update columns of a text; return whether it exists."""
    changed = table.update().where(table.c.id == number).values(values)
    return bool(unit.execute(changed).rowcount)
