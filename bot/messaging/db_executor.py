"""The database threads, with a priority queue: accepts before turns, turns before further messages
of the same person, all before housekeeping.

SQLite gets one writing thread, PostgreSQL several; one more thread only reads and never waits for a
writer, so the event loop does not block on the database. Requests are refused after a few seconds
when the storage is stuck, and at once while it is known to be.
"""

from __future__ import annotations

import asyncio
import itertools
import queue
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Optional, TypeVar

T = TypeVar("T")


class JobPriority(IntEnum):
    """The priority of a job, highest first.

    MORE is for further messages or answers of one person in a row. A READ waits for other reads
    only.
    """

    ACCEPT = 0
    TURN = 1
    MORE = 2
    HOUSEKEEPING = 3
    READ = 4


# Later jobs that may overtake a job, per priority level above its own; this prevents starvation.
_MAX_OVERTAKING_JOBS = 200
# How long a request waits for a result, and which part of that for a slot in the queue, while fewer
# jobs than the minimum rate end. A long queue that moves is no reason to refuse a request.
MAX_ANSWER_WAIT_SECONDS, _SLOT_WAIT_FRACTION, _MIN_JOBS_PER_SECOND = 3.5, 0.25, 2.5


class StorageStuck(asyncio.TimeoutError):
    """The storage does not respond; the request can be retried later."""


@dataclass(order=True)
class _Job:
    place: int
    number: int
    work: Callable[[], Any] = field(compare=False)
    done: asyncio.Future = field(compare=False)
    loop: asyncio.AbstractEventLoop = field(compare=False)


class _JobQueue:
    """A priority queue of jobs for the same threads.

    `ended` counts finished jobs; `stuck` is set when a request timed out, until a job finishes.
    """

    def __init__(self) -> None:
        self.jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self.ended, self.stuck = 0, False
        self._numbers = itertools.count()

    def put(self, rank: int, work: Callable[[], Any]) -> _Job:
        """Queue a job of the running event loop."""
        loop, number = asyncio.get_running_loop(), next(self._numbers)
        place = number + rank * _MAX_OVERTAKING_JOBS
        job = _Job(place, number, work, loop.create_future(), loop)
        self.jobs.put(job)
        return job

    def close(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let one thread end after all queued jobs."""
        number = next(self._numbers)
        self.jobs.put(_Job(sys.maxsize, number, _stop_thread, loop.create_future(), loop))

    def moved(self) -> None:
        """Count a finished or failed job."""
        self.ended, self.stuck = self.ended + 1, False


class DbExecutor:
    """`writers` threads over one queue, by priority and arrival, and one thread for reads.

    `patience` is the time in seconds after which `ask` and `place` give up.
    """

    def __init__(self, writers: int, patience: float = MAX_ANSWER_WAIT_SECONDS) -> None:
        self._writes, self._reads, self._patience = _JobQueue(), _JobQueue(), patience
        served = {f"dialogue-{n}": self._writes for n in range(writers)} | {"reads": self._reads}
        self._threads = [
            threading.Thread(target=self._run, args=(line,), name=name, daemon=True)
            for name, line in served.items()
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, rank: JobPriority, work: Callable[[], T]) -> T:
        """Run `work` in a thread and return its result; raises what it raises."""
        return await asyncio.shield(self._line(rank).put(rank, work).done)

    async def ask(self, rank: JobPriority, work: Callable[[], T]) -> T:
        """As `run`, with a time limit; a job that has not started by then is cancelled.

        Raises:
            StorageStuck: no result in time.
        """
        line = self._line(rank)
        if line.stuck:
            raise StorageStuck
        done, ended = line.put(rank, work).done, line.ended
        done.add_done_callback(_consume_exception)
        try:
            await _wait_while_moving(line, done, self._patience)
        except StorageStuck:
            line.stuck = line.ended == ended
            done.cancel()
            raise
        return done.result()

    @asynccontextmanager
    async def place(self, rank: JobPriority, places: asyncio.Semaphore) -> AsyncIterator[None]:
        """Hold one of the `places` in front of a queue for the duration of the block.

        Raises:
            StorageStuck: no place became free in time.
        """
        entering = asyncio.ensure_future(places.acquire())
        try:
            await _wait_while_moving(
                self._line(rank), entering, self._patience * _SLOT_WAIT_FRACTION
            )
        except BaseException:
            if not entering.cancel():
                places.release()
            raise
        try:
            yield
        finally:
            places.release()

    def _line(self, rank: JobPriority) -> _JobQueue:
        return self._reads if rank is JobPriority.READ else self._writes

    def close(self) -> None:
        """Finish the queued jobs and end the threads."""
        loop = asyncio.new_event_loop()
        for line in (*[self._writes] * (len(self._threads) - 1), self._reads):
            line.close(loop)
        for thread in self._threads:
            thread.join(timeout=10)
        loop.close()

    def _run(self, line: _JobQueue) -> None:
        while True:
            job = line.jobs.get()
            if job.work is _stop_thread:
                return
            if job.done.cancelled():
                continue
            result, error = _run_job(job)
            line.moved()
            if not job.loop.is_closed():
                job.loop.call_soon_threadsafe(_settle_future, job.done, result, error)


def _stop_thread() -> None:
    """The job that ends a thread."""


def _run_job(job: _Job) -> tuple[Any, Optional[BaseException]]:
    try:
        return job.work(), None
    except BaseException as error:  # noqa: BLE001  # raised again where the job is awaited
        return None, error


async def _wait_while_moving(line: _JobQueue, done: asyncio.Future, patience: float) -> None:
    """Wait until `done`.

    Raises:
        StorageStuck: not done in time, while the queue hardly moves.
    """
    ended = line.ended
    while not (await asyncio.wait({done}, timeout=patience))[0]:
        if line.ended - ended < _MIN_JOBS_PER_SECOND * patience:
            raise StorageStuck
        ended = line.ended


def _consume_exception(done: asyncio.Future) -> None:
    """Mark the exception as retrieved: asyncio would log it, with text that may quote a message."""
    if not done.cancelled():
        done.exception()


def _settle_future(done: asyncio.Future, result: Any, error: Optional[BaseException]) -> None:
    if done.cancelled():
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)
