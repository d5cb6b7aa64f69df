"""A job goes on after a time that failed, and tells of it without a word of what was typed."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.jobs.periodic_task import run_periodically


async def test_a_time_that_fails_does_not_end_the_job(caplog: Any) -> None:
    done = asyncio.Event()
    times = 0

    async def once() -> None:
        nonlocal times
        times += 1
        if times == 1:
            raise ValueError("je m'appelle Léa")
        done.set()

    job = asyncio.create_task(run_periodically(0, "the job", once))
    await asyncio.wait_for(done.wait(), 60)
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)
    assert "the job put off: ValueError" in caplog.text
    assert "Léa" not in caplog.text
