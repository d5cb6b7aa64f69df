"""Read, replace and lock the columns that hold encrypted text."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from bot.storage.booking_tables import appointments
from bot.storage.channel_tables import routes
from bot.storage.handoff_tables import handoff_drafts
from bot.storage.staff_tables import calendar_sources, credentials
from bot.storage.unit_of_work import UnitOfWork

# Each column with the key of its table.
ENCRYPTED_COLUMNS = (
    (credentials.c.counsellor_id, credentials.c.totp),
    (appointments.c.id, appointments.c.contact),
    (routes.c.conversation_id, routes.c.sealed),
    (handoff_drafts.c.id, handoff_drafts.c.sealed),
    (calendar_sources.c.id, calendar_sources.c.sealed),
)


def list_newest_tokens(unit: UnitOfWork) -> Iterator[str]:
    """Yield the newest token of each column that has any."""
    for key, column in ENCRYPTED_COLUMNS:
        newest = sa.select(column).where(column.is_not(None)).order_by(key.desc()).limit(1)
        yield from unit.execute(newest).scalars()


def list_tokens(unit: UnitOfWork, key: sa.Column, column: sa.Column) -> list[tuple[int, str]]:
    """Return the tokens of a column with the keys of their rows."""
    return list(unit.execute(sa.select(key, column).where(column.is_not(None))))


def replace_token(
    unit: UnitOfWork, key: sa.Column, column: sa.Column, row_key: int, token: str
) -> None:
    """Replace the token of a row."""
    unit.execute(column.table.update().where(key == row_key).values({column.name: token}))


def lock_encrypted_tables(unit: UnitOfWork) -> None:
    """Block other writers until the unit ends; SQLite locks the whole file anyway."""
    if unit.locks_rows:
        for _, column in ENCRYPTED_COLUMNS:
            unit.execute(sa.text(f"LOCK TABLE {column.table.name} IN SHARE ROW EXCLUSIVE MODE"))
