"""Threads over one queue: accepts before turns, errors handed over."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest

from bot.messaging.db_executor import (
    _MAX_OVERTAKING_JOBS,
    DbExecutor,
    JobPriority,
    StorageStuck,
)

SECONDS = 60


@pytest.fixture
async def one() -> AsyncIterator[DbExecutor]:
    threads = DbExecutor(1)
    yield threads
    await asyncio.get_running_loop().run_in_executor(None, threads.close)


async def _held(threads: DbExecutor) -> tuple[threading.Event, asyncio.Task]:
    """Keep the only writing thread busy until the event is set."""
    started, release = threading.Event(), threading.Event()

    def hold() -> None:
        started.set()
        assert release.wait(SECONDS)

    task = asyncio.create_task(threads.run(JobPriority.HOUSEKEEPING, hold))
    await asyncio.get_running_loop().run_in_executor(None, partial(started.wait, SECONDS))
    return release, task


async def _settled(*awaited: Any) -> list[Any]:
    return await asyncio.wait_for(asyncio.gather(*awaited, return_exceptions=True), SECONDS)


async def test_accepts_go_before_turns_and_turns_before_housekeeping(one: DbExecutor) -> None:
    release, holding = await _held(one)
    order: list[tuple[str, int]] = []
    ranks = [JobPriority.HOUSEKEEPING, JobPriority.MORE, JobPriority.TURN, JobPriority.ACCEPT]
    jobs = [
        asyncio.create_task(one.run(rank, partial(order.append, (rank.name, n))))
        for n in range(2)
        for rank in ranks
    ]
    await asyncio.sleep(0)  # every job is queued now
    release.set()
    await _settled(holding, *jobs)
    wanted = ["ACCEPT", "TURN", "MORE", "HOUSEKEEPING"]
    assert order == [(name, n) for name in wanted for n in range(2)]


async def test_c5_so_many_go_before_what_waits_longer_and_no_more(one: DbExecutor) -> None:
    release, holding = await _held(one)
    order: list[JobPriority] = []
    ranks = [JobPriority.MORE, *[JobPriority.TURN] * 300]
    jobs = [asyncio.create_task(one.run(rank, partial(order.append, rank))) for rank in ranks]
    await asyncio.sleep(0)  # every job is queued now
    release.set()
    await _settled(holding, *jobs)
    assert order.index(JobPriority.MORE) == _MAX_OVERTAKING_JOBS - 1


async def test_c5_reads_are_not_counted_among_what_goes_before_a_write(one: DbExecutor) -> None:
    release, holding = await _held(one)
    order: list[JobPriority] = []

    def write(rank: JobPriority) -> asyncio.Task:
        return asyncio.create_task(one.run(rank, partial(order.append, rank)))

    more = write(JobPriority.MORE)
    await _settled(
        *(one.run(JobPriority.READ, lambda: None) for _ in range(_MAX_OVERTAKING_JOBS + 1))
    )
    turn = write(JobPriority.TURN)
    await asyncio.sleep(0)  # both are queued now
    release.set()
    await _settled(holding, more, turn)
    assert order == [JobPriority.TURN, JobPriority.MORE]


async def test_a_read_waits_for_no_writer(one: DbExecutor) -> None:
    release, holding = await _held(one)
    assert await asyncio.wait_for(one.run(JobPriority.READ, lambda: 7), SECONDS) == 7
    assert not holding.done()
    release.set()
    await _settled(holding)


async def test_what_a_job_raises_is_handed_over_and_the_thread_lives(one: DbExecutor) -> None:
    def fail() -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await one.run(JobPriority.TURN, fail)
    assert await asyncio.wait_for(one.run(JobPriority.TURN, lambda: 7), SECONDS) == 7


async def _caught(threads: DbExecutor, work: Any) -> BaseException:
    try:
        await threads.run(JobPriority.TURN, work)
    except BaseException as error:  # noqa: BLE001  # whatever came is what the test looks at
        return error
    raise AssertionError("nothing was raised")


async def test_a_job_that_asks_to_exit_does_not_end_the_thread(one: DbExecutor) -> None:
    """Stock Rasa turns a ValueError of its tracker store into `sys.exit`."""

    def leave() -> None:
        raise SystemExit(1)

    (result,) = await _settled(asyncio.create_task(_caught(one, leave)))
    assert isinstance(result, SystemExit)
    assert await asyncio.wait_for(one.run(JobPriority.TURN, lambda: 7), SECONDS) == 7


async def test_whoever_stops_waiting_does_not_stop_the_work(one: DbExecutor) -> None:
    """A page that goes away while its message is being stored: the message is stored."""
    release, holding = await _held(one)
    done: list[int] = []
    job = asyncio.create_task(one.run(JobPriority.ACCEPT, partial(done.append, 1)))
    await asyncio.sleep(0)
    job.cancel()
    release.set()
    await _settled(holding, job, one.run(JobPriority.HOUSEKEEPING, lambda: None))
    assert done == [1]


async def test_closing_finishes_what_is_queued() -> None:
    threads = DbExecutor(1)
    release, holding = await _held(threads)
    done: list[int] = []
    jobs = [
        asyncio.create_task(threads.run(JobPriority.TURN, partial(done.append, n)))
        for n in range(3)
    ]
    await asyncio.sleep(0)
    closing = asyncio.get_running_loop().run_in_executor(None, threads.close)
    release.set()
    await _settled(holding, closing, *jobs)
    assert done == [0, 1, 2]


# Whoever waits for an answer


@pytest.fixture
async def hasty() -> AsyncIterator[DbExecutor]:
    threads = DbExecutor(1, patience=0.02)
    yield threads
    await asyncio.get_running_loop().run_in_executor(None, threads.close)


async def test_whoever_asks_is_refused_while_nothing_moves_and_at_once_when_it_is_known(
    hasty: DbExecutor,
) -> None:
    """What was refused before it began is not done either: it may be asked again."""
    release, holding = await _held(hasty)
    done: list[int] = []
    asked = (hasty.ask(JobPriority.ACCEPT, partial(done.append, n)) for n in range(3))
    refused = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(each) for each in refused] == [StorageStuck] * 3
    with pytest.raises(StorageStuck):
        hasty.ask(JobPriority.ACCEPT, partial(done.append, 3)).send(
            None
        )  # without waiting for anything
    hasty._patience = SECONDS  # a busy machine is no reason to fail
    assert await hasty.ask(JobPriority.READ, lambda: 7) == 7
    release.set()
    await _settled(holding)
    await hasty.ask(JobPriority.ACCEPT, partial(done.append, 4))
    assert done == [4]


async def test_a_queue_that_moves_refuses_nobody(hasty: DbExecutor) -> None:
    release, holding = await _held(hasty)
    asked = asyncio.create_task(hasty.ask(JobPriority.ACCEPT, lambda: 7))

    async def move() -> None:
        while not asked.done():
            hasty._writes.ended += 100
            await asyncio.sleep(0)

    moving = asyncio.create_task(move())
    await asyncio.sleep(5 * hasty._patience)
    release.set()
    assert await asyncio.wait_for(asked, SECONDS) == 7
    await _settled(holding, moving)


async def test_whoever_waits_for_a_place_is_refused_while_nothing_moves(hasty: DbExecutor) -> None:
    release, holding = await _held(hasty)
    places = asyncio.Semaphore(1)
    async with hasty.place(JobPriority.ACCEPT, places):
        with pytest.raises(StorageStuck):
            async with hasty.place(JobPriority.ACCEPT, places):
                pytest.fail("there was none")
    assert not places.locked()
    release.set()
    await _settled(holding)
