"""Periodic execution of a job."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot import metrics

logger = logging.getLogger(__name__)


async def run_periodically(seconds: float, name: str, once: Callable[[], Awaitable[None]]) -> None:
    """Call `once` at intervals of `seconds` until cancelled; a failure is logged and counted.

    Only the class of an exception is logged: its text may quote a message.
    """
    while True:
        try:
            await once()
            metrics.count_job_run(name, done=True)
        except Exception as error:  # noqa: BLE001  # a failed run must not end the job
            metrics.count_job_run(name, done=False)
            logger.error("%s put off: %s", name, type(error).__name__)
        await asyncio.sleep(seconds)
