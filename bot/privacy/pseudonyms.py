"""Pseudonyms: a keyed hash of the channel and the person's id there.

Without the key a pseudonym can neither be reversed nor tested against a guess.
"""

from __future__ import annotations

import hashlib
import hmac

_PURPOSE = b"boussole pseudonym v1"


class MissingIdentity(ValueError):
    """The channel or the native id is empty: everybody would share one pseudonym."""


def derive_pseudonym(channel: str, native_id: str, key: bytes) -> str:
    """Return the HMAC-SHA256 of channel and native id, as 64 hexadecimal digits.

    Raises:
        MissingIdentity: `channel`, `native_id` or `key` is empty.
    """
    if not channel or not native_id or not key:
        raise MissingIdentity("a pseudonym needs a channel, an id of that channel and a key")
    return hmac.new(key, _encode(channel, native_id), hashlib.sha256).hexdigest()


def _encode(*parts: str) -> bytes:
    """Prefix each part with its length, so that ("ab", "c") and ("a", "bc") differ."""
    chunks = [_PURPOSE]
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        chunks.append(len(raw).to_bytes(8, "big"))
        chunks.append(raw)
    return b"".join(chunks)
