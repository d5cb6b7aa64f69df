"""A human of the team wrote to a person on the platform itself: the person is told who answers."""

from __future__ import annotations

import datetime as dt
from typing import Optional

import sqlalchemy as sa

from bot.conversation.announcing import announce
from bot.conversation.turn import Parts
from bot.handoff.elsewhere import written
from bot.handoff.owning import hold
from bot.storage.conversations import find, find_or_make, queue_up
from bot.storage.tables import tombstones
from bot.storage.unit_of_work import UnitOfWork, writing

# News of a message that is older tells nothing of who answers now.
FRESH = dt.timedelta(hours=1)


def step_back(parts: Parts, channel: str, person: str, at: dt.datetime) -> Optional[int]:
    """Give the conversation to the human who wrote `at` that time, in one transaction.

    Who never wrote to the bot gets a conversation too: their answer is not for the bot. The
    conversation, where that changed who answers.
    """
    now = parts.clock()
    if now - at >= FRESH:
        return None
    with writing(parts.engine) as unit:
        found = find(unit, person)
        if found is not None:  # its row first, as a turn that erases has it
            hold(unit, found)
        queue_up(unit, person)
        if _forgotten_since(unit, person, at):
            return None
        conversation = find_or_make(unit, person, channel, now)
        stepped = written(unit, conversation, min(at, now))
        if stepped:
            announce(parts, unit, conversation, "utter_human_elsewhere", now, owner="human")
        unit.commit()
    return conversation if stepped else None


def _forgotten_since(unit: UnitOfWork, person: str, at: dt.datetime) -> bool:
    """Whether they were forgotten after it: late news brings nothing of a talk back."""
    query = sa.select(tombstones.c.created).where(tombstones.c.person == person)
    forgotten = unit.execute(query).scalar()
    return forgotten is not None and forgotten >= at
