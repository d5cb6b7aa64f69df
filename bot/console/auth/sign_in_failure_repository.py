"""Rows of failed sign-ins, by the keyed hash under which they are counted."""

from __future__ import annotations

import datetime as dt
from typing import Optional

import sqlalchemy as sa

from bot.storage.staff_tables import failed_sign_ins as table
from bot.storage.unit_of_work import UnitOfWork


def lock_failures(unit: UnitOfWork) -> None:
    """Lock the table, so that concurrent attempts do not read the same count."""
    if unit.locks_rows:
        unit.execute(sa.text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))


def insert_failure(unit: UnitOfWork, account: str, now: dt.datetime) -> None:
    """Insert a failed attempt."""
    unit.execute(table.insert().values(account=account, created=now))


def delete_failures(unit: UnitOfWork, account: str) -> None:
    """Delete the failures of an account."""
    unit.execute(table.delete().where(table.c.account == account))


def delete_failures_before(unit: UnitOfWork, before: dt.datetime) -> int:
    """Delete old failures of all accounts. Returns how many."""
    return int(unit.execute(table.delete().where(table.c.created < before)).rowcount)


def list_failure_times(
    unit: UnitOfWork, after: dt.datetime, before: dt.datetime, account: Optional[str] = None
) -> list[dt.datetime]:
    """Return the times of failures in a period, of one account or of all."""
    query = sa.select(table.c.created).where(table.c.created > after, table.c.created < before)
    if account is not None:
        query = query.where(table.c.account == account)
    return list(unit.execute(query).scalars())
