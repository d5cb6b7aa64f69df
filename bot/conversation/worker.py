"""Takes each conversation's messages in order: parse outside the transaction, then one turn."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from typing import Optional

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot import metrics
from bot.conversation.intake import Head
from bot.conversation.reading import Read, read
from bot.conversation.threads import Overrun, Rank, Threads
from bot.conversation.turn import Exhausted, Outcome, Parts, answer, give_up, put_back, take
from bot.logs import place
from bot.storage.tables import inbox
from bot.storage.unit_of_work import reading

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 1.0
# After so many answers in a row a conversation goes on while no other is served, or after a second.
IN_A_ROW, GIVE_WAY_SECONDS = 2, 1.0


class Worker:
    """One per process. `hand` starts on a fresh message; a sweep finds what was left behind."""

    def __init__(
        self, parts: Parts, threads: Threads, told: Callable[[int], None], parsers: int = 2
    ) -> None:
        self._parts = parts
        self._threads = threads
        self._told = told  # called with the conversation when it has something new to read
        self._pool = ThreadPoolExecutor(parsers, thread_name_prefix="parse")
        self._busy: dict[int, asyncio.Task] = {}
        self._knocked: set[int] = set()  # busy conversations that have something more to look at
        self._distress: set[int] = set()  # busy conversations in which somebody calls for help
        self._first = FirstServed()
        self._wake = asyncio.Event()
        self._stopping = False
        # When a message was last worked at, whatever came of it, and when the sweep last looked;
        # on the monotonic clock.
        self.last_done = self.last_looked = time.monotonic()

    def hand(self, head: Head, behind: bool = False) -> None:
        """A message that this process has just stored. `behind`: it is one of many in a row, and is
        answered when no other is."""
        self._start(head.conversation, head, behind)

    def wake(self) -> None:
        """Another process stored something: look now, not at the next sweep."""
        self._wake.set()

    async def run(self) -> None:
        """Sweep until `stop`."""
        while not self._stopping:
            for conversation in await self._waiting():
                self._start(conversation, None)
            self._wake.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), SWEEP_SECONDS)
            except asyncio.TimeoutError:
                continue

    async def stop(self) -> None:
        """Finish the turns that run, start no other."""
        self._stopping = True
        self._wake.set()
        await asyncio.gather(*self._busy.values(), return_exceptions=True)
        self._pool.shutdown()

    async def _waiting(self) -> list[int]:
        try:
            found = await self._threads.run(Rank.HOUSEKEEPING, self._find)
            self.last_looked = time.monotonic()
            return found
        except DBAPIError as error:
            logger.error("database unavailable: %s", type(error).__name__)
            return []

    def _find(self) -> list[int]:
        with reading(self._parts.engine) as unit:
            return list(
                unit.execute(
                    sa.select(inbox.c.conversation_id)
                    .where(inbox.c.status == "waiting")
                    .distinct()
                    .limit(200)
                ).scalars()
            )

    def _start(self, conversation: int, head: Optional[Head], behind: bool = False) -> None:
        if self._stopping:
            return
        if head is not None and head.signal:
            self._distress.add(conversation)
        if conversation in self._busy:
            self._knocked.add(conversation)
            return
        self._busy[conversation] = asyncio.create_task(self._serve(conversation, head, behind))

    async def _serve(self, conversation: int, head: Optional[Head], behind: bool) -> None:
        """Answer a conversation's messages until none waits.

        After one that was handed over and answered, nobody having knocked, none does: to look for
        it would cost a transaction a turn. What is missed for any other reason, the sweep finds.

        Whoever had answers in a row lets the others go first, unless they call for help (S3): a
        flood by one fills the time that nobody else needs.
        """
        try:
            for answers in itertools.count(IN_A_ROW if behind else 0):
                if self._rank(conversation, answers) is Rank.MORE:
                    await self._first.none(GIVE_WAY_SECONDS)
                if self._stopping:
                    return
                rank = self._rank(conversation, answers)
                handed = head is not None
                if head is None:
                    self._knocked.discard(conversation)
                    head = await self._next(conversation, rank)
                if head is None:
                    return
                if head.signal:  # it may have been stored by another process, or before a restart
                    self._distress.add(conversation)
                    rank = Rank.TURN
                with self._first.served() if answers < IN_A_ROW else nullcontext():
                    answered = await self._one(head, rank)
                if handed and answered and conversation not in self._knocked:
                    return
                head = None
        except DBAPIError as error:
            # Stored already: the sweep comes back to it, and each try is counted.
            logger.error("turn put off, database: %s", type(error).__name__)
        finally:
            self._knocked.discard(conversation)
            self._distress.discard(conversation)
            del self._busy[conversation]

    def _rank(self, conversation: int, answers: int) -> Rank:
        first = answers < IN_A_ROW or conversation in self._distress
        return Rank.TURN if first else Rank.MORE

    async def _next(self, conversation: int, rank: Rank) -> Optional[Head]:
        try:
            return await self._threads.run(rank, partial(take, self._parts, conversation))
        except Exhausted as error:
            metrics.turn(error.head.channel, "given_up", 0)
            await self._close(error.head)
            return await self._next(conversation, rank)

    async def _one(self, head: Head, rank: Rank) -> bool:
        """One message: parse, then the turn; a turn that fails is closed honestly. Whether it was
        the head of its conversation."""
        began = time.monotonic()
        outcome = "put_off"
        try:
            outcome = await self._worked_at(head, rank)
        finally:
            metrics.turn(head.channel, outcome, time.monotonic() - began)
            if outcome != "put_off":
                self.last_done = time.monotonic()
        return outcome != "stale"

    async def _worked_at(self, head: Head, rank: Rank) -> str:
        """How it ended, as `bot.metrics` counts it; raises what the database does."""
        try:
            known = await self._read(head)
            result = await self._threads.run(
                rank,
                partial(answer, self._parts, head, known),
                seconds=self._parts.settings.turn_seconds,
            )
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever an action raises ends here, told
            # The class only: an exception's text may quote what a person typed.
            logger.error("turn failed: %s at %s", type(error).__name__, place(error))
            await self._close(head)
            return "late" if isinstance(error, Overrun) else "failed"
        if result.outcome is Outcome.ANSWERED:
            self._told(head.conversation)
            return "answered"
        await self._threads.run(Rank.TURN, partial(put_back, self._parts, head))
        return "stale"

    async def _close(self, head: Head) -> None:
        await self._threads.run(Rank.TURN, partial(give_up, self._parts, head))
        self._told(head.conversation)

    async def _read(self, head: Head) -> Read:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(read, self._parts, head))


class FirstServed:
    """How many conversations are served that go first."""

    def __init__(self) -> None:
        self._count, self._none = 0, asyncio.Event()
        self._none.set()

    @contextmanager
    def served(self) -> Iterator[None]:
        """One more, for as long as the block lasts."""
        self._count += 1
        self._none.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()

    async def none(self, seconds: float) -> None:
        """Wait until there is none, so long at most."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._none.wait(), seconds)
