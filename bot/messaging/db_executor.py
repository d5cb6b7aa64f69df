"""The threads that touch the database: accepts before turns, turns before what is left of somebody
who had theirs, all before housekeeping.

SQLite has one that writes (it has one writer anyway), PostgreSQL several; one more only reads, and
waits for no writer. The event loop never blocks on a database. Whoever waits for an answer does not
wait for storage that is stuck: they are refused after a few seconds, and at once while it is known
to be.
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
    """Who goes first when several wait. A READ waits for other reads only; MORE is what one person
    sends or is answered in a row."""

    ACCEPT = 0
    TURN = 1
    MORE = 2
    HOUSEKEEPING = 3
    READ = 4


# Fewer than so many that come later go before a job, for each rank that is before its own; then it
# is its turn, however much comes.
_MAX_OVERTAKING_JOBS = 200
# For so long somebody waits for an answer, and a part of that before for a place in the queue, if
# fewer jobs than that ended meanwhile: a queue that moves is no reason to refuse anybody, however
# long it is.
MAX_ANSWER_WAIT_SECONDS, _SLOT_WAIT_FRACTION, _MIN_JOBS_PER_SECOND = 3.5, 0.25, 2.5


class StorageStuck(asyncio.TimeoutError):
    """The storage does not answer: what was asked may be asked again later."""


@dataclass(order=True)
class _Job:
    place: int
    number: int
    work: Callable[[], Any] = field(compare=False)
    done: asyncio.Future = field(compare=False)
    loop: asyncio.AbstractEventLoop = field(compare=False)


class _JobQueue:
    """What waits for the same threads. Each counts its own: reads do not count among what goes
    before a write. `ended`: how many jobs; `stuck`: none since somebody waited in vain."""

    def __init__(self) -> None:
        self.jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self.ended, self.stuck = 0, False
        self._numbers = itertools.count()

    def put(self, rank: int, work: Callable[[], Any]) -> _Job:
        """Queue it up; of the running event loop."""
        loop, number = asyncio.get_running_loop(), next(self._numbers)
        place = number + rank * _MAX_OVERTAKING_JOBS
        job = _Job(place, number, work, loop.create_future(), loop)
        self.jobs.put(job)
        return job

    def close(self, loop: asyncio.AbstractEventLoop) -> None:
        """One thread ends after all that is queued."""
        number = next(self._numbers)
        self.jobs.put(_Job(sys.maxsize, number, _stop_thread, loop.create_future(), loop))

    def moved(self) -> None:
        """A job ended, however it did."""
        self.ended, self.stuck = self.ended + 1, False


class DbExecutor:
    """`writers` threads over one queue, in the order of rank and arrival; one thread for reads.
    `patience`: the seconds after which whoever asks is refused."""

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
        """The result of `work`, run in one of the threads; raises what it raises."""
        return await asyncio.shield(self._line(rank).put(rank, work).done)

    async def ask(self, rank: JobPriority, work: Callable[[], T]) -> T:
        """As `run`, for somebody who waits for the answer. What had not begun by then is not done.

        Raises:
            StorageStuck: there is none in time.
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
        """One of the `places` before a queue, for somebody who waits, for as long as the block
        lasts. Raises StorageStuck: none is free in time."""
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
        """Let the threads finish what is queued, then end."""
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
            if job.done.cancelled():  # nobody waits for it any more
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
    except BaseException as error:  # noqa: BLE001  # it is handed to whoever awaits the job
        return None, error


async def _wait_while_moving(line: _JobQueue, done: asyncio.Future, patience: float) -> None:
    """Until it is `done`. Raises StorageStuck: it is not, and the queue hardly moves."""
    ended = line.ended
    while not (await asyncio.wait({done}, timeout=patience))[0]:
        if line.ended - ended < _MIN_JOBS_PER_SECOND * patience:
            raise StorageStuck
        ended = line.ended


def _consume_exception(done: asyncio.Future) -> None:
    """Whoever asked may be gone: asyncio would log what the job raised, text and all."""
    if not done.cancelled():
        done.exception()


def _settle_future(done: asyncio.Future, result: Any, error: Optional[BaseException]) -> None:
    if done.cancelled():
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)
