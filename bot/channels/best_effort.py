"""Platform calls that may fail without harm, such as typing indicators and button marks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

logger = logging.getLogger(__name__)

MAX_CALL_SECONDS = 10.0


class BestEffort:
    """Runs optional calls in the background."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task] = set()

    def start(self, call: Awaitable[Any]) -> asyncio.Task:
        """Start a call without waiting for it."""
        task = asyncio.create_task(self._run(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def finish(self) -> None:
        """Wait for the running calls."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, call: Awaitable[Any]) -> None:
        try:
            await asyncio.wait_for(call, MAX_CALL_SECONDS)
        except Exception as error:  # noqa: BLE001  # these calls are optional
            # Only the class is logged: the text may contain an address with the token.
            logger.info("a call that may fail did: %s", type(error).__name__)
