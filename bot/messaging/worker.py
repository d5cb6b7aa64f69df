"""The worker: takes each conversation's messages in order, preprocesses them and runs turns."""

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
from bot.storage.message_repository import list_waiting_heads
from bot.storage.unit_of_work import DATABASE_ERRORS, is_storage_failure, reading

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 1.0
# A message that waits so long was left by the process that stored it: others take it over. Until
# then they leave it, or each process would read each message.
TAKEOVER_SECONDS = 3.0
# After this many answers in a row, a conversation waits until no other is served, but not longer
# than this.
MAX_CONSECUTIVE_ANSWERS, MAX_YIELD_SECONDS = 2, 1.0


class Worker:
    """Answers waiting messages; one per process.

    `hand` starts on a message just stored; a sweep finds what was left, also by other processes,
    unless it works `alone` on its database.
    """

    def __init__(
        self,
        parts: TurnDependencies,
        threads: DbExecutor,
        told: Callable[[int], None],
        parsers: int = 2,
        alone: bool = True,
    ) -> None:
        self._parts = parts
        self._threads = threads
        self._on_news = told  # called with each conversation that has something new
        self._pool = ThreadPoolExecutor(parsers, thread_name_prefix="parse")
        self._busy: dict[int, asyncio.Task] = {}
        self._dirty: set[int] = set()  # busy conversations with further messages
        self._distress: set[int] = set()  # busy conversations with a call for help
        self._first = PriorityTracker()
        self._left = LeftMessages(0.0 if alone else TAKEOVER_SECONDS)
        self._stopped = asyncio.Event()
        self._stopping = False
        # When the last message was processed and when the last sweep ran, on the monotonic clock.
        self.last_done = self.last_looked = time.monotonic()

    def hand(self, head: PendingMessage, behind: bool = False) -> None:
        """Start on a message that this process has just stored.

        `behind`: it is one of many in a row, and is answered when no other conversation is served.
        """
        self._start(head.conversation, head, behind)

    async def run(self) -> None:
        """Sweep until `stop`."""
        while not self._stopping:
            served = self._left.take_served()  # what is served while it looks counts the next time
            heads = await self._waiting()
            for conversation in self._left.select(heads, served, time.monotonic()):
                self._start(conversation, None)
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), SWEEP_SECONDS)

    async def stop(self) -> None:
        """Finish the running turns and start no others."""
        self._stopping = True
        self._stopped.set()
        await asyncio.gather(*self._busy.values(), return_exceptions=True)
        self._pool.shutdown()

    async def _waiting(self) -> Optional[dict[int, int]]:
        try:
            found = await self._threads.run(JobPriority.HOUSEKEEPING, self._find)
            self.last_looked = time.monotonic()
            return found
        except DATABASE_ERRORS as error:
            logger.error("database unavailable: %s", type(error).__name__)
            return None

    def _find(self) -> dict[int, int]:
        with reading(self._parts.engine) as unit:
            return list_waiting_heads(unit)

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
        """Answer a conversation's messages until none is waiting.

        After a message that was handed over, the next one is looked up only if the conversation is
        dirty, which saves a transaction per turn; the sweep finds what is missed.

        After several answers in a row the conversation yields to others, unless it has a call for
        help (S3).
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
                if head.signal:  # not known yet if another process or an earlier run stored it
                    self._distress.add(conversation)
                    rank = JobPriority.TURN
                with self._first.track() if answers < MAX_CONSECUTIVE_ANSWERS else nullcontext():
                    answered = await self._process_message(head, rank)
                if handed and answered and conversation not in self._dirty:
                    return
                head = None
        except DATABASE_ERRORS as error:
            # The message is stored: the sweep tries again, and each attempt is counted.
            logger.error("turn put off, database: %s", type(error).__name__)
        finally:
            self._dirty.discard(conversation)
            self._distress.discard(conversation)
            self._left.served.add(conversation)
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
        """Process one message; returns whether it was still the first waiting one."""
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
        """Preprocess a message and run its turn; returns the outcome that `bot.metrics` counts.

        A message whose turn fails is closed with an apology; database errors are raised.
        """
        try:
            known = await self._read(head)
            result = await self._threads.run(
                rank, partial(answer_message, self._parts, head, known)
            )
        except DATABASE_ERRORS as error:
            if is_storage_failure(error):  # no fault of the message
                await self._threads.run(
                    JobPriority.TURN, partial(refund_attempt, self._parts, head)
                )
            raise
        except (Exception, TurnTimeout) as error:  # noqa: BLE001  # the person is told
            # Only the class is logged: the text of an exception may quote a message.
            logger.error("turn failed: %s at %s", type(error).__name__, find_error_location(error))
            await self._close(head)
            return "late" if isinstance(error, TurnTimeout) else "failed"
        if result.outcome is TurnOutcome.ANSWERED:
            if not result.is_quiet:
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


class LeftMessages:
    """Tells the messages that were left from those that another process is answering.

    A message was left if it waited at the first sweep, or for `patience` seconds since, or if its
    conversation is in `served`: those that this process has just served.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        # When each conversation's first waiting message was first seen.
        self._seen: dict[tuple[int, int], float] = {}
        self._has_swept = False
        self.served: set[int] = set()

    def take_served(self) -> set[int]:
        """Return the conversations served since the last call."""
        served, self.served = self.served, set()
        return served

    def select(self, heads: Optional[dict[int, int]], served: set[int], now: float) -> list[int]:
        """Return the conversations whose first waiting message was left.

        `heads` has the numbers of these messages, None where they could not be read; those of the
        `served` need not wait. `now` is on the monotonic clock.
        """
        if heads is None:
            self.served |= served
            return []
        unseen = now if self._has_swept else float("-inf")
        self._seen = {head: self._seen.get(head, unseen) for head in heads.items()}
        self._has_swept = True
        return [
            head[0]
            for head, since in self._seen.items()
            if now - since >= self._patience or head[0] in served
        ]


class PriorityTracker:
    """Counts the conversations being served with priority."""

    def __init__(self) -> None:
        self._count, self._none = 0, asyncio.Event()
        self._none.set()

    @contextmanager
    def track(self) -> Iterator[None]:
        """Count one more for the duration of the block."""
        self._count += 1
        self._none.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()

    async def none(self, seconds: float) -> None:
        """Wait until there is none, at most `seconds`."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._none.wait(), seconds)
