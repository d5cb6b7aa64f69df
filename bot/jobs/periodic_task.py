"""A job is done again and again, whatever becomes of one time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot import metrics

logger = logging.getLogger(__name__)


async def run_periodically(seconds: float, name: str, once: Callable[[], Awaitable[None]]) -> None:
    """Until cancelled. What fails is put off to the next time, and told by its class: the text of
    an exception may quote what a person typed."""
    while True:
        try:
            await once()
            metrics.count_job_run(name, done=True)
        except Exception as error:  # noqa: BLE001  # the next time must come, whatever failed
            metrics.count_job_run(name, done=False)
            logger.error("%s put off: %s", name, type(error).__name__)
        await asyncio.sleep(seconds)
