"""Whether the keys of a service are there, without making new ones as a start does."""

from __future__ import annotations

from typing import ClassVar

from bot.settings import Settings, SettingsError


class KeysMissing(SettingsError):
    """A key is neither set nor in the data folder."""

    code: ClassVar[str] = "keys_missing"

    def __init__(self, names: str) -> None:
        super().__init__(f"{names} missing: neither set nor in the data folder")


def require_existing_keys(settings: Settings) -> None:
    """Check that the pseudonym key and the vault's keys exist. Raises KeysMissing."""
    missing = [
        name
        for name, value, file in (
            ("BOUSSOLE_PSEUDONYM_KEY", settings.pseudonym_key, settings.pseudonym_file),
            ("BOUSSOLE_VAULT_KEYS", settings.vault_keys, settings.vault_file),
        )
        if not value and not file.exists()
    ]
    if missing:
        raise KeysMissing(" and ".join(missing))
