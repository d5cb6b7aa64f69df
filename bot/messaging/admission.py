"""Fair admission of incoming messages: limits per sender and for the whole process.

Senders take turns, so a burst from one does not delay the others. Counts are kept in memory, per
process, under pseudonyms; the backlog in the database has its own limits
(`bot.messaging.message_intake`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Optional

from bot.messaging.db_executor import JobPriority
from bot.messaging.keyed_limiters import KeyedLimiters
from bot.messaging.message_intake import (
    DISTRESS_LIMIT_FACTOR,
    MAX_WAITING_MESSAGES,
    ServiceCrowded,
    TooManyWaiting,
)

# Admitted at the same time, over all senders.
MAX_ADMITTED_MESSAGES = 500
# Per sender; only a program reaches this.
MAX_BURST_MESSAGES, MAX_MESSAGES_PER_SECOND = 300, 2.0
# Per sender, stored ahead of all turns. Further messages in a row wait behind the turns, so that a
# hundred messages from one sender are not stored before another sender is answered.
MAX_PRIORITY_BURST_MESSAGES, MAX_PRIORITY_MESSAGES_PER_SECOND = 2, 1.0
# Per sender or platform, processed at the same time; the rest queue.
_MAX_CONCURRENT_MESSAGES = 2
_NEW_CONVERSATION_QUEUE = "beginning"


@dataclass(eq=False)
class AdmissionTicket:
    """The place of a request in its sender's queue.

    Attributes:
        whose: the key of the sender.
        ahead: requests of the sender that were queued or running when this one arrived.
        before: tickets that were still running when this one started.
        holds: blocks later requests of the sender until this one is done.
        left: set when this one is done.
    """

    whose: str
    ahead: int
    before: tuple[AdmissionTicket, ...] = ()
    holds: bool = False
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait_for_earlier(self, overtakes: Callable[[], bool]) -> None:
        """Wait until the earlier tickets are done, or only those that hold if this one `overtakes`.

        `overtakes` is called only if an earlier ticket is still running.
        """
        for ticket in self.before:
            if not ticket.left.is_set() and (ticket.holds or not overtakes()):
                await ticket.left.wait()


class _SenderQueue:
    """The requests of one sender, started in order, a few at the same time."""

    def __init__(self) -> None:
        self.size = 0  # running and queued
        self._inside: list[AdmissionTicket] = []
        self._places = asyncio.Semaphore(_MAX_CONCURRENT_MESSAGES)

    @asynccontextmanager
    async def enter(self, ticket: AdmissionTicket) -> AsyncIterator[None]:
        async with self._places:
            ticket.before = tuple(self._inside)
            self._inside.append(ticket)
            try:
                yield
            finally:
                self._inside.remove(ticket)
                ticket.before = ()  # else each ticket would keep all earlier ones alive
                ticket.left.set()


SlotAcquirer = Callable[[JobPriority, asyncio.Semaphore], AbstractAsyncContextManager]


def _acquire_slot(rank: JobPriority, places: asyncio.Semaphore) -> AbstractAsyncContextManager:
    """Wait for a slot without a time limit."""
    return places


class Admission:
    """The admission control of a process; used on its event loop."""

    def __init__(
        self,
        in_a_row: float = MAX_BURST_MESSAGES,
        a_second: float = MAX_MESSAGES_PER_SECOND,
        at_once: int = MAX_ADMITTED_MESSAGES,
        stored: int = 2,
        place: SlotAcquirer = _acquire_slot,
    ) -> None:
        """Set the limits.

        Args:
            in_a_row: messages that a sender may send at once.
            a_second: messages per second that a sender may send after that.
            at_once: messages admitted at the same time, over all senders.
            stored: admitted messages that are stored at the same time; enough to keep the storing
                threads busy.
            place: acquires one of these slots, or raises if none becomes free.
        """
        self._place = place
        self._paces = KeyedLimiters(in_a_row, a_second)
        self._first = KeyedLimiters(MAX_PRIORITY_BURST_MESSAGES, MAX_PRIORITY_MESSAGES_PER_SECOND)
        self._erasures = KeyedLimiters(MAX_WAITING_MESSAGES, MAX_MESSAGES_PER_SECOND)
        self._at_once = at_once
        # Separate slots, so that what waits behind the turns cannot block what goes before them.
        self._lines = {
            rank: asyncio.Semaphore(stored) for rank in (JobPriority.ACCEPT, JobPriority.MORE)
        }
        self._queues: dict[str, _SenderQueue] = {}
        self._admitted = 0

    @asynccontextmanager
    async def turn(self, whose: str) -> AsyncIterator[AdmissionTicket]:
        """Wait for the sender's turn and hold it for the duration of the block.

        `whose` is a pseudonym, or the key of anything else that takes turns with people.
        """
        queue = self._queues.setdefault(whose, _SenderQueue())
        ticket = AdmissionTicket(whose, queue.size)
        counted = ticket.ahead < MAX_WAITING_MESSAGES
        queue.size += 1
        self._admitted += counted
        try:
            async with queue.enter(ticket):
                yield ticket
        finally:
            self._admitted -= counted
            queue.size -= 1
            if not queue.size:
                del self._queues[whose]

    @asynccontextmanager
    async def reserve_storage(
        self, visit: AdmissionTicket, urgent: Callable[[], bool], platform: str = ""
    ) -> AsyncIterator[JobPriority]:
        """Hold a storage slot for the duration of the block; yields the priority to store with.

        Called within the sender's `turn`. `platform` is the platform that the message came by: a
        priority message takes turns with the others of its platform. `urgent` tells whether the
        message calls for help, which is never put off (S1); it is called only where another
        message would be refused or put behind others.

        Raises:
            TooManyWaiting: the sender has reached a limit.
            ServiceCrowded: the process has reached its limit.
        """
        times = self._admit(visit, urgent)
        await self._paces.of((visit.whose, times)).acquire()
        await visit.wait_for_earlier(urgent)
        rank = await self._rank(visit, urgent)
        first = platform and rank is JobPriority.ACCEPT
        async with (
            self.turn(platform) if first else nullcontext(),
            self._place(rank, self._lines[rank]),
        ):
            yield rank

    @asynccontextmanager
    async def reserve_erasure(self, person: str) -> AsyncIterator[JobPriority]:
        """Hold a slot to erase a person's data; yields the priority to do it with.

        No message of the person is stored meanwhile: neither earlier ones after the erasure (P6)
        nor later ones before it. The limits on messages do not apply to erasures.

        Raises:
            TooManyWaiting: the person has asked for too many erasures.
        """
        async with self.turn(person) as visit:
            visit.holds = True
            pace = self._erasures.of(person)
            if not pace.has_capacity():
                raise TooManyWaiting
            await pace.acquire()
            await visit.wait_for_earlier(_never)
            rank = await self._rank(visit, _never)
            async with self._place(rank, self._lines[rank]):
                yield rank

    @asynccontextmanager
    async def reserve_beginning(
        self, network: Optional[bytes] = None
    ) -> AsyncIterator[JobPriority]:
        """Hold a slot to create a conversation; yields the priority to store it with.

        New conversations take turns with messages. Those from one network count as one sender, as
        do all from unknown networks.
        """
        async with self.turn(_NEW_CONVERSATION_QUEUE + (network or b"").hex()) as visit:
            rank = await self._rank(visit, _never)
            async with self._place(rank, self._lines[rank]):
                yield rank

    async def _rank(self, visit: AdmissionTicket, urgent: Callable[[], bool]) -> JobPriority:
        """The first message goes before all turns, further ones in a row after them; a call for
        help always goes first (S1)."""
        pace = self._first.of(visit.whose)
        if not visit.ahead and pace.has_capacity():
            await pace.acquire()
            return JobPriority.ACCEPT
        return JobPriority.ACCEPT if urgent() else JobPriority.MORE

    def _admit(self, visit: AdmissionTicket, urgent: Callable[[], bool]) -> int:
        """Check the limits; returns the factor applied to them, above 1 for a call for help."""
        try:
            self._check_limits(visit, 1)
        except (TooManyWaiting, ServiceCrowded):
            if not urgent():
                raise
            self._check_limits(visit, DISTRESS_LIMIT_FACTOR)
            return DISTRESS_LIMIT_FACTOR
        return 1

    def _check_limits(self, visit: AdmissionTicket, times: int) -> None:
        if visit.ahead >= MAX_WAITING_MESSAGES * times:
            raise TooManyWaiting
        if not self._paces.of((visit.whose, times)).has_capacity():
            raise TooManyWaiting
        if self._admitted > self._at_once * times:
            raise ServiceCrowded


def _never() -> bool:
    return False
