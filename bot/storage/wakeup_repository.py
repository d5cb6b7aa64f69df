"""Wake-ups between processes on PostgreSQL (NOTIFY, LISTEN); on SQLite there is one process."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.storage.database_engine import PROCESS_MARK
from bot.storage.unit_of_work import UnitOfWork

MESSAGE_STORED, REPLY_STORED, ANSWERS_CHANGED = (
    "boussole_heard",
    "boussole_said",
    "boussole_learned",
)


def notify(unit: UnitOfWork, channel: str, number: int) -> None:
    """Notify all processes at the commit; does nothing on SQLite, which has one process.

    The payload names the sender, which answers its own messages without being told.
    """
    if unit.locks_rows:
        mark = unit.connection.get_execution_options().get(PROCESS_MARK, "")
        unit.execute(sa.select(sa.func.pg_notify(channel, f"{number} {mark}")))


def parse_notice(engine: Engine, payload: str) -> tuple[int, bool]:
    """Return the number of a notice and whether this process sent it."""
    number, _, mark = payload.partition(" ")
    return int(number), mark == engine.get_execution_options().get(PROCESS_MARK, "")


def listen(raw_connection: Any) -> None:
    """Subscribe a connection of the driver to all wake-ups, in autocommit mode."""
    raw_connection.connection.set_session(autocommit=True)
    with raw_connection.cursor() as cursor:
        for channel in (MESSAGE_STORED, REPLY_STORED, ANSWERS_CHANGED):
            cursor.execute(f"LISTEN {channel}")
