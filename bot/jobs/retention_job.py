"""The hourly retention job (P7): purges expired data in batches, if the clock can be trusted."""

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

# Purges what has expired at a given time.
PurgeStep = Callable[[UnitOfWork, dt.datetime], Any]

INTERVAL_SECONDS = 3600


class RetentionJob:
    """Purges expired data at the start and then hourly."""

    def __init__(
        self, parts: TurnDependencies, threads: DbExecutor, also: Sequence[PurgeStep] = ()
    ) -> None:
        self._parts, self._threads, self._also = parts, threads, also
        self._looked = time.monotonic()

    async def run(self) -> None:
        """Run until cancelled."""
        await run_periodically(INTERVAL_SECONDS, "purge", self._once)

    async def _once(self) -> None:
        now = self._parts.clock()  # all batches go by the time that was checked
        doubt = await self._threads.run(JobPriority.HOUSEKEEPING, partial(self._look, now))
        if doubt is None:
            await self._purge(now)
        else:
            logger.error("the purge waits: %s", doubt)
        await self._threads.run(JobPriority.HOUSEKEEPING, partial(reconcile_erasures, self._parts))
        clear_caches()  # of people erased by another process or by this purge

    def _look(self, now: dt.datetime) -> Optional[ClockDoubt]:
        """Check the time; returns the doubt about it, if any."""
        looked = time.monotonic()
        with writing(self._parts.engine) as unit:
            ran = dt.timedelta(seconds=looked - self._looked)
            doubt = clock_guard.check_clock(unit, now, ran)
            unit.commit()
        self._looked = looked
        return doubt

    async def _purge(self, now: dt.datetime) -> None:
        some = partial(purge_batch, self._parts, now, self._also)
        while gone := await self._threads.run(JobPriority.HOUSEKEEPING, some):
            metrics.count_purged(gone)


def reconcile_erasures(parts: TurnDependencies) -> None:
    """Synchronise the tombstones with the erasure log and apply them; old ones are dropped, by the
    trusted time."""
    settings = parts.settings
    with writing(parts.engine) as unit:
        now = clock_guard.get_trusted_time(unit, parts.clock())
        reconcile(unit, settings.erasure_log_folder, months_before(now, settings.notebook_months))
        unit.commit()


def purge_batch(parts: TurnDependencies, now: dt.datetime, also: Sequence[PurgeStep] = ()) -> int:
    """Purge one batch in a transaction; returns the number of erased items, 0 when done.

    `now` is trusted: the caller has checked it. `also` holds the purges of other parts of the
    service, run in the same transaction.
    """
    with writing(parts.engine) as unit:
        settings = parts.settings
        days, months = settings.conversation_days, settings.notebook_months
        gone = purge_expired(unit, now, days, months, settings.contact_days)
        for purge in also:
            purge(unit, now)
        unit.commit()
        return gone
