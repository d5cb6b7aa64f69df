"""Rows of credentials: passphrase, second factor, invitation and calendar feed of an account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.storage.staff_tables import counsellors, credentials
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, repr=False)
class StoredAccount:
    """An account with its credentials; each is None if not set.

    `passphrase` and `recovery` are hashes; `totp` is encrypted and comes with the time step that
    was last used.
    """

    id: int
    name: str
    role: str
    disabled: bool
    passphrase: Optional[str]
    totp: Optional[str]
    totp_step: int
    recovery: list[str]


def insert_credentials(unit: UnitOfWork, account: int) -> None:
    """Insert empty credentials for a new account."""
    unit.execute(credentials.insert().values(counsellor_id=account))


def update_credentials(unit: UnitOfWork, account: int, values: Mapping[str, Any]) -> None:
    """Update columns of an account's credentials."""
    mine = credentials.c.counsellor_id == account
    unit.execute(credentials.update().where(mine).values(**values))


def list_stored_accounts(unit: UnitOfWork) -> list[StoredAccount]:
    """Return all accounts, including disabled ones."""
    return [StoredAccount(*row) for row in unit.execute(_select_accounts())]


def find_stored_account(unit: UnitOfWork, account: int) -> Optional[StoredAccount]:
    """Return the account with that id, or None."""
    return _find(unit, _select_accounts().where(counsellors.c.id == account))


def lock_stored_account(unit: UnitOfWork, account: Optional[int]) -> Optional[StoredAccount]:
    """Return the account, locked so that a code cannot be used twice concurrently."""
    query = _select_accounts().where(counsellors.c.id == account)
    return _find(unit, _select_for_update(unit, query))


def lock_invited_account(
    unit: UnitOfWork, invitation: str, invited_after: dt.datetime
) -> Optional[StoredAccount]:
    """Return the account of an invitation, locked so that it can be accepted only once.

    `invitation` is its hash.
    """
    query = _select_accounts().where(
        credentials.c.invitation == invitation,
        credentials.c.invited > invited_after,
        sa.not_(counsellors.c.disabled),
    )
    return _find(unit, _select_for_update(unit, query))


def count_recovery_codes(unit: UnitOfWork, account: int) -> int:
    """Return how many recovery codes are left."""
    mine = credentials.c.counsellor_id == account
    return len(unit.execute(sa.select(credentials.c.recovery).where(mine)).scalar_one())


def has_feed(unit: UnitOfWork, account: int) -> bool:
    """Return whether the account has a calendar feed."""
    mine = credentials.c.counsellor_id == account
    return unit.execute(sa.select(credentials.c.feed).where(mine)).scalar() is not None


def find_feed_owner(unit: UnitOfWork, feed: str) -> Optional[tuple[int, str]]:
    """Return id and name of the active account whose feed token has this hash, or None."""
    query = sa.select(counsellors.c.id, counsellors.c.name).select_from(
        counsellors.join(credentials)
    )
    condition = sa.and_(credentials.c.feed == feed, sa.not_(counsellors.c.disabled))
    row = unit.execute(query.where(condition)).first()
    return (row.id, row.name) if row is not None else None


def _select_accounts() -> Any:
    named = (counsellors.c.id, counsellors.c.name, counsellors.c.role, counsellors.c.disabled)
    factor = (credentials.c.totp, credentials.c.totp_step, credentials.c.recovery)
    return sa.select(*named, credentials.c.passphrase, *factor).select_from(
        counsellors.join(credentials)
    )


def _select_for_update(unit: UnitOfWork, query: Any) -> Any:
    return query.with_for_update(of=credentials) if unit.locks_rows else query


def _find(unit: UnitOfWork, query: Any) -> Optional[StoredAccount]:
    row = unit.execute(query).first()
    return StoredAccount(*row) if row is not None else None
