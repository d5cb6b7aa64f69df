"""The threads that touch the database: accepts before turns, turns before what is left of somebody
who had theirs, all before housekeeping.

SQLite has one that writes (it has one writer anyway), PostgreSQL several; one more only reads, and
waits for no writer. The event loop never blocks on a database, and a job that overruns its time is
interrupted so that the others go on.
"""

from __future__ import annotations

import asyncio
import ctypes
import itertools
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Optional, TypeVar

T = TypeVar("T")


class Rank(IntEnum):
    """Who goes first when several wait. A READ waits for other reads only; MORE is what one person
    sends or is answered in a row."""

    ACCEPT = 0
    TURN = 1
    MORE = 2
    HOUSEKEEPING = 3
    READ = 4


# Fewer than so many that come later go before a job, for each rank that is before its own; then it
# is its turn, however much comes.
_GOES_BEFORE = 200


class Overrun(Exception):
    """Raised inside a job that took longer than it may."""


@dataclass(order=True)
class _Job:
    place: int
    number: int
    work: Callable[[], Any] = field(compare=False)
    done: asyncio.Future = field(compare=False)
    loop: asyncio.AbstractEventLoop = field(compare=False)
    seconds: Optional[float] = field(compare=False, default=None)


class Threads:
    """`writers` threads over one queue, in the order of rank and arrival; one thread for reads."""

    def __init__(self, writers: int) -> None:
        self._writes: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._reads: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        # Each queue has its own: reads do not count among what goes before a write.
        self._numbers, self._read_numbers = itertools.count(), itertools.count()
        served = {f"dialogue-{n}": self._writes for n in range(writers)} | {"reads": self._reads}
        self._threads = [
            threading.Thread(target=self._run, args=(jobs,), name=name, daemon=True)
            for name, jobs in served.items()
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, rank: Rank, work: Callable[[], T], seconds: Optional[float] = None) -> T:
        """The result of `work`, run in one of the threads.

        Raises:
            Overrun: it took more than `seconds` once started.
        """
        loop = asyncio.get_running_loop()
        number = next(self._read_numbers if rank is Rank.READ else self._numbers)
        place = number + rank * _GOES_BEFORE
        job = _Job(place, number, work, loop.create_future(), loop, seconds)
        (self._reads if rank is Rank.READ else self._writes).put(job)
        return await asyncio.shield(job.done)

    def close(self) -> None:
        """Let the threads finish what is queued, then end."""
        loop = asyncio.new_event_loop()
        for jobs in (*[self._writes] * (len(self._threads) - 1), self._reads):
            jobs.put(_Job(sys.maxsize, next(self._numbers), _stop, loop.create_future(), loop))
        for thread in self._threads:
            thread.join(timeout=10)
        loop.close()

    def _run(self, jobs: queue.PriorityQueue[_Job]) -> None:
        while True:
            job = jobs.get()
            if job.work is _stop:
                return
            result: Any
            error: Optional[BaseException]
            try:
                result, error = _perform(job)
            except Overrun as late:  # it struck after the job's end, before its watch stopped
                result, error = None, late
            if not job.loop.is_closed():
                job.loop.call_soon_threadsafe(_settle, job.done, result, error)


def _stop() -> None:
    """The job that ends a thread."""


def _perform(job: _Job) -> tuple[Any, Optional[BaseException]]:
    watch = _Watch(job.seconds) if job.seconds else None
    try:
        return job.work(), None
    except BaseException as error:  # noqa: BLE001  # it is handed to whoever awaits the job
        return None, error
    finally:
        if watch:
            watch.stop()


class _Watch:
    """Raises `Overrun` in the thread that made it, unless it is stopped in time."""

    def __init__(self, seconds: float) -> None:
        self._target = threading.get_ident()
        self._lock = threading.Lock()
        self._over = False
        self._timer = threading.Timer(seconds, self._fire)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        with self._lock:
            self._over = True
            # An interruption set but not yet delivered must not hit the next job.
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._target), None)
        self._timer.cancel()

    def _fire(self) -> None:
        with self._lock:
            if not self._over:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._target), ctypes.py_object(Overrun)
                )


def _settle(done: asyncio.Future, result: Any, error: Optional[BaseException]) -> None:
    if done.cancelled():
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)
