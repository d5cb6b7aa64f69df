"""The columns that hold sealed text: read, replaced, and their tables locked."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from bot.storage.booking_tables import appointments
from bot.storage.channel_tables import routes
from bot.storage.staff_tables import credentials
from bot.storage.unit_of_work import UnitOfWork

# Each beside the key of its table.
ENCRYPTED_COLUMNS = (
    (credentials.c.counsellor_id, credentials.c.totp),
    (appointments.c.id, appointments.c.contact),
    (routes.c.conversation_id, routes.c.sealed),
)


def list_newest_tokens(unit: UnitOfWork) -> Iterator[str]:
    """Of each column that holds any, the newest."""
    for key, column in ENCRYPTED_COLUMNS:
        newest = sa.select(column).where(column.is_not(None)).order_by(key.desc()).limit(1)
        yield from unit.execute(newest).scalars()


def list_tokens(unit: UnitOfWork, key: sa.Column, column: sa.Column) -> list[tuple[int, str]]:
    """What a column holds, each with the key of its row."""
    return list(unit.execute(sa.select(key, column).where(column.is_not(None))))


def replace_token(
    unit: UnitOfWork, key: sa.Column, column: sa.Column, row_key: int, token: str
) -> None:
    """Write another one into a row."""
    unit.execute(column.table.update().where(key == row_key).values({column.name: token}))


def lock_encrypted_tables(unit: UnitOfWork) -> None:
    """Nobody else seals or rotates until the unit ends (SQLite has locked the whole file)."""
    if unit.locks_rows:
        for _, column in ENCRYPTED_COLUMNS:
            unit.execute(sa.text(f"LOCK TABLE {column.table.name} IN SHARE ROW EXCLUSIVE MODE"))
