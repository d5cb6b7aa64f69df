"""Wake-ups between processes on PostgreSQL (NOTIFY, LISTEN); on SQLite there is one process."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.storage.unit_of_work import UnitOfWork

MESSAGE_STORED, REPLY_STORED, ANSWERS_CHANGED = (
    "boussole_heard",
    "boussole_said",
    "boussole_learned",
)


def notify(unit: UnitOfWork, channel: str, number: int) -> None:
    """Sent when the transaction commits, to every process but the embedded database's only one."""
    if unit.locks_rows:
        unit.execute(sa.select(sa.func.pg_notify(channel, str(number))))


def listen(raw_connection: Any) -> None:
    """Have what is sent delivered to this connection of the driver, outside of transactions."""
    raw_connection.connection.set_session(autocommit=True)
    with raw_connection.cursor() as cursor:
        for channel in (MESSAGE_STORED, REPLY_STORED, ANSWERS_CHANGED):
            cursor.execute(f"LISTEN {channel}")
