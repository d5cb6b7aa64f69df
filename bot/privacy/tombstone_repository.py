"""Tombstones in the database: who was erased (a pseudonym, or a notebook's mark), and when last."""

from __future__ import annotations

import datetime as dt
from typing import Optional

import sqlalchemy as sa

from bot.storage.conversation_tables import tombstones
from bot.storage.unit_of_work import UnitOfWork


def load_tombstones(unit: UnitOfWork) -> dict[str, dt.datetime]:
    """When each person was last erased."""
    rows = unit.execute(sa.select(tombstones.c.person, tombstones.c.created))
    return {row.person: row.created for row in rows}


def find_tombstone(unit: UnitOfWork, name: str) -> Optional[dt.datetime]:
    """When this one was last erased; None: never."""
    mine = tombstones.c.person == name
    return unit.execute(sa.select(tombstones.c.created).where(mine)).scalar()


def save_tombstone(unit: UnitOfWork, name: str, at: dt.datetime) -> None:
    """Write one; one that is there is never made earlier."""
    before = find_tombstone(unit, name)
    if before is None:
        unit.execute(tombstones.insert().values(person=name, created=at))
    elif before < at:
        mine = tombstones.c.person == name
        unit.execute(tombstones.update().where(mine).values(created=at))


def delete_tombstones(unit: UnitOfWork, before: dt.datetime) -> None:
    """Delete those set before then."""
    unit.execute(tombstones.delete().where(tombstones.c.created < before))
