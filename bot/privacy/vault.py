"""The vault (P8): what is stored encrypted, with keys that stand outside of the database.

Fernet is AES-128-CBC with an HMAC-SHA256 (https://github.com/fernet/spec). The first key seals, all
of them open: a key is replaced by putting another in front and sealing again (`turn`).
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.settings import Settings, SettingsError, is_vault_key


class WrongVaultKeys(SettingsError):
    """The keys are none, or do not open what is stored; the start stops there."""


class UnreadableToken(Exception):
    """None of the keys opens it: it was sealed with another, or changed since."""

    def __init__(self) -> None:
        super().__init__("sealed with another key, or changed since")


class Vault:
    """Seals texts with the first of its keys, and opens what any of them sealed."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Fernet keys, newest first. Raises WrongVaultKeys, which does not repeat them."""
        if not keys or not all(map(is_vault_key, keys)):
            raise WrongVaultKeys("BOUSSOLE_VAULT_KEYS: not Fernet keys, or none")
        self._keys = MultiFernet([Fernet(key) for key in keys])

    @classmethod
    def of(cls, settings: Settings) -> Vault:
        """The vault of the settings. Raises SettingsError."""
        return cls(settings.load_vault_keys())

    def seal(self, text: str) -> str:
        """A token that nobody can read or change without a key; it tells the length, and when."""
        return self._keys.encrypt(text.encode("utf-8", "surrogatepass")).decode()

    def open(self, token: str) -> str:
        """What was sealed. Raises UnreadableToken."""
        try:
            return self._keys.decrypt(_to_ascii_bytes(token)).decode("utf-8", "surrogatepass")
        except InvalidToken:
            raise UnreadableToken from None

    def turn(self, token: str) -> str:
        """The same, sealed with the newest key. Raises UnreadableToken."""
        try:
            return self._keys.rotate(_to_ascii_bytes(token)).decode()
        except InvalidToken:
            raise UnreadableToken from None


def _to_ascii_bytes(token: str) -> bytes:
    """What is no ASCII is no token; it becomes another that opens nothing."""
    return token.encode("ascii", "replace")
