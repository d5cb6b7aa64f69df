"""The job that ends what has timed out: waiting in the handoff queue, silent or abandoned handoffs,
and unconfirmed holds on appointment slots. It also looks after talks whose counsellor is gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from bot.booking import scheduling
from bot.care.answer_facts import build_answer_facts
from bot.care.signals import DANGER, GENERAL, Signal
from bot.handoff import absence, handoff_endings
from bot.handoff.danger_requests import find_danger
from bot.handoff.handoff_repository import Handoff
from bot.handoff.queue_wait import is_anyone_on_duty
from bot.handoff.states import BOT
from bot.jobs.periodic_task import run_periodically
from bot.messaging.announcements import announce
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.turn_dependencies import TurnDependencies
from bot.storage.unit_of_work import UnitOfWork, writing

# Ends what has expired at a given time.
ExpiryStep = Callable[[UnitOfWork, dt.datetime], Any]
# Returns the changed handoffs; then what each person is told, and who answers if that changes.
_Change = Callable[[UnitOfWork], list[Handoff]]
_Step = tuple[_Change, str, str]

INTERVAL_SECONDS = 15
_QUEUE_TIMEOUT_RESPONSE = "utter_human_timed_out"
_DANGER_TIMEOUT_RESPONSE = "utter_danger_timed_out"
_HANDOFF_ENDED = ("utter_human_left", BOT)

MAX_SILENCE = dt.timedelta(hours=1)


class TimeoutJob:
    """Ends what has timed out every 15 seconds; calls `told` with each conversation affected."""

    def __init__(
        self,
        parts: TurnDependencies,
        threads: DbExecutor,
        told: Callable[[int], None],
        also: Sequence[ExpiryStep] = (),
    ) -> None:
        self._parts, self._threads, self._on_news, self._also = parts, threads, told, also

    async def run(self) -> None:
        """Run until cancelled."""
        await run_periodically(INTERVAL_SECONDS, "time-outs", self._once)

    async def _once(self) -> None:
        for conversation in await self._threads.run(JobPriority.HOUSEKEEPING, self._look):
            self._on_news(conversation)

    def _look(self) -> list[int]:
        return expire_overdue(self._parts, self._also)


def expire_overdue(parts: TurnDependencies, also: Sequence[ExpiryStep] = ()) -> list[int]:
    """End what has timed out; returns the conversations that got an announcement.

    `also` holds the steps of other parts of the service. Each step has its own transaction, to keep
    the order of locks and so that a failure does not undo the others.
    """
    now = parts.clock()
    for step in (scheduling.release_expired_holds, *also):
        with writing(parts.engine) as unit:
            step(unit, now)
            unit.commit()
    wait = dt.timedelta(minutes=parts.settings.handoff_minutes)
    steps: tuple[_Step, ...] = (
        (
            lambda unit: handoff_endings.time_out_queued(unit, now, wait),
            _QUEUE_TIMEOUT_RESPONSE,
            BOT,
        ),
        (
            lambda unit: handoff_endings.close_silent_talks(unit, now, MAX_SILENCE),
            *_HANDOFF_ENDED,
        ),
        (lambda unit: handoff_endings.close_abandoned_talks(unit, now), *_HANDOFF_ENDED),
        # Who is back goes on before anybody gives them up.
        (absence.mark_returned, "utter_human_back", ""),
        (lambda unit: absence.requeue_abandoned(unit, now), "utter_human_requeued", BOT),
        (lambda unit: absence.pass_to_participants(unit, now), "utter_human_first_left", ""),
        (lambda unit: absence.mark_gone(unit, now), "utter_human_gone", ""),
    )
    return [
        conversation
        for change, response, owner in steps
        for conversation in _change_and_announce(parts, change, response, owner)
    ]


def _change_and_announce(
    parts: TurnDependencies, change: _Change, response: str, owner: str
) -> list[int]:
    with writing(parts.engine) as unit:
        changed = change(unit)
        for handoff in changed:
            _announce_change(parts, unit, handoff, response, owner)
        unit.commit()
    return [handoff.conversation for handoff in changed]


def _announce_change(
    parts: TurnDependencies, unit: UnitOfWork, handoff: Handoff, response: str, owner: str
) -> None:
    """Announce a change; who waited in danger gets the helplines, and no appointment instead."""
    now = parts.clock()
    facts: dict[str, Any] = {}
    if handoff.danger and response == _QUEUE_TIMEOUT_RESPONSE:
        response = _DANGER_TIMEOUT_RESPONSE
        danger = find_danger(unit, handoff.conversation, now) or Signal(DANGER, GENERAL, GENERAL)
        facts["lines"] = build_answer_facts(danger, now)["lines"]
        facts["somebody"] = [{}] if is_anyone_on_duty(unit) else []
    announce(parts, unit, handoff.conversation, response, now, owner=owner, **facts)
