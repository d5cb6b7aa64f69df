"""Secret addresses of counsellors' calendar feeds: shown once, stored as a hash, revocable."""

from __future__ import annotations

import re
import secrets
from typing import Optional

from bot.console.auth import credential_repository
from bot.console.auth.console_keys import Keys
from bot.storage.unit_of_work import UnitOfWork

_HASH_PURPOSE = "calendar feed"
_TOKEN_PATTERN = re.compile(r"[A-Za-z0-9_-]{43}")


def create_token(unit: UnitOfWork, account: int, keys: Keys) -> str:
    """Return a new token of 256 bits and revoke the previous one."""
    token = secrets.token_urlsafe(32)
    hashed = keys.hashed(_HASH_PURPOSE, token)
    credential_repository.update_credentials(unit, account, {"feed": hashed})
    return token


def revoke_token(unit: UnitOfWork, account: int) -> None:
    """Revoke the token of a counsellor."""
    credential_repository.update_credentials(unit, account, {"feed": None})


def find_token_owner(unit: UnitOfWork, token: str, keys: Keys) -> Optional[tuple[int, str]]:
    """Return id and name of the counsellor whose feed has this token, or None."""
    if not _TOKEN_PATTERN.fullmatch(token):
        return None
    return credential_repository.find_feed_owner(unit, keys.hashed(_HASH_PURPOSE, token))
