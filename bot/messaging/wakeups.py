"""Wake-ups between processes on PostgreSQL (LISTEN/NOTIFY); on SQLite there is one process.

A lost wake-up loses nothing: the worker sweeps each second, a page reads from its cursor, what is
known of the team's answers is looked at every half minute.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Engine

from bot.storage.database_engine import is_sqlite
from bot.storage.wakeup_repository import ANSWERS_CHANGED, MESSAGE_STORED, listen


class WakeupListener:
    """Listens on a connection of its own and calls back in the event loop."""

    def __init__(
        self,
        engine: Engine,
        heard: Callable[[], None],
        said: Callable[[int], None],
        learned: Callable[[], None],
    ) -> None:
        self._engine, self._heard, self._said, self._learned = engine, heard, said, learned
        self._raw: Any = None
        self._descriptor = -1  # kept: a connection that broke no longer knows its own

    def start(self) -> None:
        """Start listening (nothing to do on SQLite)."""
        if is_sqlite(self._engine):
            return
        self._raw = self._engine.raw_connection()
        listen(self._raw)
        self._descriptor = self._raw.connection.fileno()
        asyncio.get_running_loop().add_reader(self._descriptor, self._read)

    def stop(self) -> None:
        """Stop listening and give the connection up."""
        if self._raw is not None:
            asyncio.get_running_loop().remove_reader(self._descriptor)
            self._raw.invalidate()
            self._raw = None

    def _read(self) -> None:
        connection = self._raw.connection
        try:
            connection.poll()
        except Exception:  # noqa: BLE001  # the server went: sweeps go on, a restart listens again
            self.stop()
            return
        while connection.notifies:
            notice = connection.notifies.pop(0)
            if notice.channel == MESSAGE_STORED:
                self._heard()
            elif notice.channel == ANSWERS_CHANGED:
                self._learned()
            else:
                self._said(int(notice.payload))
