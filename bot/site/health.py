"""Health checks: `/healthz` for the process, `/readyz` for the service and its components."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Optional

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.care.classifier import load_classifier
from bot.care.helplines import is_outdated
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.turn_dependencies import TurnDependencies
from bot.messaging.worker import Worker
from bot.privacy import clock_guard
from bot.storage import lock_timeouts
from bot.storage.database_engine import file_identity
from bot.storage.database_lock import find_sqlite_file
from bot.storage.message_repository import lock_table, read_backlog
from bot.storage.unit_of_work import reading, writing

MAX_READ_SECONDS = 2.0
# A commit within this time proves that the database can be written.
RECENT_WRITE_SECONDS = 1.0
# The worker is stuck if a message waits, or the queue was not checked, for longer.
STUCK_AFTER = dt.timedelta(minutes=1)
MIN_FREE_BYTES = 100 * 1024 * 1024
# Responses are cached for this time, as each costs a database read.
ANSWER_CACHE_SECONDS = 1.0
_NO_STORE = {"cache-control": "no-store"}

Facts = dict[str, object]


class DatabaseReplaced(Exception):
    """The database file was replaced by another one since the start."""


@dataclass
class Health:
    """The health checks.

    `jobs` and `channels` return whether each works, by name; `shares` whether the limits per
    network address are in force.
    """

    parts: TurnDependencies
    threads: DbExecutor
    worker: Worker
    jobs: Callable[[], Mapping[str, bool]]
    channels: Callable[[], Mapping[str, bool]]
    shares: Callable[[], bool]
    _file: Optional[Path] = field(init=False)
    _identity_at_start: Optional[tuple[int, int]] = field(init=False, default=None)
    _answer: Optional[tuple[float, asyncio.Future]] = field(init=False, default=None)
    _probe: Optional[asyncio.Future] = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._file = find_sqlite_file(self.parts.settings.database_url)
        self._identity_at_start = file_identity(self._file) if self._file else None

    def routes(self) -> list[Route]:
        """Return the routes, which reveal nothing about persons."""
        return [Route("/healthz", self.alive), Route("/readyz", self.ready)]

    async def alive(self, request: Request) -> Response:
        """Return 200 as long as the process responds."""
        return JSONResponse({"alive": True}, headers=_NO_STORE)

    async def ready(self, request: Request) -> Response:
        """Return 200, or 503 if messages would not be answered."""
        facts = await self._cached_facts()
        return JSONResponse(facts, 200 if facts["ready"] else 503, headers=_NO_STORE)

    async def facts(self) -> Facts:
        """Return the state of each component. The first five are required for `ready`.

        The others are only reported: an unreachable platform, say, does not affect the web.
        """
        oldest, clock_is_valid, database = await self._read_state()
        jobs = dict(self.jobs())
        needed = {
            "database": database,
            "writes": database and await self._can_write(),
            "model": bool(self.parts.dialogue.intents),
            "worker": jobs.pop("worker", False) and not self._is_stuck(oldest),
            "disk": self._has_room(),
        }
        return {
            "ready": all(needed.values()),
            **needed,
            "clock": clock_is_valid,
            "jobs": all(jobs.values()),
            "channels": {"web": True, **self.channels()},
            "second_reading": load_classifier() is not None,
            "helplines": not is_outdated(self.parts.clock().date()),
            "shares": self.shares(),
        }

    async def _cached_facts(self) -> Facts:
        """Return recent facts; concurrent requests share one check."""
        now = time.monotonic()
        if self._answer is None or now - self._answer[0] > ANSWER_CACHE_SECONDS:
            self._answer = now, asyncio.ensure_future(self.facts())
        facts: Facts = await asyncio.shield(self._answer[1])
        return facts

    async def _read_state(self) -> tuple[Optional[dt.datetime], bool, bool]:
        """Return the time of the oldest unanswered message, whether the clock is plausible, and
        whether both could be read."""
        try:
            work = partial(self.threads.run, JobPriority.READ, self._read)
            return *await asyncio.wait_for(work(), MAX_READ_SECONDS), True
        except (SQLAlchemyError, DatabaseReplaced, asyncio.TimeoutError):
            return None, True, False

    async def _can_write(self) -> bool:
        """Whether a message could be stored.

        Without a recent commit a write is tried, outside of the database threads, as their queue
        may be long or stuck.
        """
        state = lock_timeouts.find_lock_state(self.parts.engine)
        if not state.stuck and time.monotonic() - state.last_written < RECENT_WRITE_SECONDS:
            return True
        if self._probe is None or self._probe.done():
            loop = asyncio.get_running_loop()
            self._probe = loop.run_in_executor(None, self._try_to_write)
        done, _ = await asyncio.wait({self._probe}, timeout=MAX_READ_SECONDS)
        return bool(done) and self._probe.result()

    def _try_to_write(self) -> bool:
        try:
            with writing(self.parts.engine) as unit:
                lock_table(unit)  # fails on a standby, or while the table is locked
                unit.commit()
        except SQLAlchemyError:
            return False
        return True

    def _read(self) -> tuple[Optional[dt.datetime], bool]:
        if self._file and file_identity(self._file) != self._identity_at_start:
            raise DatabaseReplaced
        with reading(self.parts.engine) as unit:
            oldest = read_backlog(unit).oldest
            return oldest, clock_guard.find_clock_doubt(unit, self.parts.clock()) is None

    def _is_stuck(self, oldest: Optional[dt.datetime]) -> bool:
        """Whether the worker is stuck; its times are monotonic."""
        since, worker = time.monotonic() - STUCK_AFTER.total_seconds(), self.worker
        if worker.last_done > since:
            return False
        waits = oldest is not None and oldest < self.parts.clock() - STUCK_AFTER
        return waits or worker.last_looked < since

    def _has_room(self) -> bool:
        """Whether the disk of the database (of the keys with PostgreSQL) has enough space."""
        folder = self._file.parent if self._file else self.parts.settings.data
        try:
            return shutil.disk_usage(folder).free > MIN_FREE_BYTES
        except OSError:
            return False
