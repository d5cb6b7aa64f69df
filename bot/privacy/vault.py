"""Encryption of stored personal data, with keys kept outside of the database (P8).

Fernet: AES-128-CBC with HMAC-SHA256 (https://github.com/fernet/spec). The first key encrypts, all
of them decrypt; to rotate, put a new key in front and call `turn` on each token.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.settings import Settings, SettingsError, is_vault_key


class WrongVaultKeys(SettingsError):
    """The keys are missing or do not decrypt what is stored; the service does not start."""


class UnreadableToken(Exception):
    """None of the keys decrypts the token: it was encrypted with another one, or altered."""

    def __init__(self) -> None:
        super().__init__("sealed with another key, or changed since")


class Vault:
    """Encrypts texts with its first key, and decrypts with any of its keys."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take Fernet keys, newest first.

        Raises:
            WrongVaultKeys: a key is invalid, or there is none; the message does not repeat them.
        """
        if not keys or not all(map(is_vault_key, keys)):
            raise WrongVaultKeys("BOUSSOLE_VAULT_KEYS: not Fernet keys, or none")
        self._keys = MultiFernet([Fernet(key) for key in keys])

    @classmethod
    def of(cls, settings: Settings) -> Vault:
        """Return the vault of the settings. Raises SettingsError if the keys are invalid."""
        return cls(settings.load_vault_keys())

    def seal(self, text: str) -> str:
        """Return an encrypted and authenticated token; it reveals the length and the time."""
        return self._keys.encrypt(text.encode("utf-8", "surrogatepass")).decode()

    def open(self, token: str) -> str:
        """Return the plain text. Raises UnreadableToken if no key decrypts it."""
        try:
            return self._keys.decrypt(_to_ascii_bytes(token)).decode("utf-8", "surrogatepass")
        except InvalidToken:
            raise UnreadableToken from None

    def turn(self, token: str) -> str:
        """Encrypt again with the newest key. Raises UnreadableToken if no key decrypts it."""
        try:
            return self._keys.rotate(_to_ascii_bytes(token)).decode()
        except InvalidToken:
            raise UnreadableToken from None


def _to_ascii_bytes(token: str) -> bytes:
    """Encode a token; non-ASCII characters become « ? », which no key decrypts."""
    return token.encode("ascii", "replace")
