"""The tracker events of each conversation, one row per turn."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.storage.conversation_tables import tracker_events
from bot.storage.unit_of_work import UnitOfWork

# Built once: at each turn, building a statement costs as much as running it.
_IN_CONVERSATION = tracker_events.c.conversation_id == sa.bindparam("conversation")
_TURNS = (
    sa.select(tracker_events.c.turn, tracker_events.c.events)
    .where(_IN_CONVERSATION)
    .order_by(tracker_events.c.turn)
)
_INSERT = tracker_events.insert()
_DELETE = tracker_events.delete().where(_IN_CONVERSATION)


def list_turns(unit: UnitOfWork, conversation: int) -> list[Any]:
    """Return `turn` and `events` of the session, in order."""
    return list(unit.execute(_TURNS, {"conversation": conversation}))


def insert_turn(
    unit: UnitOfWork, conversation: int, turn: int, events: list[dict[str, Any]]
) -> None:
    """Add the events of a turn."""
    unit.execute(_INSERT, {"conversation_id": conversation, "turn": turn, "events": events})


def delete_turns(unit: UnitOfWork, conversation: int) -> None:
    """End the session."""
    unit.execute(_DELETE, {"conversation": conversation})
