"""Where notebooks are kept: a row under the person's pseudonym, found again by a code of words."""

from __future__ import annotations

import datetime as dt
from typing import Any, Optional

import sqlalchemy as sa

from bot.privacy.codes import code_for, hash_code
from bot.storage.tables import notebooks
from bot.storage.unit_of_work import UnitOfWork


def fetch(unit: UnitOfWork, person: str) -> Optional[dict[str, Any]]:
    """The stored notebook of a person, or None."""
    query = sa.select(notebooks.c.data).where(notebooks.c.person == person)
    return unit.execute(query).scalar()


def store(
    unit: UnitOfWork, person: str, key: bytes, data: dict[str, Any], now: dt.datetime
) -> None:
    """Write a notebook, made at its first change together with the hash of its code."""
    mine = notebooks.c.person == person
    changed = unit.execute(notebooks.update().where(mine).values(data=data, last_used=now))
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


def touch(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """Note that a notebook was used, once a day at most: retention counts from the last use."""
    old = notebooks.c.last_used < now - dt.timedelta(days=1)
    unit.execute(notebooks.update().where(notebooks.c.person == person, old).values(last_used=now))
