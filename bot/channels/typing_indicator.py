"""« is typing »: only while an answer of the bot takes its time, and never after it came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from bot.channels.best_effort import BestEffort
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.turn_dependencies import TurnDependencies
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.message_repository import awaits_bot
from bot.storage.unit_of_work import reading

# Most answers come sooner: then nothing is shown, which would stay for a while (five to twenty
# seconds), and would have to arrive before the answer.
TYPING_DELAY_SECONDS = 0.6


class TypingIndicator:
    """One for each platform of a process; used on its event loop."""

    def __init__(
        self,
        channel: str,
        show: Callable[[str], Awaitable[Any]],
        parts: TurnDependencies,
        threads: DbExecutor,
        aside: BestEffort,
        patience: float,
        after: float = TYPING_DELAY_SECONDS,
    ) -> None:
        """`show`: has the platform show it to somebody; an answer waits so many seconds at most, of
        `patience`, for that call to end."""
        self._channel, self._call, self._parts, self._threads = channel, show, parts, threads
        self._best_effort, self._patience, self._after = aside, patience, after
        self._shows: dict[str, asyncio.Task] = {}
        self._leaving: set[str] = set()

    def soon(self, who: str) -> None:
        """Their message was taken in."""
        if who not in self._shows:
            task = self._best_effort.start(self._show(who))
            self._shows[who] = task
            task.add_done_callback(lambda done: self._forget(who, done))

    async def over(self, who: str) -> None:
        """An answer leaves now: what is not shown yet never is, what leaves already goes first."""
        task = self._shows.get(who)
        if task is None:
            return
        if who not in self._leaving:
            task.cancel()
        await asyncio.wait((task,), timeout=self._patience)
        task.cancel()  # nothing of the answer waits for it a second time

    async def _show(self, who: str) -> None:
        await asyncio.sleep(self._after)
        if await self._threads.run(JobPriority.READ, partial(self._waits, who)):
            self._leaving.add(who)
            await self._call(who)

    def _waits(self, who: str) -> bool:
        """Whether the bot has something to answer; a counsellor's silence is no typing."""
        whose = derive_pseudonym(self._channel, who, self._parts.key)
        with reading(self._parts.engine) as unit:
            return awaits_bot(unit, whose)

    def _forget(self, who: str, done: asyncio.Task) -> None:
        if self._shows.get(who) is done:
            del self._shows[who]
            self._leaving.discard(who)
