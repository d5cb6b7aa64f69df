"""Who is let in now: so many messages of one person at the same time and in a row, and of all.

People take turns, from the door to the database: what one sends at once does not stand before what
others send. Only what this process does is counted, in memory, under pseudonyms; what waits in the
database has its own bounds (`bot.messaging.message_intake`).
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

# Let in at the same time, of all.
MAX_ADMITTED_MESSAGES = 500
# Of one person: nobody writes or presses so much, a machine does.
MAX_BURST_MESSAGES, MAX_MESSAGES_PER_SECOND = 300, 2.0
# Of one person, stored before anybody's turn; what else they send in a row waits for the turns, so
# that a hundred messages of one are not stored before another's answer.
MAX_PRIORITY_BURST_MESSAGES, MAX_PRIORITY_MESSAGES_PER_SECOND = 2, 1.0
# Of one person, or of one platform, looked at at the same time; the others of theirs wait outside.
_MAX_CONCURRENT_MESSAGES = 2
_NEW_CONVERSATION_QUEUE = "beginning"


@dataclass(eq=False)
class AdmissionTicket:
    """Something of theirs at their door: how much was there `ahead` of it, and what of that was
    still inside when it went in. Nothing of theirs goes on beside one that `holds`."""

    whose: str
    ahead: int
    before: tuple[AdmissionTicket, ...] = ()
    holds: bool = False
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait_for_earlier(self, overtakes: Callable[[], bool]) -> None:
        """Until what was before it has left, or what of that holds where this one `overtakes`: that
        is asked only if there is anything to overtake."""
        for one in self.before:
            if not one.left.is_set() and (one.holds or not overtakes()):
                await one.left.wait()


class _SenderQueue:
    """Somebody's: what comes goes in in that order, so many at the same time."""

    def __init__(self) -> None:
        self.here = 0  # inside and before it
        self._inside: list[AdmissionTicket] = []
        self._places = asyncio.Semaphore(_MAX_CONCURRENT_MESSAGES)

    @asynccontextmanager
    async def enter(self, visit: AdmissionTicket) -> AsyncIterator[None]:
        async with self._places:
            visit.before = tuple(self._inside)
            self._inside.append(visit)
            try:
                yield
            finally:
                self._inside.remove(visit)
                visit.before = ()  # or each would keep all that came before it, for ever
                visit.left.set()


SlotAcquirer = Callable[[JobPriority, asyncio.Semaphore], AbstractAsyncContextManager]


def _acquire_slot(rank: JobPriority, places: asyncio.Semaphore) -> AbstractAsyncContextManager:
    """However long it takes."""
    return places


class Admission:
    """One for each process, used on its event loop."""

    def __init__(
        self,
        in_a_row: float = MAX_BURST_MESSAGES,
        a_second: float = MAX_MESSAGES_PER_SECOND,
        at_once: int = MAX_ADMITTED_MESSAGES,
        stored: int = 2,
        place: SlotAcquirer = _acquire_slot,
    ) -> None:
        """`stored`: at the same time, of those that are let in; enough to keep the threads busy
        that store. `place`: takes one of these, or raises what tells that none gets free."""
        self._place = place
        self._paces = KeyedLimiters(in_a_row, a_second)
        self._first = KeyedLimiters(MAX_PRIORITY_BURST_MESSAGES, MAX_PRIORITY_MESSAGES_PER_SECOND)
        self._erasures = KeyedLimiters(MAX_WAITING_MESSAGES, MAX_MESSAGES_PER_SECOND)
        self._at_once = at_once
        # What waits behind everybody's turn keeps no place of what goes before them.
        self._lines = {
            rank: asyncio.Semaphore(stored) for rank in (JobPriority.ACCEPT, JobPriority.MORE)
        }
        self._doors: dict[str, _SenderQueue] = {}
        self._let_in = 0

    @asynccontextmanager
    async def turn(self, whose: str) -> AsyncIterator[AdmissionTicket]:
        """For as long as something of theirs is looked at, once it is its turn. `whose`: a
        person's, or anything else that takes turns with people."""
        door = self._doors.setdefault(whose, _SenderQueue())
        visit = AdmissionTicket(whose, door.here)
        counted = visit.ahead < MAX_WAITING_MESSAGES
        door.here += 1
        self._let_in += counted
        try:
            async with door.enter(visit):
                yield visit
        finally:
            self._let_in -= counted
            door.here -= 1
            if not door.here:
                del self._doors[whose]

    @asynccontextmanager
    async def reserve_storage(
        self, visit: AdmissionTicket, urgent: Callable[[], bool], platform: str = ""
    ) -> AsyncIterator[JobPriority]:
        """For as long as a message is being stored, in its person's `turn`; the rank to store it
        with. `platform`: by which it came; what goes first takes turns with what else came by it.
        Whoever is in distress is not asked to wait (S1): `urgent` tells, and is asked only where
        anybody else would be refused, or put behind others.

        Raises:
            TooManyWaiting, Crowded: it is not let in.
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
        """For as long as somebody is being forgotten; the rank to do it with. Nothing of theirs is
        stored meanwhile: neither afterwards what they sent before (P6), nor just before it what
        they send then. However much they sent, and however crowded it is, only who asks for this
        again and again is refused.

        Raises:
            TooManyWaiting: of these.
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
        """For as long as a conversation begins, whoever's; the rank to store it with. Beginnings
        take turns with messages: those of one network are as one person, and so are all of which
        the network is not known."""
        async with self.turn(_NEW_CONVERSATION_QUEUE + (network or b"").hex()) as visit:
            rank = await self._rank(visit, _never)
            async with self._place(rank, self._lines[rank]):
                yield rank

    async def _rank(self, visit: AdmissionTicket, urgent: Callable[[], bool]) -> JobPriority:
        """What comes first is stored before anybody's turn; what comes in a row, after them. A call
        for help is put behind nobody (S1)."""
        pace = self._first.of(visit.whose)
        if not visit.ahead and pace.has_capacity():
            await pace.acquire()
            return JobPriority.ACCEPT
        return JobPriority.ACCEPT if urgent() else JobPriority.MORE

    def _admit(self, visit: AdmissionTicket, urgent: Callable[[], bool]) -> int:
        """As anybody (1), or as somebody in distress."""
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
        if self._let_in > self._at_once * times:
            raise ServiceCrowded


def _never() -> bool:
    return False
