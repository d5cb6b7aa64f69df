"""The keys of the console: HMAC key, vault, and the dummy hashes for unknown accounts."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from functools import lru_cache

import pyotp
from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY

from bot.console.auth.typed_codes import generate_code
from bot.privacy.vault import Vault
from bot.settings import Settings

# Argon2id, 64 MiB, 3 passes, 4 lanes: the second recommendation of RFC 9106 (section 4), above
# the minimum of OWASP's Password Storage Cheat Sheet. Takes 0.1 s.
DEFAULT_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_KEY_PURPOSE = b"boussole console v1"


@dataclass(frozen=True, repr=False)
class Keys:
    """Keys of the console.

    `key` (at least 32 bytes) makes the keyed hashes. Sign-ins to unknown accounts are checked
    against `nobody` and `nobodys_factor`, which never match, so that they take the same time.
    """

    key: bytes
    vault: Vault
    hasher: PasswordHasher = DEFAULT_HASHER
    nobody: str = field(init=False)
    nobodys_factor: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "nobody", _hash_for_nobody(self.hasher))
        object.__setattr__(self, "nobodys_factor", self.vault.seal(pyotp.random_base32()))

    @classmethod
    def of(cls, settings: Settings) -> Keys:
        """Return the keys of the settings. Raises SettingsError."""
        return cls(settings.key(), Vault.of(settings))

    def hashed(self, purpose: str, text: str) -> str:
        """Return the HMAC-SHA256 of a text, in hexadecimal: stored instead of tokens, or derived
        from one."""
        message = b"\0".join(
            (_KEY_PURPOSE, purpose.encode(), text.encode("utf-8", "surrogatepass"))
        )
        return hmac.new(self.key, message, hashlib.sha256).hexdigest()


@lru_cache(maxsize=2)
def _hash_for_nobody(hasher: PasswordHasher) -> str:
    """Return the dummy hash; cached, since hashing takes 0.1 s."""
    return str(hasher.hash(generate_code(256)))
