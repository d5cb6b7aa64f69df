"""The job that puts the team's answers to deferred questions into the conversations.

An answer waits while a counsellor has the conversation, while a message is being answered, for two
hours after a sign of distress, and while the platform accepts nothing (it comes with the person's
next message).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Optional

from bot.channel_registry import find_capabilities
from bot.deferred_questions import deferred_question_repository as stored
from bot.deferred_questions.deferred_question_repository import DeferredQuestion
from bot.deferred_questions.question_submission import MAX_TALK_GAP
from bot.handoff.states import HUMAN
from bot.jobs.periodic_task import run_periodically
from bot.messages import TEAM_AUTHOR
from bot.messaging.announcements import announce
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.turn_dependencies import TurnDependencies
from bot.presentation.deferred_question_facts import answer_facts, find_answer_response
from bot.storage.conversation_repository import lock_conversation
from bot.storage.message_history_repository import has_signal_since
from bot.storage.message_repository import has_waiting_message
from bot.storage.unit_of_work import UnitOfWork, reading, writing

logger = logging.getLogger(__name__)

INTERVAL_SECONDS = 10


class DeferredAnswerJob:
    """Delivers answers every ten seconds; calls `told` with each conversation it wrote to."""

    def __init__(
        self, parts: TurnDependencies, threads: DbExecutor, told: Callable[[int], None]
    ) -> None:
        self._parts, self._threads, self._on_news = parts, threads, told

    async def run(self) -> None:
        """Run until cancelled."""
        await run_periodically(INTERVAL_SECONDS, "deferred answers", self._once)

    async def _once(self) -> None:
        for conversation in await self._threads.run(JobPriority.HOUSEKEEPING, self._look):
            self._on_news(conversation)

    def _look(self) -> list[int]:
        return deliver_answers(self._parts)


def deliver_answers(parts: TurnDependencies) -> list[int]:
    """Deliver what may be delivered now; returns the conversations that got an answer.

    Each answer has its own transaction, so that a failure does not block the others.
    """
    with reading(parts.engine) as unit:
        waiting = stored.list_undelivered(unit)
    done = (_deliver_safely(parts, question) for question in waiting)
    return [conversation for conversation in done if conversation is not None]


def _deliver_safely(parts: TurnDependencies, question: DeferredQuestion) -> Optional[int]:
    try:
        with writing(parts.engine) as unit:
            conversation = _deliver(parts, unit, question)
            unit.commit()
            return conversation
    except Exception as error:  # noqa: BLE001  # a failure must not block the others
        logger.error("an answer was not delivered: %s", type(error).__name__)
        return None


def _deliver(
    parts: TurnDependencies, unit: UnitOfWork, question: DeferredQuestion
) -> Optional[int]:
    """Append an answer and return its conversation; None if it has to wait or is gone.

    The mark and the reply are one transaction: an answer is given once.
    """
    now = parts.clock()
    row = lock_conversation(unit, question.conversation, wait=False)
    if (
        row is None
        or row.owner == HUMAN
        or has_waiting_message(unit, row.id)
        or has_signal_since(unit, row.id, now - MAX_TALK_GAP)
        or not find_capabilities(row.channel).may_push_team_words(row.last_seen, now)
    ):
        return None
    current = stored.find_question(unit, question.id)
    if current is None or current.conversation != row.id:  # taken elsewhere meanwhile
        return None
    if not stored.mark_delivered(unit, current.id, now):
        return None
    response = find_answer_response(current)
    announce(parts, unit, row.id, response, now, author=TEAM_AUTHOR, **answer_facts(current))
    return int(row.id)
