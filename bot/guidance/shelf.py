"""Where notebooks are kept: a row under the person's pseudonym, found again by a code of words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.privacy.codes import code_for, hash_code
from bot.storage.tables import notebooks
from bot.storage.unit_of_work import UnitOfWork

_MINE = notebooks.c.person == sa.bindparam("whose")
_READ = sa.select(notebooks.c.data, notebooks.c.last_used).where(_MINE)
_CHANGE = notebooks.update().where(_MINE)


@dataclass(frozen=True)
class Kept:
    """A stored notebook, and when it was last used (once a day at most is noted)."""

    data: dict[str, Any]
    last_used: dt.datetime


def fetch(unit: UnitOfWork, person: str) -> Optional[Kept]:
    """The stored notebook of a person, or None."""
    row = unit.execute(_READ, {"whose": person}).first()
    return Kept(row.data, row.last_used) if row else None


def store(
    unit: UnitOfWork, person: str, key: bytes, data: dict[str, Any], now: dt.datetime
) -> None:
    """Write a notebook, made at its first change together with the hash of its code."""
    changed = unit.execute(_CHANGE, {"whose": person, "data": data, "last_used": now})
    if changed.rowcount == 0:
        unit.execute(
            notebooks.insert().values(
                person=person,
                code_hash=hash_code(code_for(person, key), key),
                data=data,
                created=now,
                last_used=now,
            )
        )


def touch(unit: UnitOfWork, person: str, kept: Kept, now: dt.datetime) -> None:
    """Note that a notebook was used: retention counts from the last use."""
    if now - kept.last_used > dt.timedelta(days=1):
        unit.execute(_CHANGE, {"whose": person, "last_used": now})
