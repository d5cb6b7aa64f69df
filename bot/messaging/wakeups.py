"""Wake-ups between processes on PostgreSQL (LISTEN/NOTIFY); on SQLite there is one process.

A lost wake-up loses nothing: the worker sweeps each second, pages read from their cursors, and the
team's answers are checked every half minute. After a lost connection, all pages are woken.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Optional

from sqlalchemy.engine import Engine

from bot.storage.unit_of_work import is_sqlite
from bot.storage.wakeup_repository import ANSWERS_CHANGED, MESSAGE_STORED, listen, parse_notice

logger = logging.getLogger(__name__)

RECONNECT_SECONDS = 1.0


class WakeupListener:
    """Listens on its own connection and calls back in the event loop.

    Calls `heard` with the conversation in which another process stored a message, `said` with that
    of a reply stored by any process (what stores one may be told that it failed, and then wakes no
    page), `learned` when the team's answers changed, and `missed` after a time without connection.
    """

    def __init__(
        self,
        engine: Engine,
        heard: Callable[[int], None],
        said: Callable[[int], None],
        learned: Callable[[], None],
        missed: Callable[[], None],
    ) -> None:
        self._engine, self._heard, self._said = engine, heard, said
        self._learned, self._missed = learned, missed
        self._raw: Any = None
        self._descriptor = -1  # stored because a broken connection no longer knows it
        self._returning: Optional[asyncio.Task] = None

    def start(self) -> None:
        """Start listening; does nothing on SQLite."""
        if not is_sqlite(self._engine):
            self._follow(self._connect())

    def stop(self) -> None:
        """Stop listening and discard the connection."""
        if self._returning is not None:
            self._returning.cancel()
        self._discard()

    def _connect(self) -> Any:
        raw = self._engine.raw_connection()
        try:
            listen(raw)
        except Exception:
            raw.invalidate()
            raise
        return raw

    def _follow(self, raw: Any) -> None:
        self._raw, self._descriptor = raw, raw.connection.fileno()
        asyncio.get_running_loop().add_reader(self._descriptor, self._read)

    def _discard(self) -> None:
        if self._raw is not None:
            asyncio.get_running_loop().remove_reader(self._descriptor)
            self._raw.invalidate()
            self._raw = None

    def _read(self) -> None:
        connection = self._raw.connection
        try:
            connection.poll()
        except Exception:  # noqa: BLE001  # the connection is lost; the sweeps replace wake-ups
            self._discard()
            self._returning = asyncio.get_running_loop().create_task(self._return())
            return
        while connection.notifies:
            notice = connection.notifies.pop(0)
            if notice.channel == ANSWERS_CHANGED:
                self._learned()
                continue
            conversation, is_own = parse_notice(self._engine, notice.payload)
            if notice.channel != MESSAGE_STORED:
                self._said(conversation)
            elif not is_own:
                self._heard(conversation)

    async def _return(self) -> None:
        """Connect again, then wake what may have missed something."""
        while True:
            await asyncio.sleep(RECONNECT_SECONDS)
            try:
                raw = await asyncio.to_thread(self._connect)
            except Exception as error:  # noqa: BLE001  # the driver has errors of its own
                logger.error("no wake-ups from other processes: %s", type(error).__name__)
                continue
            self._follow(raw)
            self._missed()
            return
