"""Which columns hold sealed text, whether the keys open them, and sealing all of it again."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from bot.privacy.vault import UnreadableToken, Vault, WrongVaultKeys
from bot.storage.booking_tables import appointments
from bot.storage.channel_tables import routes
from bot.storage.staff_tables import credentials
from bot.storage.unit_of_work import UnitOfWork

_ENCRYPTED_COLUMNS = (
    (credentials.c.counsellor_id, credentials.c.totp),
    (appointments.c.id, appointments.c.contact),
    (routes.c.conversation_id, routes.c.sealed),
)
_WRONG_KEYS_MESSAGE = (
    "BOUSSOLE_VAULT_KEYS (or vault.keys) do not open what is stored: give back the keys it had"
)


def check_vault_keys(unit: UnitOfWork, vault: Vault) -> None:
    """Whether the vault opens the newest of each. Raises WrongKeys: a key that was lost is told at
    the start, not to the first person who needs it."""
    for number, column in _ENCRYPTED_COLUMNS:
        newest = sa.select(column).where(column.is_not(None)).order_by(number.desc()).limit(1)
        for token in unit.execute(newest).scalars():
            _apply_key(vault.open, token)


def rotate_keys(unit: UnitOfWork, vault: Vault) -> int:
    """Seal everything again with the newest key; how many. All or nothing: raises WrongKeys."""
    turned = 0
    for number, column in _ENCRYPTED_COLUMNS:
        for at, token in unit.execute(sa.select(number, column).where(column.is_not(None))).all():
            again = _apply_key(vault.turn, token)
            unit.execute(column.table.update().where(number == at).values({column.name: again}))
            turned += 1
    return turned


def lock_encrypted_tables(unit: UnitOfWork) -> None:
    """Nobody else seals or turns until the unit ends (SQLite has locked the whole file already)."""
    if unit.locks_rows:
        for _, column in _ENCRYPTED_COLUMNS:
            unit.execute(sa.text(f"LOCK TABLE {column.table.name} IN SHARE ROW EXCLUSIVE MODE"))


def _apply_key(key: Callable[[str], str], token: str) -> str:
    try:
        return key(token)
    except UnreadableToken:
        raise WrongVaultKeys(_WRONG_KEYS_MESSAGE) from None
