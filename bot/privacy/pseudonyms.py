"""Who wrote, without knowing who: a person's id is a keyed hash of the channel and its own id.

Without the key nobody can go back from the pseudonym to the account, nor test a guess.
"""

from __future__ import annotations

import hashlib
import hmac

_PURPOSE = b"boussole pseudonym v1"


class MissingIdentity(ValueError):
    """The channel or its id for the person is empty: everybody would share one pseudonym."""


def derive_pseudonym(channel: str, native_id: str, key: bytes) -> str:
    """HMAC-SHA256 of channel and native id, as 64 hexadecimal digits.

    Raises:
        MissingIdentity: `channel` or `native_id` is empty, or `key` is.
    """
    if not channel or not native_id or not key:
        raise MissingIdentity("a pseudonym needs a channel, an id of that channel and a key")
    return hmac.new(key, _encode(channel, native_id), hashlib.sha256).hexdigest()


def _encode(*parts: str) -> bytes:
    """Each part behind its length, so that ("ab", "c") and ("a", "bc") never read the same."""
    chunks = [_PURPOSE]
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        chunks.append(len(raw).to_bytes(8, "big"))
        chunks.append(raw)
    return b"".join(chunks)
