"""Handoff to a team member who replies on the platform itself, outside the console."""

from __future__ import annotations

import datetime as dt
from typing import Optional

from bot.handoff.external_takeover import take_over_externally
from bot.messaging.announcements import announce
from bot.messaging.turn_dependencies import TurnDependencies
from bot.privacy.tombstone_repository import find_tombstone
from bot.storage.conversation_repository import (
    find_conversation,
    find_or_create_conversation,
    lock_conversation,
    lock_person,
)
from bot.storage.unit_of_work import UnitOfWork, writing

# An older event says nothing about who answers now.
MAX_EVENT_AGE = dt.timedelta(hours=1)


def give_to_human(
    parts: TurnDependencies, channel: str, person: str, at: dt.datetime
) -> Optional[int]:
    """Hand the conversation over to the human who wrote at `at`, in one transaction.

    Creates a conversation for a person who never wrote to the bot: their answer is not for the bot.
    Returns the conversation if this changed who answers, else None.
    """
    now = parts.clock()
    if now - at >= MAX_EVENT_AGE:
        return None
    with writing(parts.engine) as unit:
        found = find_conversation(unit, person)
        if found is not None:  # lock the row first, as an erasing turn does
            lock_conversation(unit, found)
        lock_person(unit, person)
        if _was_erased_since(unit, person, at):
            return None
        conversation = find_or_create_conversation(unit, person, channel, now)
        stepped = take_over_externally(unit, conversation, min(at, now))
        if stepped:
            announce(parts, unit, conversation, "utter_human_elsewhere", now, owner="human")
        unit.commit()
    return conversation if stepped else None


def _was_erased_since(unit: UnitOfWork, person: str, at: dt.datetime) -> bool:
    """Whether the person was erased at `at` or later: a late event must not recreate anything."""
    erased = find_tombstone(unit, person)
    return erased is not None and erased >= at
