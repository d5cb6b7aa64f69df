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
from bot.jobs.periodic_task import run_periodically
from bot.language.erasable_caches import clear_caches
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.turn_dependencies import TurnDependencies
from bot.privacy import clock_guard
from bot.privacy.clock_guard import ClockDoubt
from bot.privacy.erasure import months_before, purge_expired
from bot.privacy.restore_guard import reconcile
from bot.storage.unit_of_work import UnitOfWork, writing

logger = logging.getLogger(__name__)

# What is too old at a moment goes.
PurgeStep = Callable[[UnitOfWork, dt.datetime], Any]

INTERVAL_SECONDS = 3600


class RetentionJob:
    """Runs at start and then hourly."""

    def __init__(
        self, parts: TurnDependencies, threads: DbExecutor, also: Sequence[PurgeStep] = ()
    ) -> None:
        self._parts, self._threads, self._also = parts, threads, also
        self._looked = time.monotonic()

    async def run(self) -> None:
        """Until cancelled."""
        await run_periodically(INTERVAL_SECONDS, "purge", self._once)

    async def _once(self) -> None:
        doubt = await self._threads.run(JobPriority.HOUSEKEEPING, self._look)
        if doubt is None:
            await self._purge()
        else:
            logger.error("the purge waits: %s", doubt)
        await self._threads.run(JobPriority.HOUSEKEEPING, partial(reconcile_erasures, self._parts))
        clear_caches()  # of people who were erased in another process, or whose time has come

    def _look(self) -> Optional[ClockDoubt]:
        """Whether the clock is in doubt; the time since the last look counts once it is noted."""
        now = time.monotonic()
        with writing(self._parts.engine) as unit:
            ran = dt.timedelta(seconds=now - self._looked)
            found = clock_guard.check_clock(unit, self._parts.clock(), ran)
            unit.commit()
        self._looked = now
        return found

    async def _purge(self) -> None:
        while gone := await self._threads.run(JobPriority.HOUSEKEEPING, self._some):
            metrics.count_purged(gone)

    def _some(self) -> int:
        return purge_batch(self._parts, self._also)


def reconcile_erasures(parts: TurnDependencies) -> None:
    """What was erased is known to the database and beside it, and obeyed in both. What is from long
    ago is forgotten only when it surely is."""
    settings = parts.settings
    with writing(parts.engine) as unit:
        now = clock_guard.get_trusted_time(unit, parts.clock())
        reconcile(unit, settings.erasure_log_folder, months_before(now, settings.notebook_months))
        unit.commit()


def purge_batch(parts: TurnDependencies, also: Sequence[PurgeStep] = ()) -> int:
    """One committed bit of the purge; 0 when nothing is left to do.

    `also`: what other parts of the service have to purge, in the same transaction.
    """
    with writing(parts.engine) as unit:
        settings = parts.settings
        days, months = settings.conversation_days, settings.notebook_months
        gone = purge_expired(unit, parts.clock(), days, months, settings.contact_days)
        for each in also:
            each(unit, parts.clock())
        unit.commit()
        return gone
