"""Rows of what admins read and found right before opening."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from bot.storage.staff_tables import opening_checks
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class OpeningCheck:
    """What `written_by` (an account) found right; `said`: what it said then."""

    subject: str
    said: str
    checked: dt.datetime
    written_by: int


def list_checks(unit: UnitOfWork) -> dict[str, OpeningCheck]:
    """Return the checks by subject."""
    rows = unit.execute(sa.select(opening_checks))
    return {row.subject: OpeningCheck(**row._mapping) for row in rows}


def store_check(unit: UnitOfWork, check: OpeningCheck) -> None:
    """Insert a check, or replace the one of its subject."""
    mine = opening_checks.c.subject == check.subject
    if not unit.execute(opening_checks.update().where(mine).values(**check.__dict__)).rowcount:
        unit.execute(opening_checks.insert().values(**check.__dict__))
