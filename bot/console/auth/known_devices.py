"""Device cookies (OWASP): browsers that signed in before have their own attempt counter.

So guessing does not lock the owner of an account out. The cookie grants nothing by itself. Its
value is random, signed for one account and its present passphrase: changing the passphrase or
resetting the account invalidates it. Only its keyed hash is stored, while attempts fail.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Optional

from bot.console.auth.console_keys import Keys

_RANDOM_CHARS = 22  # characters: 16 bytes, as `token_urlsafe` writes them
_SIGNATURE_PURPOSE, _BUCKET_PURPOSE = "device", "account of device"


def create_device_value(counsellor: int, stored: str, keys: Keys) -> str:
    """Return a new cookie value. `stored` is the stored hash of the passphrase."""
    random = secrets.token_urlsafe(16)
    return random + _sign(random, counsellor, stored, keys)


def find_device_bucket(value: str, counsellor: int, stored: str, keys: Keys) -> Optional[str]:
    """Return where this browser's attempts are counted, or None if its cookie is not valid for this
    account and passphrase."""
    random, given = value[:_RANDOM_CHARS], value[_RANDOM_CHARS:].encode("utf-8", "surrogatepass")
    expected = _sign(random, counsellor, stored, keys).encode()
    return keys.hashed(_BUCKET_PURPOSE, value) if hmac.compare_digest(given, expected) else None


def _sign(random: str, counsellor: int, stored: str, keys: Keys) -> str:
    return keys.hashed(_SIGNATURE_PURPOSE, f"{random}\0{counsellor}\0{stored}")
