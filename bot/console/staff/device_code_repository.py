"""Rows of device codes: the latest of each account, as a hash."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.storage.staff_tables import credentials
from bot.storage.staff_tables import device_codes as table
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, repr=False)
class StoredDeviceCode:
    """`passphrase` is the hash of its account's passphrase."""

    account: int
    until: dt.datetime
    passphrase: str


def replace_device_code(unit: UnitOfWork, account: int, code_hash: str, until: dt.datetime) -> None:
    """Store the code of an account in place of the previous one."""
    delete_device_code(unit, account)
    values = {"counsellor_id": account, "code_hash": code_hash, "until": until}
    unit.execute(table.insert().values(values))


def find_device_code(unit: UnitOfWork, code_hash: str) -> Optional[StoredDeviceCode]:
    """Return the code with that hash, or None."""
    mine = credentials.c.counsellor_id == table.c.counsellor_id
    query = sa.select(table.c.counsellor_id, table.c.until, credentials.c.passphrase).select_from(
        table.join(credentials, mine)
    )
    row = unit.execute(query.where(table.c.code_hash == code_hash)).first()
    return StoredDeviceCode(*row) if row is not None else None


def use_device_code(unit: UnitOfWork, code_hash: str) -> bool:
    """Delete a code. Returns False if another request used it first."""
    return bool(unit.execute(table.delete().where(table.c.code_hash == code_hash)).rowcount == 1)


def delete_device_code(unit: UnitOfWork, account: int) -> None:
    """Delete the code of an account, if any."""
    unit.execute(table.delete().where(table.c.counsellor_id == account))
