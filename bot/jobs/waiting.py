"""What waits too long: a person in the queue is offered an appointment, a talk in which nobody says
anything any more is the bot's again, a time that is held and not confirmed is for others."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.exc import DBAPIError

from bot.booking import agenda
from bot.conversation.announcing import announce
from bot.conversation.threads import Rank, Threads
from bot.conversation.turn import Parts
from bot.handoff import ending
from bot.storage.unit_of_work import UnitOfWork, writing

logger = logging.getLogger(__name__)

# What is over at a moment ends.
Due = Callable[[UnitOfWork, dt.datetime], Any]

EVERY_SECONDS = 15
SILENT = dt.timedelta(hours=1)


class Waiting:
    """Looks every quarter of a minute. `told` is called with each conversation that has news."""

    def __init__(
        self,
        parts: Parts,
        threads: Threads,
        told: Callable[[int], None],
        also: Sequence[Due] = (),
    ) -> None:
        self._parts, self._threads, self._told, self._also = parts, threads, told, also

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                for conversation in await self._threads.run(Rank.HOUSEKEEPING, self._once):
                    self._told(conversation)
            except DBAPIError as error:
                logger.error("time-outs put off, database: %s", type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)

    def _once(self) -> list[int]:
        return time_out(self._parts, self._also)


def time_out(parts: Parts, also: Sequence[Due] = ()) -> list[int]:
    """End what waited too long, in one transaction; the conversations that were told.

    `also`: what other parts of the service end at a moment.
    """
    after = dt.timedelta(minutes=parts.settings.handoff_minutes)
    with writing(parts.engine) as unit:
        now = parts.clock()
        agenda.release(unit, now)
        for due in also:
            due(unit, now)
        ended = ending.time_out(unit, now, after)
        for each in ended:
            announce(parts, unit, each.conversation, "utter_human_timed_out", now)
        silent = ending.close_silent(unit, now, SILENT)
        for each in silent:
            announce(parts, unit, each.conversation, "utter_human_left", now, owner="bot")
        unit.commit()
    return [each.conversation for each in (*ended, *silent)]
