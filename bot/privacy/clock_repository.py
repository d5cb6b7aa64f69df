"""The purge's sign of life: when the clock was last believed, in one row."""

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
    """The row (`seen`, `looked`, `waited` in seconds); None before the first sign."""
    return unit.execute(_FIND_SIGN_OF_LIFE).one_or_none()


def find_last_seen(unit: UnitOfWork) -> Optional[dt.datetime]:
    """When the clock was last believed, None before the first sign; of a database of any version
    that has the table."""
    return unit.execute(sa.select(sign_of_life.c.seen).where(_IS_PURGE_ROW)).scalar()


def save_sign_of_life(unit: UnitOfWork, seen: dt.datetime) -> None:
    """Set the sign, with nothing waited since; the first is inserted."""
    if not update_sign_of_life(unit, seen=seen, looked=None, waited=0):
        unit.execute(sign_of_life.insert().values(of=_JOB, seen=seen, waited=0))


def update_sign_of_life(unit: UnitOfWork, **values: Any) -> bool:
    """Change columns of the row; whether it is there."""
    return bool(unit.execute(sign_of_life.update().where(_IS_PURGE_ROW).values(**values)).rowcount)
