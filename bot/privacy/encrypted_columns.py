"""Check the vault keys against the encrypted columns, and rotate them."""

from __future__ import annotations

from collections.abc import Callable

from bot.privacy.encrypted_column_repository import (
    ENCRYPTED_COLUMNS,
    list_newest_tokens,
    list_tokens,
    replace_token,
)
from bot.privacy.vault import UnreadableToken, Vault, WrongVaultKeys
from bot.storage.unit_of_work import UnitOfWork

_WRONG_KEYS_MESSAGE = (
    "BOUSSOLE_VAULT_KEYS (or vault.keys) do not open what is stored: give back the keys it had"
)


def check_vault_keys(unit: UnitOfWork, vault: Vault) -> None:
    """Decrypt the newest token of each column, so that a lost key is reported at start-up.

    Raises:
        WrongVaultKeys: a token cannot be decrypted.
    """
    for token in list_newest_tokens(unit):
        _apply_key(vault.open, token)


def rotate_keys(unit: UnitOfWork, vault: Vault) -> int:
    """Encrypt every token again with the newest key, all or nothing; return how many.

    Raises:
        WrongVaultKeys: a token cannot be decrypted.
    """
    rotated = 0
    for key, column in ENCRYPTED_COLUMNS:
        for row_key, token in list_tokens(unit, key, column):
            again = _apply_key(vault.turn, token)
            replace_token(unit, key, column, row_key, again)
            rotated += 1
    return rotated


def _apply_key(key: Callable[[str], str], token: str) -> str:
    try:
        return key(token)
    except UnreadableToken:
        raise WrongVaultKeys(_WRONG_KEYS_MESSAGE) from None
