"""Tombstones in the database: the erased pseudonym or notebook hash, and the last time."""

from __future__ import annotations

import datetime as dt
from typing import Optional

import sqlalchemy as sa

from bot.storage.conversation_tables import tombstones
from bot.storage.unit_of_work import UnitOfWork


def load_tombstones(unit: UnitOfWork) -> dict[str, dt.datetime]:
    """Return when each person was last erased."""
    rows = unit.execute(sa.select(tombstones.c.person, tombstones.c.created))
    return {row.person: row.created for row in rows}


def find_tombstone(unit: UnitOfWork, name: str) -> Optional[dt.datetime]:
    """Return when this name was last erased, or None."""
    of_name = tombstones.c.person == name
    return unit.execute(sa.select(tombstones.c.created).where(of_name)).scalar()


def save_tombstone(unit: UnitOfWork, name: str, at: dt.datetime) -> None:
    """Save a tombstone; an existing one never becomes earlier."""
    before = find_tombstone(unit, name)
    if before is None:
        unit.execute(tombstones.insert().values(person=name, created=at))
    elif before < at:
        of_name = tombstones.c.person == name
        unit.execute(tombstones.update().where(of_name).values(created=at))


def delete_tombstones(unit: UnitOfWork, before: dt.datetime) -> None:
    """Delete the tombstones set before that time."""
    unit.execute(tombstones.delete().where(tombstones.c.created < before))
