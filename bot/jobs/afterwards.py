"""After an appointment: « ça a aidé ? » in the chat, once, where nobody is disturbed by it."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any, Optional

import sqlalchemy as sa

from actions import rating
from bot.booking import afterwards
from bot.booking.appointments import Appointment
from bot.conversation.after_distress import signalled
from bot.conversation.announcing import announce
from bot.conversation.threads import Rank, Threads
from bot.conversation.turn import Parts, turn_of
from bot.handoff.owning import hold
from bot.jobs.repeating import repeat
from bot.storage.tables import conversations, inbox
from bot.storage.unit_of_work import UnitOfWork, reading, writing

logger = logging.getLogger(__name__)

EVERY_SECONDS = 120
# Whoever is writing is not interrupted, and whoever was in distress is left in peace for a day.
QUIET, PEACE = dt.timedelta(minutes=10), dt.timedelta(days=1)

# Whether a channel lets the bot speak first: its name, the person's last message, and now.
Allows = Callable[[str, dt.datetime, dt.datetime], bool]


def always(channel: str, last_seen: dt.datetime, now: dt.datetime) -> bool:
    """The web lets one; Messenger will not after 24 hours."""
    return True


class Afterwards:
    """Looks every two minutes. `told` is called with each conversation that has news."""

    def __init__(
        self,
        parts: Parts,
        threads: Threads,
        told: Callable[[int], None],
        allows: Allows = always,
    ) -> None:
        self._parts, self._threads, self._told, self._allows = parts, threads, told, allows

    async def run(self) -> None:
        """Until cancelled."""
        await repeat(EVERY_SECONDS, "asking afterwards", self._once)

    async def _once(self) -> None:
        for conversation in await self._threads.run(Rank.HOUSEKEEPING, self._look):
            self._told(conversation)

    def _look(self) -> list[int]:
        return ask_after(self._parts, self._allows)


def ask_after(parts: Parts, allows: Allows = always) -> list[int]:
    """Ask about what is over; the conversations in which that was done.

    Each in its own transaction, so that one that fails holds up no other.
    """
    with reading(parts.engine) as unit:
        found = afterwards.to_ask(unit, parts.clock())
    asked = (_ask_safely(parts, each, allows) for each in found)
    return [conversation for conversation in asked if conversation is not None]


def _ask_safely(parts: Parts, found: Appointment, allows: Allows) -> Optional[int]:
    try:
        with writing(parts.engine) as unit:
            conversation = _ask(parts, unit, found, allows)
            unit.commit()
            return conversation
    except Exception as error:  # noqa: BLE001  # the others are asked all the same
        logger.error("an appointment was not asked about: %s", type(error).__name__)
        return None


def _ask(parts: Parts, unit: UnitOfWork, found: Appointment, allows: Allows) -> Optional[int]:
    """None where it may not be asked, now or ever."""
    now = parts.clock()
    mine = sa.select(conversations.c.id).where(conversations.c.person == found.person)
    number = unit.execute(mine).scalar()
    row = None if number is None else hold(unit, number, wait=False)
    if (
        row is None
        or not _may_be_asked(unit, row, now)
        or not allows(row.channel, row.last_seen, now)
    ):
        return None
    if not afterwards.ask_once(unit, found.id):
        return None
    turn = turn_of(parts, unit, row, now)
    turn.notebook.open(rating.of_appointment(found.id))
    turn.keep()
    announce(parts, unit, row.id, rating.APPOINTMENT, now, **rating.about_appointment(found))
    return int(row.id)


def _may_be_asked(unit: UnitOfWork, row: Any, now: dt.datetime) -> bool:
    waiting = (inbox.c.conversation_id == row.id) & (inbox.c.status == "waiting")
    return (
        row.owner == "bot"
        and row.last_seen <= now - QUIET
        and unit.execute(sa.select(inbox.c.id).where(waiting).limit(1)).first() is None
        and not signalled(unit, row.id, now - PEACE)
    )
