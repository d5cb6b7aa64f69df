"""The private address of a counsellor's calendar: shown once, kept as a hash, revocable."""

from __future__ import annotations

import re
import secrets
from typing import Optional

import sqlalchemy as sa

from bot.console.auth.console_keys import Keys
from bot.storage.staff_tables import counsellors, credentials
from bot.storage.unit_of_work import UnitOfWork

_HASH_PURPOSE = "calendar feed"
_TOKEN_PATTERN = re.compile(r"[A-Za-z0-9_-]{43}")


def create_token(unit: UnitOfWork, account: int, keys: Keys) -> str:
    """A new token of 256 bits; one that was given out before opens nothing any more."""
    token = secrets.token_urlsafe(32)
    _store_token_hash(unit, account, keys.hashed(_HASH_PURPOSE, token))
    return token


def revoke_token(unit: UnitOfWork, account: int) -> None:
    """No address any more."""
    _store_token_hash(unit, account, None)


def has_token(unit: UnitOfWork, account: int) -> bool:
    """Whether one was given out."""
    mine = credentials.c.counsellor_id == account
    return unit.execute(sa.select(credentials.c.feed).where(mine)).scalar() is not None


def find_token_owner(unit: UnitOfWork, token: str, keys: Keys) -> Optional[tuple[int, str]]:
    """Id and name of the counsellor whose calendar it opens, or None."""
    if not _TOKEN_PATTERN.fullmatch(token):
        return None
    found = sa.and_(
        credentials.c.feed == keys.hashed(_HASH_PURPOSE, token), sa.not_(counsellors.c.disabled)
    )
    query = sa.select(counsellors.c.id, counsellors.c.name).select_from(
        counsellors.join(credentials)
    )
    row = unit.execute(query.where(found)).first()
    return (row.id, row.name) if row is not None else None


def _store_token_hash(unit: UnitOfWork, account: int, feed: Optional[str]) -> None:
    mine = credentials.c.counsellor_id == account
    unit.execute(credentials.update().where(mine).values(feed=feed))
