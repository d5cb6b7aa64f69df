"""Which columns hold sealed text, whether the keys open them, and sealing all of it again."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from bot.privacy.vault import Unreadable, Vault, WrongKeys
from bot.storage.booking_tables import appointments
from bot.storage.channel_tables import routes
from bot.storage.staff_tables import credentials
from bot.storage.unit_of_work import UnitOfWork

_SEALED = (
    (credentials.c.counsellor_id, credentials.c.totp),
    (appointments.c.id, appointments.c.contact),
    (routes.c.conversation_id, routes.c.sealed),
)
_NO = "BOUSSOLE_VAULT_KEYS (or vault.keys) do not open what is stored: give back the keys it had"


def check(unit: UnitOfWork, vault: Vault) -> None:
    """Whether the vault opens the newest of each. Raises WrongKeys: a key that was lost is told at
    the start, not to the first person who needs it."""
    for number, column in _SEALED:
        newest = sa.select(column).where(column.is_not(None)).order_by(number.desc()).limit(1)
        for token in unit.execute(newest).scalars():
            _with(vault.open, token)


def turn_all(unit: UnitOfWork, vault: Vault) -> int:
    """Seal everything again with the newest key; how many. All or nothing: raises WrongKeys."""
    turned = 0
    for number, column in _SEALED:
        for at, token in unit.execute(sa.select(number, column).where(column.is_not(None))).all():
            again = _with(vault.turn, token)
            unit.execute(column.table.update().where(number == at).values({column.name: again}))
            turned += 1
    return turned


def lock(unit: UnitOfWork) -> None:
    """Nobody else seals or turns until the unit ends (SQLite has locked the whole file already)."""
    if unit.locks_rows:
        for _, column in _SEALED:
            unit.execute(sa.text(f"LOCK TABLE {column.table.name} IN SHARE ROW EXCLUSIVE MODE"))


def _with(key: Callable[[str], str], token: str) -> str:
    try:
        return key(token)
    except Unreadable:
        raise WrongKeys(_NO) from None
