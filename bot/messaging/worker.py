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

from sqlalchemy.exc import DBAPIError

from bot import metrics
from bot.logging_setup import find_error_location
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.message_intake import PendingMessage
from bot.messaging.preprocessing import PreprocessedMessage, preprocess
from bot.messaging.time_limit import TurnTimeout
from bot.messaging.turn_dependencies import TurnDependencies
from bot.messaging.turn_processor import (
    AttemptsExhausted,
    TurnOutcome,
    answer_message,
    close_failed_message,
    refund_attempt,
    take_pending_message,
)
from bot.storage.message_repository import list_waiting_conversations
from bot.storage.unit_of_work import reading

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 1.0
# After so many answers in a row a conversation goes on while no other is served, or after a second.
MAX_CONSECUTIVE_ANSWERS, MAX_YIELD_SECONDS = 2, 1.0


class Worker:
    """One per process. `hand` starts on a fresh message; a sweep finds what was left behind."""

    def __init__(
        self,
        parts: TurnDependencies,
        threads: DbExecutor,
        told: Callable[[int], None],
        parsers: int = 2,
    ) -> None:
        self._parts = parts
        self._threads = threads
        self._on_news = told  # called with the conversation when it has something new to read
        self._pool = ThreadPoolExecutor(parsers, thread_name_prefix="parse")
        self._busy: dict[int, asyncio.Task] = {}
        self._dirty: set[int] = set()  # busy conversations that have something more to look at
        self._distress: set[int] = set()  # busy conversations in which somebody calls for help
        self._first = PriorityTracker()
        self._wake = asyncio.Event()
        self._stopping = False
        # When a message was last worked at, whatever came of it, and when the sweep last looked;
        # on the monotonic clock.
        self.last_done = self.last_looked = time.monotonic()

    def hand(self, head: PendingMessage, behind: bool = False) -> None:
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
            found = await self._threads.run(JobPriority.HOUSEKEEPING, self._find)
            self.last_looked = time.monotonic()
            return found
        except DBAPIError as error:
            logger.error("database unavailable: %s", type(error).__name__)
            return []

    def _find(self) -> list[int]:
        with reading(self._parts.engine) as unit:
            return list_waiting_conversations(unit)

    def _start(
        self, conversation: int, head: Optional[PendingMessage], behind: bool = False
    ) -> None:
        if self._stopping:
            return
        if head is not None and head.signal:
            self._distress.add(conversation)
        if conversation in self._busy:
            self._dirty.add(conversation)
            return
        self._busy[conversation] = asyncio.create_task(self._serve(conversation, head, behind))

    async def _serve(self, conversation: int, head: Optional[PendingMessage], behind: bool) -> None:
        """Answer a conversation's messages until none waits.

        After one that was handed over and answered, nobody having knocked, none does: to look for
        it would cost a transaction a turn. What is missed for any other reason, the sweep finds.

        Whoever had answers in a row lets the others go first, unless they call for help (S3): a
        flood by one fills the time that nobody else needs.
        """
        try:
            for answers in itertools.count(MAX_CONSECUTIVE_ANSWERS if behind else 0):
                if self._rank(conversation, answers) is JobPriority.MORE:
                    await self._first.none(MAX_YIELD_SECONDS)
                if self._stopping:
                    return
                rank = self._rank(conversation, answers)
                handed = head is not None
                if head is None:
                    self._dirty.discard(conversation)
                    head = await self._next(conversation, rank)
                if head is None:
                    return
                if head.signal:  # it may have been stored by another process, or before a restart
                    self._distress.add(conversation)
                    rank = JobPriority.TURN
                with self._first.track() if answers < MAX_CONSECUTIVE_ANSWERS else nullcontext():
                    answered = await self._process_message(head, rank)
                if handed and answered and conversation not in self._dirty:
                    return
                head = None
        except DBAPIError as error:
            # Stored already: the sweep comes back to it, and each try is counted.
            logger.error("turn put off, database: %s", type(error).__name__)
        finally:
            self._dirty.discard(conversation)
            self._distress.discard(conversation)
            del self._busy[conversation]

    def _rank(self, conversation: int, answers: int) -> JobPriority:
        first = answers < MAX_CONSECUTIVE_ANSWERS or conversation in self._distress
        return JobPriority.TURN if first else JobPriority.MORE

    async def _next(self, conversation: int, rank: JobPriority) -> Optional[PendingMessage]:
        try:
            return await self._threads.run(
                rank, partial(take_pending_message, self._parts, conversation)
            )
        except AttemptsExhausted as error:
            metrics.count_turn(error.head.channel, "given_up", 0)
            await self._close(error.head)
            return await self._next(conversation, rank)

    async def _process_message(self, head: PendingMessage, rank: JobPriority) -> bool:
        """One message: parse, then the turn; a turn that fails is closed honestly. Whether it was
        the head of its conversation."""
        began = time.monotonic()
        outcome = "put_off"
        try:
            outcome = await self._run_turn(head, rank)
        finally:
            metrics.count_turn(head.channel, outcome, time.monotonic() - began)
            if outcome != "put_off":
                self.last_done = time.monotonic()
        return outcome != "stale"

    async def _run_turn(self, head: PendingMessage, rank: JobPriority) -> str:
        """How it ended, as `bot.metrics` counts it; raises what the database does."""
        try:
            known = await self._read(head)
            result = await self._threads.run(
                rank, partial(answer_message, self._parts, head, known)
            )
        except DBAPIError:
            raise
        except (Exception, TurnTimeout) as error:  # noqa: BLE001  # all that is raised is told
            # The class only: an exception's text may quote what a person typed.
            logger.error("turn failed: %s at %s", type(error).__name__, find_error_location(error))
            await self._close(head)
            return "late" if isinstance(error, TurnTimeout) else "failed"
        if result.outcome is TurnOutcome.ANSWERED:
            self._on_news(head.conversation)
            return "answered"
        await self._threads.run(JobPriority.TURN, partial(refund_attempt, self._parts, head))
        return "stale"

    async def _close(self, head: PendingMessage) -> None:
        await self._threads.run(JobPriority.TURN, partial(close_failed_message, self._parts, head))
        self._on_news(head.conversation)

    async def _read(self, head: PendingMessage) -> PreprocessedMessage:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(preprocess, self._parts, head))


class PriorityTracker:
    """How many conversations are served that go first."""

    def __init__(self) -> None:
        self._count, self._none = 0, asyncio.Event()
        self._none.set()

    @contextmanager
    def track(self) -> Iterator[None]:
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
