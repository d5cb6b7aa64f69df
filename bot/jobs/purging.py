"""Retention (P7): every hour, what is too old goes, a little at a time, by a clock that can be
believed."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Optional

from bot import metrics
from bot.conversation.threads import Rank, Threads
from bot.conversation.turn import Parts
from bot.jobs.repeating import repeat
from bot.privacy import clock
from bot.privacy.clock import Doubt
from bot.privacy.erasure import months_before, purge
from bot.privacy.remembered import forget_words
from bot.privacy.returning import agree
from bot.storage.unit_of_work import UnitOfWork, writing

logger = logging.getLogger(__name__)

# What is too old at a moment goes.
Purge = Callable[[UnitOfWork, dt.datetime], Any]

EVERY_SECONDS = 3600


class Purging:
    """Runs at start and then hourly."""

    def __init__(self, parts: Parts, threads: Threads, also: Sequence[Purge] = ()) -> None:
        self._parts, self._threads, self._also = parts, threads, also
        self._looked = time.monotonic()

    async def run(self) -> None:
        """Until cancelled."""
        await repeat(EVERY_SECONDS, "purge", self._once)

    async def _once(self) -> None:
        doubt = await self._threads.run(Rank.HOUSEKEEPING, self._look)
        if doubt is None:
            await self._purge()
        else:
            logger.error("the purge waits: %s", doubt)
        await self._threads.run(Rank.HOUSEKEEPING, partial(agree_on_erasures, self._parts))
        forget_words()  # of people who were erased in another process, or whose time has come

    def _look(self) -> Optional[Doubt]:
        """Whether the clock is in doubt; the time since the last look counts once it is noted."""
        now = time.monotonic()
        with writing(self._parts.engine) as unit:
            ran = dt.timedelta(seconds=now - self._looked)
            found = clock.look(unit, self._parts.clock(), ran)
            unit.commit()
        self._looked = now
        return found

    async def _purge(self) -> None:
        while gone := await self._threads.run(Rank.HOUSEKEEPING, self._some):
            metrics.purged(gone)

    def _some(self) -> int:
        return purge_some(self._parts, self._also)


def agree_on_erasures(parts: Parts) -> None:
    """What was erased is known to the database and beside it, and obeyed in both. What is from long
    ago is forgotten only when it surely is."""
    settings = parts.settings
    with writing(parts.engine) as unit:
        now = clock.at_least(unit, parts.clock())
        agree(unit, settings.erased, months_before(now, settings.notebook_months))
        unit.commit()


def purge_some(parts: Parts, also: Sequence[Purge] = ()) -> int:
    """One committed bit of the purge; 0 when nothing is left to do.

    `also`: what other parts of the service have to purge, in the same transaction.
    """
    with writing(parts.engine) as unit:
        settings = parts.settings
        days, months = settings.conversation_days, settings.notebook_months
        gone = purge(unit, parts.clock(), days, months, settings.contact_days)
        for each in also:
            each(unit, parts.clock())
        unit.commit()
        return gone
