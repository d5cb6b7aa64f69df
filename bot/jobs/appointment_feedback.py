"""The job that asks once in the chat whether an appointment helped (« ça a aidé ? »)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any, Optional

from bot.booking import appointment_repository, unrated_appointments
from bot.booking.appointment_repository import Appointment
from bot.channel_registry import find_capabilities
from bot.jobs.periodic_task import run_periodically
from bot.messaging.announcements import announce
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.turn_dependencies import TurnDependencies, create_turn
from bot.presentation.appointment_rating import (
    APPOINTMENT_RESPONSE,
    appointment_rating_facts,
    appointment_rating_question,
)
from bot.storage.conversation_repository import find_conversation, lock_conversation
from bot.storage.message_history_repository import has_signal_since
from bot.storage.message_repository import has_waiting_message
from bot.storage.unit_of_work import UnitOfWork, reading, writing

logger = logging.getLogger(__name__)

INTERVAL_SECONDS = 120
# Do not interrupt a person who is writing, nor ask within a day of a signal of distress.
MIN_SILENCE, MIN_TIME_AFTER_DISTRESS = dt.timedelta(minutes=10), dt.timedelta(days=1)


class AppointmentFeedbackJob:
    """Asks for feedback every two minutes; calls `told` with each conversation it wrote to."""

    def __init__(
        self, parts: TurnDependencies, threads: DbExecutor, told: Callable[[int], None]
    ) -> None:
        self._parts, self._threads, self._on_news = parts, threads, told

    async def run(self) -> None:
        """Run until cancelled."""
        await run_periodically(INTERVAL_SECONDS, "asking afterwards", self._once)

    async def _once(self) -> None:
        for conversation in await self._threads.run(JobPriority.HOUSEKEEPING, self._look):
            self._on_news(conversation)

    def _look(self) -> list[int]:
        return ask_for_feedback(self._parts)


def ask_for_feedback(parts: TurnDependencies) -> list[int]:
    """Ask about past appointments; returns the conversations in which the question was asked.

    Each appointment has its own transaction, so that a failure does not block the others.
    """
    with reading(parts.engine) as unit:
        appointments = unrated_appointments.list_unrated_appointments(unit, parts.clock())
    asked = (_ask_safely(parts, appointment) for appointment in appointments)
    return [conversation for conversation in asked if conversation is not None]


def _ask_safely(parts: TurnDependencies, appointment: Appointment) -> Optional[int]:
    try:
        with writing(parts.engine) as unit:
            conversation = _ask_about(parts, unit, appointment)
            unit.commit()
            return conversation
    except Exception as error:  # noqa: BLE001  # a failure must not block the others
        logger.error("an appointment was not asked about: %s", type(error).__name__)
        return None


def _ask_about(
    parts: TurnDependencies, unit: UnitOfWork, appointment: Appointment
) -> Optional[int]:
    """Ask about an appointment and return its conversation; None if it may not be asked now."""
    now = parts.clock()
    number = find_conversation(unit, appointment.person or "")
    row = None if number is None else lock_conversation(unit, number, wait=False)
    if (
        row is None
        or not _may_be_asked(unit, row, now)
        or not find_capabilities(row.channel).may_push(row.last_seen, now)
    ):
        return None
    if not appointment_repository.mark_rating_asked(unit, appointment.id):
        return None
    turn = create_turn(parts, unit, row, now)
    turn.notebook.open(appointment_rating_question(appointment.id))
    turn.keep()
    facts = appointment_rating_facts(appointment)
    announce(parts, unit, row.id, APPOINTMENT_RESPONSE, now, **facts)
    return int(row.id)


def _may_be_asked(unit: UnitOfWork, row: Any, now: dt.datetime) -> bool:
    return (
        row.owner == "bot"
        and row.last_seen <= now - MIN_SILENCE
        and not has_waiting_message(unit, row.id)
        and not has_signal_since(unit, row.id, now - MIN_TIME_AFTER_DISTRESS)
    )
