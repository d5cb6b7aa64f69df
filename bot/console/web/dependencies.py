"""What the console's pages depend on; built by `bot.app`."""

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

from bot.console.answers.answer_rehearsal import AnswerRehearser
from bot.console.answers.library_refresher import LibraryRefresher
from bot.console.auth.console_keys import Keys
from bot.console.desk.team_watch import TeamWatch
from bot.handoff import bursts
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.listeners import Listeners
from bot.settings import Settings
from bot.storage.unit_of_work import UnitOfWork, reading, writing
from knowledge.library import Library

T = TypeVar("T")
Work = Callable[[UnitOfWork], T]


class Announcer(Protocol):
    """`bot.messaging.announcements.announce` with its first argument bound."""

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
    """The announcer of a console without a bot."""


@dataclass(frozen=True)
class ConsoleDependencies:
    """Services and settings that every page can use.

    `base_settings` are those of the start, with what the base says of the centre. Database work
    runs in `threads`, never in the event loop. `announce` is the bot's, if there is one.
    """

    engine: Engine
    threads: DbExecutor
    keys: Keys
    base_settings: Settings
    clock: Callable[[], dt.datetime]
    learning: LibraryRefresher
    announce: Announcer = _announce_nothing
    # Tries answers in the dialogue; None in a console without a bot.
    rehearser: Optional[AnswerRehearser] = None
    listeners: Listeners = field(default_factory=Listeners)
    # The network that a conversation comes from, to group bursts on the board.
    source: bursts.NetworkSource = bursts.unknown_source
    # Open event streams of this process, by session token.
    streams: Counter[str] = field(default_factory=Counter)
    # What the open pages of all counsellors share.
    team: TeamWatch = field(default_factory=TeamWatch)
    # Ids of accounts known to have accepted the terms.
    agreed: set[int] = field(default_factory=set)
    # Hashing takes 64 MiB and 0.1 s: at most two at a time.
    _slow: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    @property
    def settings(self) -> Settings:
        """The settings with the details of the centre in use now."""
        return self.learning.site.apply(self.base_settings)

    @property
    def library(self) -> Optional[Library]:
        """The bot's present library, None without a bot."""
        return self.learning.current.library if self.learning.current else None

    async def read(self, work: Work[T]) -> T:
        """Run `work` in a read transaction and return its result."""
        return await self.threads.ask(JobPriority.READ, partial(_run_reading, self.engine, work))

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a write transaction, commit, and return its result."""
        return await self.threads.ask(JobPriority.ACCEPT, partial(_run_writing, self.engine, work))

    def tell(self, conversation: int) -> None:
        """Wake the open pages of a conversation, and all if the queue changed."""
        self.listeners.tell(conversation)

    async def compute(self, work: Callable[[], T]) -> T:
        """Run slow work that needs no database, and return its result."""
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
