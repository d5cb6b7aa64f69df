"""A human of the team wrote to a person on the platform itself: the person is told who answers."""

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

# News of a message that is older tells nothing of who answers now.
MAX_EVENT_AGE = dt.timedelta(hours=1)


def give_to_human(
    parts: TurnDependencies, channel: str, person: str, at: dt.datetime
) -> Optional[int]:
    """Give the conversation to the human who wrote `at` that time, in one transaction.

    Who never wrote to the bot gets a conversation too: their answer is not for the bot. The
    conversation, where that changed who answers.
    """
    now = parts.clock()
    if now - at >= MAX_EVENT_AGE:
        return None
    with writing(parts.engine) as unit:
        found = find_conversation(unit, person)
        if found is not None:  # its row first, as a turn that erases has it
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
    """Whether they were forgotten after it: late news brings nothing of a talk back."""
    forgotten = find_tombstone(unit, person)
    return forgotten is not None and forgotten >= at
