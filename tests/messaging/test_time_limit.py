"""The time limit of a turn: what overruns is stopped wherever it is, and nothing else is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial

import pytest

from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.time_limit import TimeLimit, TurnTimeout

SECONDS = 60


@pytest.fixture
async def two() -> AsyncIterator[DbExecutor]:
    threads = DbExecutor(2)
    yield threads
    await asyncio.get_running_loop().run_in_executor(None, threads.close)


def _never_ends() -> None:
    pause = threading.Event()
    while True:
        pause.wait(0.01)


def _limited(work: Callable[[], object], seconds: float) -> object:
    with TimeLimit(seconds):
        return work()


def test_work_that_never_ends_is_stopped() -> None:
    with pytest.raises(TurnTimeout):
        _limited(_never_ends, 0.05)


def test_work_that_handles_its_own_errors_is_stopped() -> None:
    def handles_errors() -> None:
        while True:
            with suppress(Exception):
                _never_ends()

    with pytest.raises(TurnTimeout):
        _limited(handles_errors, 0.05)


def test_work_is_stopped_though_the_first_interruption_is_lost() -> None:
    """C code drops what is raised in some of its callbacks."""

    def loses_one() -> None:
        with suppress(BaseException):
            _never_ends()
        _never_ends()

    with pytest.raises(TurnTimeout):
        _limited(loses_one, 0.05)


def test_work_in_time_is_not_stopped_later() -> None:
    assert _limited(lambda: 7, 0.02) == 7
    threading.Event().wait(0.05)


async def test_the_thread_serves_the_next_job_after_one_was_stopped(two: DbExecutor) -> None:
    """Only the job that overruns is hit, not what another thread does meanwhile."""
    release = threading.Event()
    slow = asyncio.create_task(two.run(JobPriority.TURN, partial(release.wait, SECONDS)))
    work = partial(_limited, _never_ends, 0.05)
    with pytest.raises(TurnTimeout):
        await asyncio.wait_for(two.run(JobPriority.TURN, work), SECONDS)
    release.set()
    assert await asyncio.wait_for(slow, SECONDS) is True
    next_job = partial(_limited, lambda: 7, SECONDS)
    assert await asyncio.wait_for(two.run(JobPriority.TURN, next_job), SECONDS) == 7
