"""What the pages of the console work with, built by `bot.app`."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Optional, Protocol, TypeVar

from sqlalchemy.engine import Engine
from starlette.concurrency import run_in_threadpool

from bot.console.answers.library_refresher import LibraryRefresher
from bot.console.auth.console_keys import Keys
from bot.console.web import page_updates
from bot.handoff import bursts
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.listeners import Listeners
from bot.settings import Settings
from bot.storage.unit_of_work import UnitOfWork, reading, writing
from knowledge.library import Library

T = TypeVar("T")
Work = Callable[[UnitOfWork], T]


class Announcer(Protocol):
    """`bot.messaging.announcements.announce`, its first argument given."""

    def __call__(
        self,
        unit: UnitOfWork,
        conversation: int,
        response: str,
        now: dt.datetime,
        owner: str = "",
        **facts: Any,
    ) -> None:
        """Append a response of the domain to a conversation."""
        ...


def _announce_nothing(*args: Any, **facts: Any) -> None:
    """A desk without a bot."""


@dataclass(frozen=True)
class ConsoleDependencies:
    """`settings`: with what the base says of the place. The event loop never touches the database:
    work is handed to the threads that do. `announce`: of the bot, where there is one."""

    engine: Engine
    threads: DbExecutor
    keys: Keys
    settings: Settings
    clock: Callable[[], dt.datetime]
    learning: LibraryRefresher
    announce: Announcer = _announce_nothing
    listeners: Listeners = field(default_factory=Listeners)
    # Where a conversation comes from, for the rows of the board.
    source: bursts.NetworkSource = bursts.unknown_source
    # Open streams of news in this process, by the token of their session.
    streams: Counter[str] = field(default_factory=Counter)
    # Accounts that are known in this process to have accepted the terms.
    agreed: set[int] = field(default_factory=set)
    # Hashing takes 64 MiB and a tenth of a second: two at a time, whoever asks.
    _slow: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    @property
    def library(self) -> Optional[Library]:
        """What the bot knows now, where there is a bot."""
        return self.learning.current.library if self.learning.current else None

    async def read(self, work: Work[T]) -> T:
        """The result of `work` in a reading transaction."""
        return await self.threads.ask(JobPriority.READ, partial(_run_reading, self.engine, work))

    async def write(self, work: Work[T]) -> T:
        """The result of `work` in a writing transaction: committed, unless it raises."""
        return await self.threads.ask(JobPriority.ACCEPT, partial(_run_writing, self.engine, work))

    def tell(self, conversation: int) -> None:
        """Wake the pages of this process that show a conversation, or who waits."""
        page_updates.make_page_notifier(self.listeners)(conversation)

    async def compute(self, work: Callable[[], T]) -> T:
        """The result of slow work that needs no database."""
        async with self._slow:
            return await run_in_threadpool(work)


def _run_reading(engine: Engine, work: Work[T]) -> T:
    with reading(engine) as unit:
        return work(unit)


def _run_writing(engine: Engine, work: Work[T]) -> T:
    with writing(engine) as unit:
        result = work(unit)
        unit.commit()
        return result
