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

from bot.console import news
from bot.console.keys import Keys
from bot.console.learning import Learning
from bot.conversation.listeners import Listeners
from bot.conversation.threads import Rank, Threads
from bot.handoff import bursts
from bot.settings import Settings
from bot.storage.unit_of_work import UnitOfWork, reading, writing
from knowledge.library import Library

T = TypeVar("T")
Work = Callable[[UnitOfWork], T]


class Announce(Protocol):
    """`bot.conversation.announcing.announce`, its first argument given."""

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


def _say_nothing(*args: Any, **facts: Any) -> None:
    """A desk without a bot."""


@dataclass(frozen=True)
class Desk:
    """`settings`: with what the base says of the place. The event loop never touches the database:
    work is handed to the threads that do. `announce`: of the bot, where there is one."""

    engine: Engine
    threads: Threads
    keys: Keys
    settings: Settings
    clock: Callable[[], dt.datetime]
    learning: Learning
    announce: Announce = _say_nothing
    listeners: Listeners = field(default_factory=Listeners)
    # Where a conversation comes from, for the rows of the board.
    source: bursts.Source = bursts.unknown
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
        return await self.threads.ask(Rank.READ, partial(_read, self.engine, work))

    async def write(self, work: Work[T]) -> T:
        """The result of `work` in a writing transaction: committed, unless it raises."""
        return await self.threads.ask(Rank.ACCEPT, partial(_write, self.engine, work))

    def tell(self, conversation: int) -> None:
        """Wake the pages of this process that show a conversation, or who waits."""
        news.teller(self.listeners)(conversation)

    async def compute(self, work: Callable[[], T]) -> T:
        """The result of slow work that needs no database."""
        async with self._slow:
            return await run_in_threadpool(work)


def _read(engine: Engine, work: Work[T]) -> T:
    with reading(engine) as unit:
        return work(unit)


def _write(engine: Engine, work: Work[T]) -> T:
    with writing(engine) as unit:
        result = work(unit)
        unit.commit()
        return result
