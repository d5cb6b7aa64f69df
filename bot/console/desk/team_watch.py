"""Reads the state of the team once for all open pages of this process, and wakes them when it
changed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Optional

from sqlalchemy.exc import DBAPIError

from bot.console.desk.team_state import TeamState
from bot.console.web.page_updates import QUEUE_PAGES
from bot.messaging.listeners import ANY, Listeners

logger = logging.getLogger(__name__)

# The state is read at this interval, in case a wake-up is lost.
SWEEP_SECONDS = 5.0
# News of any conversation may concern the team: they are read at most once per interval.
MIN_INTERVAL_SECONDS = 0.5


class TeamWatch:
    """Follows the state of the team while pages are open; used on one event loop.

    `state` is None while it is not known: pages then read it themselves.
    """

    def __init__(self) -> None:
        self.state: Optional[TeamState] = None
        self._pages = 0
        self._task: Optional[asyncio.Task] = None

    @contextmanager
    def follow(
        self, listeners: Listeners, read: Callable[[], Awaitable[TeamState]]
    ) -> Iterator[None]:
        """Keep `state` up to date for the duration of the block, and wake `QUEUE_PAGES` when it
        changes."""
        self._pages += 1
        if self._task is None:
            self._task = asyncio.create_task(self._run(listeners, read))
        try:
            yield
        finally:
            self._pages -= 1
            if not self._pages and self._task is not None:
                self._task.cancel()
                self._task = self.state = None

    async def _run(self, listeners: Listeners, read: Callable[[], Awaitable[TeamState]]) -> None:
        try:
            with listeners.listen(ANY) as news:
                # Python 3.10: `wait_for` loses a cancellation that comes together with news.
                while self._task is asyncio.current_task():
                    news.clear()
                    await self._read(listeners, read)
                    await asyncio.sleep(MIN_INTERVAL_SECONDS)
                    with contextlib.suppress(asyncio.TimeoutError):
                        await asyncio.wait_for(news.wait(), SWEEP_SECONDS)
        finally:
            if self._task is asyncio.current_task():  # it failed: an old state misleads
                self._task = self.state = None

    async def _read(self, listeners: Listeners, read: Callable[[], Awaitable[TeamState]]) -> None:
        before = self.state
        try:
            self.state = await read()
        except (DBAPIError, asyncio.TimeoutError) as error:
            self.state = None
            logger.error("the state of the team is not known: %s", type(error).__name__)
        if self.state != before:
            listeners.wake_only(QUEUE_PAGES)
