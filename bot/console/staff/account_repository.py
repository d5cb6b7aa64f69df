"""Rows of accounts: who works here, their state, and whether they are on duty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple, Optional

import sqlalchemy as sa

from bot.storage.staff_tables import counsellors, credentials
from bot.storage.unit_of_work import UnitOfWork


class AccountRow(NamedTuple):
    """`opened`: whether it has a passphrase; `invited`: when its invitation was made, if one is
    open."""

    id: int
    name: str
    role: str
    created: dt.datetime
    disabled: bool
    opened: bool
    invited: Optional[dt.datetime]


def insert_account(unit: UnitOfWork, name: str, role: str, now: dt.datetime) -> int:
    """Store a new account without credentials. Returns its id."""
    row = counsellors.insert().values(name=name, role=role, created=now)
    return int(unit.execute(row).inserted_primary_key[0])


def update_account(unit: UnitOfWork, account: int, values: Mapping[str, Any]) -> bool:
    """Set columns of an account. Returns whether there is one."""
    mine = counsellors.c.id == account
    return bool(unit.execute(counsellors.update().where(mine).values(**values)).rowcount)


def list_account_rows(unit: UnitOfWork) -> list[AccountRow]:
    """All of them, disabled ones too, in no order."""
    columns = (counsellors.c.id, counsellors.c.name, counsellors.c.role, counsellors.c.created)
    state = (counsellors.c.disabled, credentials.c.passphrase.is_not(None), credentials.c.invited)
    query = sa.select(*columns, *state).select_from(counsellors.outerjoin(credentials))
    return [AccountRow(*row) for row in unit.execute(query)]


def list_names_by_id(unit: UnitOfWork) -> dict[int, str]:
    """The names of all, disabled ones too: what they wrote stays."""
    return dict(unit.execute(sa.select(counsellors.c.id, counsellors.c.name)).all())


def has_active_account(unit: UnitOfWork) -> bool:
    """Whether there is an account that is not disabled."""
    query = sa.select(counsellors.c.id).where(sa.not_(counsellors.c.disabled)).limit(1)
    return unit.execute(query).first() is not None


def get_duty(unit: UnitOfWork, counsellor: int) -> str:
    """`on`, `interview` or `off`, of a counsellor that there is."""
    mine = counsellors.c.id == counsellor
    return str(unit.execute(sa.select(counsellors.c.duty).where(mine)).scalar_one())


def get_duty_and_role(unit: UnitOfWork, counsellor: int) -> tuple[str, str]:
    """The same, and their role."""
    query = sa.select(counsellors.c.duty, counsellors.c.role)
    duty, role = unit.execute(query.where(counsellors.c.id == counsellor)).one()
    return duty, role


def set_duty(unit: UnitOfWork, counsellor: int, duty: str) -> None:
    """Store `on`, `interview` or `off`."""
    mine = counsellors.c.id == counsellor
    unit.execute(counsellors.update().where(mine).values(duty=duty))


def end_duty(unit: UnitOfWork, counsellor: int) -> bool:
    """Set a counsellor off duty. Returns whether they were on duty."""
    there = (counsellors.c.id == counsellor) & (counsellors.c.duty != "off")
    return bool(unit.execute(counsellors.update().where(there).values(duty="off")).rowcount == 1)
