"""What waits too long: a person in the queue is offered an appointment, a talk in which nobody says
anything any more, or whose counsellor is gone, is the bot's again, a time that is held and not
confirmed is for others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from bot.booking import scheduling
from bot.handoff import handoff_endings
from bot.handoff.handoff_repository import Handoff
from bot.jobs.periodic_task import run_periodically
from bot.messaging.announcements import announce
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.turn_dependencies import TurnDependencies
from bot.storage.unit_of_work import UnitOfWork, writing

# What is over at a moment ends.
ExpiryStep = Callable[[UnitOfWork, dt.datetime], Any]

INTERVAL_SECONDS = 15
_QUEUE_TIMEOUT_RESPONSE, _HANDOFF_ENDED_RESPONSE = "utter_human_timed_out", "utter_human_left"
T = TypeVar("T")
MAX_SILENCE = dt.timedelta(hours=1)


class TimeoutJob:
    """Looks every quarter of a minute. `told` is called with each conversation that has news."""

    def __init__(
        self,
        parts: TurnDependencies,
        threads: DbExecutor,
        told: Callable[[int], None],
        also: Sequence[ExpiryStep] = (),
    ) -> None:
        self._parts, self._threads, self._on_news, self._also = parts, threads, told, also

    async def run(self) -> None:
        """Until cancelled."""
        await run_periodically(INTERVAL_SECONDS, "time-outs", self._once)

    async def _once(self) -> None:
        for conversation in await self._threads.run(JobPriority.HOUSEKEEPING, self._look):
            self._on_news(conversation)

    def _look(self) -> list[int]:
        return expire_overdue(self._parts, self._also)


def expire_overdue(parts: TurnDependencies, also: Sequence[ExpiryStep] = ()) -> list[int]:
    """End what waited too long; the conversations that were told.

    `also`: what other parts of the service end at a moment. Each in its own transaction: locks are
    taken in one order everywhere, and what fails in one holds up no other.
    """
    now = parts.clock()
    for due in (scheduling.release_expired_holds, *also):
        _run_in_transaction(parts, partial(_run_step, due, now))
    after = dt.timedelta(minutes=parts.settings.handoff_minutes)
    late = _run_in_transaction(
        parts,
        lambda unit: _announce_ends(
            parts, unit, handoff_endings.time_out_queued(unit, now, after), _QUEUE_TIMEOUT_RESPONSE
        ),
    )
    silent = _run_in_transaction(
        parts,
        lambda unit: _announce_ends(
            parts,
            unit,
            handoff_endings.close_silent_talks(unit, now, MAX_SILENCE),
            _HANDOFF_ENDED_RESPONSE,
        ),
    )
    abandoned = _run_in_transaction(
        parts,
        lambda unit: _announce_ends(
            parts, unit, handoff_endings.close_abandoned_talks(unit, now), _HANDOFF_ENDED_RESPONSE
        ),
    )
    return [*late, *silent, *abandoned]


def _run_step(due: ExpiryStep, now: dt.datetime, unit: UnitOfWork) -> None:
    due(unit, now)


def _run_in_transaction(parts: TurnDependencies, work: Callable[[UnitOfWork], T]) -> T:
    with writing(parts.engine) as unit:
        done = work(unit)
        unit.commit()
    return done


def _announce_ends(
    parts: TurnDependencies, unit: UnitOfWork, ended: list[Handoff], response: str
) -> list[int]:
    for each in ended:
        announce(parts, unit, each.conversation, response, parts.clock(), owner="bot")
    return [each.conversation for each in ended]
