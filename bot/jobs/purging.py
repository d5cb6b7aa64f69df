"""Retention (P7): every hour, what is too old goes, a little at a time."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import DBAPIError

from bot.conversation.threads import Rank, Threads
from bot.conversation.turn import Parts
from bot.privacy.erasure import purge
from bot.storage.unit_of_work import writing

logger = logging.getLogger(__name__)

EVERY_SECONDS = 3600


class Purging:
    """Runs at start and then hourly."""

    def __init__(self, parts: Parts, threads: Threads) -> None:
        self._parts, self._threads = parts, threads

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                while await self._threads.run(Rank.HOUSEKEEPING, self._some):
                    continue
            except DBAPIError as error:
                logger.error("purge put off, database: %s", type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)

    def _some(self) -> int:
        return purge_some(self._parts)


def purge_some(parts: Parts) -> int:
    """One committed bit of the purge; 0 when nothing is left to do."""
    with writing(parts.engine) as unit:
        settings = parts.settings
        gone = purge(unit, parts.clock(), settings.conversation_days, settings.notebook_months)
        unit.commit()
        return gone
