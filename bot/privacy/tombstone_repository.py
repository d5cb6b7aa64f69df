"""Tombstones in the database: who was erased (a pseudonym, or a notebook's mark), and when last."""

from __future__ import annotations

import datetime as dt
from typing import Optional

import sqlalchemy as sa

from bot.storage.conversation_tables import tombstones
from bot.storage.unit_of_work import UnitOfWork


def find_tombstone(unit: UnitOfWork, name: str) -> Optional[dt.datetime]:
    """When this one was last erased; None: never."""
    mine = tombstones.c.person == name
    return unit.execute(sa.select(tombstones.c.created).where(mine)).scalar()
