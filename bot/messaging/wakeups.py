"""Wake-ups between processes on PostgreSQL (LISTEN/NOTIFY); on SQLite there is one process.

A lost wake-up loses nothing: the worker sweeps each second, a page reads from its cursor, and the
team's answers are checked every half minute.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Engine

from bot.storage.unit_of_work import is_sqlite
from bot.storage.wakeup_repository import ANSWERS_CHANGED, MESSAGE_STORED, listen


class WakeupListener:
    """Listens on its own connection and calls back in the event loop.

    Calls `heard` for a stored message, `said` with the conversation of a stored reply, and
    `learned` when the team's answers changed.
    """

    def __init__(
        self,
        engine: Engine,
        heard: Callable[[], None],
        said: Callable[[int], None],
        learned: Callable[[], None],
    ) -> None:
        self._engine, self._heard, self._said, self._learned = engine, heard, said, learned
        self._raw: Any = None
        self._descriptor = -1  # stored because a broken connection no longer knows it

    def start(self) -> None:
        """Start listening; does nothing on SQLite."""
        if is_sqlite(self._engine):
            return
        self._raw = self._engine.raw_connection()
        listen(self._raw)
        self._descriptor = self._raw.connection.fileno()
        asyncio.get_running_loop().add_reader(self._descriptor, self._read)

    def stop(self) -> None:
        """Stop listening and discard the connection."""
        if self._raw is not None:
            asyncio.get_running_loop().remove_reader(self._descriptor)
            self._raw.invalidate()
            self._raw = None

    def _read(self) -> None:
        connection = self._raw.connection
        try:
            connection.poll()
        except Exception:  # noqa: BLE001  # the connection is lost; the sweeps replace wake-ups
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
