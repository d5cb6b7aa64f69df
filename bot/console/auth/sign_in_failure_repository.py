"""Sign-ins that failed, by the keyed hash under which they are counted."""

from __future__ import annotations

import datetime as dt
from typing import Optional

import sqlalchemy as sa

from bot.storage.staff_tables import failed_sign_ins as table
from bot.storage.unit_of_work import UnitOfWork


def lock_failures(unit: UnitOfWork) -> None:
    """Else many that begin at once would all find the same count."""
    if unit.locks_rows:
        unit.execute(sa.text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))


def insert_failure(unit: UnitOfWork, account: str, now: dt.datetime) -> None:
    """Count a try."""
    unit.execute(table.insert().values(account=account, created=now))


def delete_failures(unit: UnitOfWork, account: str) -> None:
    """Forget those of an account."""
    unit.execute(table.delete().where(table.c.account == account))


def delete_failures_before(unit: UnitOfWork, before: dt.datetime) -> int:
    """Forget the older ones of everybody. Returns how many."""
    return int(unit.execute(table.delete().where(table.c.created < before)).rowcount)


def list_failure_times(
    unit: UnitOfWork, after: dt.datetime, before: dt.datetime, account: Optional[str] = None
) -> list[dt.datetime]:
    """When tries failed between two times, those of an account or of all."""
    query = sa.select(table.c.created).where(table.c.created > after, table.c.created < before)
    if account is not None:
        query = query.where(table.c.account == account)
    return list(unit.execute(query).scalars())
