"""The job that offers freed times to the waiting list, in order, and passes on unanswered ones.

Each offer has its own transaction, which locks the conversation before the counsellors, as a turn
does. A time that an appointment gives up stays reserved until this job has looked at it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, Optional

from bot.booking import appointment_quota, waiting_list, waiting_repository
from bot.booking.booking_errors import QuotaReached, Unavailable
from bot.booking.scheduling import Requester
from bot.booking.venue import BookingPolicy, Venue
from bot.booking.venue_repository import load_venue
from bot.booking.waiting_list import Fit
from bot.booking.waiting_repository import WaitingEntry
from bot.channel_registry import find_capabilities
from bot.jobs.periodic_task import run_periodically
from bot.messaging.announcements import announce
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.turn_dependencies import TurnDependencies, create_turn
from bot.presentation import waiting_facts
from bot.storage.conversation_repository import fetch_conversation, lock_conversation
from bot.storage.message_history_repository import has_signal_since
from bot.storage.unit_of_work import UnitOfWork, reading, writing

logger = logging.getLogger(__name__)

INTERVAL_SECONDS = 15
MIN_TIME_AFTER_DISTRESS = dt.timedelta(days=1)
Told = Optional[int]


class WaitingListJob:
    """Looks every 15 seconds; calls `told` with each conversation it wrote to."""

    def __init__(
        self, parts: TurnDependencies, threads: DbExecutor, told: Callable[[int], None]
    ) -> None:
        self._parts, self._threads, self._on_news = parts, threads, told

    async def run(self) -> None:
        """Run until cancelled."""
        await run_periodically(INTERVAL_SECONDS, "waiting list", self._once)

    async def _once(self) -> None:
        for conversation in await self._threads.run(JobPriority.HOUSEKEEPING, self._look):
            self._on_news(conversation)

    def _look(self) -> list[int]:
        return serve_waiting_list(self._parts)


def serve_waiting_list(parts: TurnDependencies) -> list[int]:
    """Pass on offers that were not answered, then offer what is free; return who was told.

    A failure does not block the others.
    """
    now = parts.clock()
    with reading(parts.engine) as unit:
        overdue = waiting_list.list_overdue(unit, now)
    told = [_try(parts, partial(_end_offer, parts, entry=each)) for each in overdue]
    with reading(parts.engine) as unit:
        fits = _list_fits(parts, unit)
    told += [_try(parts, partial(_offer, parts, fit=each)) for each in fits]
    return [conversation for conversation in told if conversation is not None]


def _try(parts: TurnDependencies, step: Callable[[UnitOfWork], Told]) -> Told:
    """Run a step in its own transaction, of which nothing stays if it fails."""
    try:
        with writing(parts.engine) as unit:
            told = step(unit)
            unit.commit()
            return told
    except (QuotaReached, Unavailable):
        return None  # somebody was faster
    except Exception as error:  # noqa: BLE001  # a failure must not block the others
        logger.error("the waiting list was not served: %s", type(error).__name__)
        return None


def _list_fits(parts: TurnDependencies, unit: UnitOfWork) -> list[Fit]:
    entries = [
        each
        for each in waiting_repository.list_entries(unit)
        if each.state == "waiting"
        and _may_be_offered(unit, fetch_conversation(unit, each.conversation), each, parts.clock())
    ]
    if not entries:
        return []
    return waiting_list.list_fits(unit, _load_venue(parts, unit), entries, parts.clock())


def _offer(parts: TurnDependencies, unit: UnitOfWork, fit: Fit) -> Told:
    """Hold a time for an entry and tell its person; None if they cannot be told now."""
    (entry, slot), now = fit, parts.clock()
    row = lock_conversation(unit, entry.conversation, wait=False)
    known = waiting_repository.find_entry(unit, entry.id)
    if known is None or known.state != "waiting" or not _may_be_offered(unit, row, known, now):
        return None
    asker = Requester(row.person, row.channel, f"waiting:{entry.id}:{slot.start.isoformat()}")
    minutes = dt.timedelta(minutes=parts.settings.waiting_answer)
    held = waiting_list.offer(unit, _load_venue(parts, unit), known, slot, asker, minutes, now)
    answer_by = waiting_list.require_offer(unit, row.id, held.id).answer_by
    turn = create_turn(parts, unit, row, now)
    if turn.notebook.question is None:
        turn.notebook.open(waiting_facts.offer_question(held))
        turn.keep()
    facts = waiting_facts.offer_facts(held, answer_by or now)
    announce(parts, unit, row.id, waiting_facts.OFFER_RESPONSE, now, **facts)
    return int(row.id)


def _end_offer(parts: TurnDependencies, unit: UnitOfWork, entry: WaitingEntry) -> Told:
    """Pass on a time that was not answered, and say so where the channel allows it."""
    now = parts.clock()
    row = lock_conversation(unit, entry.conversation, wait=False)
    known = waiting_repository.find_entry(unit, entry.id)
    if row is None or known != entry:
        return None
    start = waiting_list.end_offer(unit, known, now)
    if start is None or not find_capabilities(row.channel).may_push(row.last_seen, now):
        return None
    facts = waiting_facts.over_facts(unit, known, start)
    announce(parts, unit, row.id, waiting_facts.OVER_RESPONSE, now, **facts)
    return int(row.id)


def _may_be_offered(unit: UnitOfWork, row: Any, entry: WaitingEntry, now: dt.datetime) -> bool:
    """Whether the person can be told now, and may take one more appointment.

    Not in a talk with a counsellor, nor within a day of a signal of distress.
    """
    if row is None or row.owner != "bot":
        return False
    if not find_capabilities(row.channel).may_push(row.last_seen, now):
        return False
    if has_signal_since(unit, row.id, now - MIN_TIME_AFTER_DISTRESS):
        return False
    try:
        appointment_quota.require_quota_left(unit, row.person, entry.kind, now)
    except QuotaReached:
        return False
    return not appointment_quota.is_booking(unit, row.person, now)


def _load_venue(parts: TurnDependencies, unit: UnitOfWork) -> Venue:
    return load_venue(unit, BookingPolicy.from_settings(parts.settings))
