"""What waits too long: a person in the queue is offered an appointment, a talk in which nobody says
anything any more, or whose counsellor is gone, is the bot's again, a time that is held and not
confirmed is for others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from bot.booking import agenda
from bot.conversation.announcing import announce
from bot.conversation.threads import Rank, Threads
from bot.conversation.turn import Parts
from bot.handoff import ending
from bot.handoff.handoff import Handoff
from bot.jobs.repeating import repeat
from bot.storage.unit_of_work import UnitOfWork, writing

# What is over at a moment ends.
Due = Callable[[UnitOfWork, dt.datetime], Any]

EVERY_SECONDS = 15
_LATE, _LEFT = "utter_human_timed_out", "utter_human_left"
T = TypeVar("T")
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
        await repeat(EVERY_SECONDS, "time-outs", self._once)

    async def _once(self) -> None:
        for conversation in await self._threads.run(Rank.HOUSEKEEPING, self._look):
            self._told(conversation)

    def _look(self) -> list[int]:
        return time_out(self._parts, self._also)


def time_out(parts: Parts, also: Sequence[Due] = ()) -> list[int]:
    """End what waited too long; the conversations that were told.

    `also`: what other parts of the service end at a moment. Each in its own transaction: locks are
    taken in one order everywhere, and what fails in one holds up no other.
    """
    now = parts.clock()
    for due in (agenda.release, *also):
        _commit(parts, partial(_due, due, now))
    after = dt.timedelta(minutes=parts.settings.handoff_minutes)
    late = _commit(parts, lambda unit: _told(parts, unit, ending.time_out(unit, now, after), _LATE))
    silent = _commit(
        parts, lambda unit: _told(parts, unit, ending.close_silent(unit, now, SILENT), _LEFT)
    )
    abandoned = _commit(
        parts, lambda unit: _told(parts, unit, ending.close_abandoned(unit, now), _LEFT)
    )
    return [*late, *silent, *abandoned]


def _due(due: Due, now: dt.datetime, unit: UnitOfWork) -> None:
    due(unit, now)


def _commit(parts: Parts, work: Callable[[UnitOfWork], T]) -> T:
    with writing(parts.engine) as unit:
        done = work(unit)
        unit.commit()
    return done


def _told(parts: Parts, unit: UnitOfWork, ended: list[Handoff], response: str) -> list[int]:
    for each in ended:
        announce(parts, unit, each.conversation, response, parts.clock(), owner="bot")
    return [each.conversation for each in ended]
