"""Browsers that signed in before (OWASP, « device cookies »): they are counted apart from whoever
guesses, so that nobody is shut out of their account. The cookie opens nothing by itself.

A value is random, signed for one account and its present passphrase: another passphrase, or a reset
of the account, and it is a browser like any other. Only its keyed hash is kept, while it fails.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Optional

from bot.console.auth.console_keys import Keys

_RANDOM_CHARS = 22  # characters: 16 bytes, as `token_urlsafe` writes them
_SIGNATURE_PURPOSE, _BUCKET_PURPOSE = "device", "account of device"


def create_device_value(counsellor: int, stored: str, keys: Keys) -> str:
    """A new value for the cookie. `stored`: the hash of the passphrase, as it is kept."""
    random = secrets.token_urlsafe(16)
    return random + _sign(random, counsellor, stored, keys)


def find_device_bucket(value: str, counsellor: int, stored: str, keys: Keys) -> Optional[str]:
    """Where the tries of this browser are counted, or None: it never signed in to this account, or
    not with this passphrase."""
    random, given = value[:_RANDOM_CHARS], value[_RANDOM_CHARS:].encode("utf-8", "surrogatepass")
    expected = _sign(random, counsellor, stored, keys).encode()
    return keys.hashed(_BUCKET_PURPOSE, value) if hmac.compare_digest(given, expected) else None


def _sign(random: str, counsellor: int, stored: str, keys: Keys) -> str:
    return keys.hashed(_SIGNATURE_PURPOSE, f"{random}\0{counsellor}\0{stored}")
