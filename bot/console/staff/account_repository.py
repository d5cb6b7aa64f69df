"""Rows of accounts: name, role, state, and whether they are on duty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple, Optional

import sqlalchemy as sa

from bot.storage.staff_tables import counsellors, credentials
from bot.storage.unit_of_work import UnitOfWork


class AccountRow(NamedTuple):
    """`opened`: has a passphrase. `invited`: when the open invitation was issued, if any."""

    id: int
    name: str
    role: str
    created: dt.datetime
    disabled: bool
    opened: bool
    invited: Optional[dt.datetime]


def insert_account(unit: UnitOfWork, name: str, role: str, now: dt.datetime) -> int:
    """Insert an account without credentials and return its id."""
    row = counsellors.insert().values(name=name, role=role, created=now)
    return int(unit.execute(row).inserted_primary_key[0])


def update_account(unit: UnitOfWork, account: int, values: Mapping[str, Any]) -> bool:
    """Update columns of an account. Returns whether it exists."""
    mine = counsellors.c.id == account
    return bool(unit.execute(counsellors.update().where(mine).values(**values)).rowcount)


def list_account_rows(unit: UnitOfWork) -> list[AccountRow]:
    """Return all accounts, including disabled ones, unordered."""
    columns = (counsellors.c.id, counsellors.c.name, counsellors.c.role, counsellors.c.created)
    state = (counsellors.c.disabled, credentials.c.passphrase.is_not(None), credentials.c.invited)
    query = sa.select(*columns, *state).select_from(counsellors.outerjoin(credentials))
    return [AccountRow(*row) for row in unit.execute(query)]


def list_names_by_id(unit: UnitOfWork) -> dict[int, str]:
    """Return the names of all accounts, including disabled ones."""
    return dict(unit.execute(sa.select(counsellors.c.id, counsellors.c.name)).all())


def has_active_account(unit: UnitOfWork) -> bool:
    """Return whether any account is not disabled."""
    query = sa.select(counsellors.c.id).where(sa.not_(counsellors.c.disabled)).limit(1)
    return unit.execute(query).first() is not None


def get_duty_and_role(unit: UnitOfWork, counsellor: int) -> tuple[str, str]:
    """Return the duty and role of an existing counsellor."""
    query = sa.select(counsellors.c.duty, counsellors.c.role)
    duty, role = unit.execute(query.where(counsellors.c.id == counsellor)).one()
    return duty, role


def set_duty(unit: UnitOfWork, counsellor: int, duty: str) -> None:
    """Set the duty: `on`, `interview` or `off`."""
    mine = counsellors.c.id == counsellor
    unit.execute(counsellors.update().where(mine).values(duty=duty))


def end_duty(unit: UnitOfWork, counsellor: int) -> bool:
    """Set a counsellor off duty. Returns whether they were on duty."""
    there = (counsellors.c.id == counsellor) & (counsellors.c.duty != "off")
    return bool(unit.execute(counsellors.update().where(there).values(duty="off")).rowcount == 1)
