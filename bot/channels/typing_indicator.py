"""The typing indicator, shown while a slow answer of the bot is being prepared."""

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

# Most answers come sooner. The indicator would have to arrive before the answer, and stays for five
# to twenty seconds.
TYPING_DELAY_SECONDS = 0.6


class TypingIndicator:
    """The typing indicator of one platform; used on the event loop."""

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
        """Set up the indicator.

        Args:
            show: the platform call that shows it to a person.
            patience: seconds that an answer waits for that call to end.
            after: seconds before it is shown.
        """
        self._channel, self._call, self._parts, self._threads = channel, show, parts, threads
        self._best_effort, self._patience, self._after = aside, patience, after
        self._shows: dict[str, asyncio.Task] = {}
        self._leaving: set[str] = set()

    def soon(self, who: str) -> None:
        """Schedule the indicator for a person whose message was taken in."""
        if who not in self._shows:
            task = self._best_effort.start(self._show(who))
            self._shows[who] = task
            task.add_done_callback(lambda done: self._forget(who, done))

    async def over(self, who: str) -> None:
        """Cancel the indicator before an answer is sent, or wait for a call that is under way."""
        task = self._shows.get(who)
        if task is None:
            return
        if who not in self._leaving:
            task.cancel()
        await asyncio.wait((task,), timeout=self._patience)
        task.cancel()  # so that the rest of the answer does not wait again

    async def _show(self, who: str) -> None:
        await asyncio.sleep(self._after)
        if await self._threads.run(JobPriority.READ, partial(self._waits, who)):
            self._leaving.add(who)
            await self._call(who)

    def _waits(self, who: str) -> bool:
        """Whether a message of the person waits for the bot, not for a counsellor."""
        person = derive_pseudonym(self._channel, who, self._parts.key)
        with reading(self._parts.engine) as unit:
            return awaits_bot(unit, person)

    def _forget(self, who: str, done: asyncio.Task) -> None:
        if self._shows.get(who) is done:
            del self._shows[who]
            self._leaving.discard(who)
