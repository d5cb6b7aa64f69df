"""The time at which the clock was last trusted, in a table of one row."""

from __future__ import annotations

import datetime as dt
from typing import Any, Optional

import sqlalchemy as sa

from bot.storage.conversation_tables import sign_of_life
from bot.storage.unit_of_work import UnitOfWork

_JOB = "purge"
_IS_PURGE_ROW = sign_of_life.c.of == _JOB
_FIND_SIGN_OF_LIFE = sa.select(sign_of_life).where(_IS_PURGE_ROW)


def find_sign_of_life(unit: UnitOfWork) -> Any:
    """Return the row (`seen`, `looked`, `waited` in seconds), or None if there is none yet."""
    return unit.execute(_FIND_SIGN_OF_LIFE).one_or_none()


def find_last_seen(unit: UnitOfWork) -> Optional[dt.datetime]:
    """Return the last trusted time, from a database of any version with the table, or None."""
    return unit.execute(sa.select(sign_of_life.c.seen).where(_IS_PURGE_ROW)).scalar()


def save_sign_of_life(unit: UnitOfWork, seen: dt.datetime) -> None:
    """Save the trusted time and reset the waiting time."""
    if not update_sign_of_life(unit, seen=seen, looked=None, waited=0):
        unit.execute(sign_of_life.insert().values(of=_JOB, seen=seen, waited=0))


def update_sign_of_life(unit: UnitOfWork, **values: Any) -> bool:
    """Update columns of the row; return whether it exists."""
    return bool(unit.execute(sign_of_life.update().where(_IS_PURGE_ROW).values(**values)).rowcount)
