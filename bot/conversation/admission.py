"""Who is let in now: so many messages of one person at the same time and in a row, and of all.

Those that are let in are stored a few at a time, and people take turns: what one sends at once does
not stand before what others send. All this is asked before anything is looked up, so that whoever
sends a hundred at once costs little. Only what this process does is counted, in memory, under
pseudonyms; what waits in the database has its own bounds (`bot.conversation.intake`).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.conversation.intake import MOST_WAITING, TIMES_IN_DISTRESS, Crowded, TooManyWaiting
from bot.conversation.limiters import Limiters

# Let in at the same time, of all.
AT_ONCE = 500
# Of one person: nobody writes or presses so much, a machine does.
IN_A_ROW, A_SECOND = 300, 2.0
_BEGINNINGS = "beginnings"


class Admission:
    """One for each process, used on its event loop."""

    def __init__(
        self,
        in_a_row: float = IN_A_ROW,
        a_second: float = A_SECOND,
        at_once: int = AT_ONCE,
        stored: int = 2,
    ) -> None:
        """`stored`: at the same time, of those that are let in; enough to keep the threads busy
        that store."""
        self._paces = Limiters(in_a_row, a_second)
        self._at_once, self._line = at_once, asyncio.Semaphore(stored)
        self._inside: Counter[str] = Counter()
        self._turns: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def of(self, person: str, urgent: Callable[[], bool]) -> AsyncIterator[None]:
        """For as long as a message of theirs is being stored, once it is its turn. Whoever is in
        distress is not asked to wait (S1): `urgent` tells, and is asked only where anybody else
        would be refused.

        Raises:
            TooManyWaiting, Crowded: it is not let in.
        """
        times = self._admit(person, urgent)
        await self._paces.of((person, times)).acquire()
        async with self._turn(person):
            yield

    @asynccontextmanager
    async def beginning(self) -> AsyncIterator[None]:
        """For as long as a conversation begins, whoever's; beginnings take turns with messages."""
        async with self._turn(_BEGINNINGS):
            yield

    @asynccontextmanager
    async def _turn(self, whose: str) -> AsyncIterator[None]:
        """One of each stands in the one line of all."""
        self._inside[whose] += 1
        try:
            async with self._turns.setdefault(whose, asyncio.Lock()), self._line:
                yield
        finally:
            self._inside[whose] -= 1
            if not self._inside[whose]:
                del self._inside[whose], self._turns[whose]

    def _admit(self, person: str, urgent: Callable[[], bool]) -> int:
        """As anybody (1), or as somebody in distress."""
        try:
            self._look(person, 1)
        except (TooManyWaiting, Crowded):
            if not urgent():
                raise
            self._look(person, TIMES_IN_DISTRESS)
            return TIMES_IN_DISTRESS
        return 1

    def _look(self, person: str, times: int) -> None:
        if self._inside[person] >= MOST_WAITING * times:
            raise TooManyWaiting
        if not self._paces.of((person, times)).has_capacity():
            raise TooManyWaiting
        if sum(self._inside.values()) >= self._at_once * times:
            raise Crowded
