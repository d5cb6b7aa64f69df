"""The conversations, one row per person."""

from __future__ import annotations

import datetime as dt
from typing import Any, Optional

import sqlalchemy as sa

from bot.storage.conversation_tables import conversations
from bot.storage.unit_of_work import UnitOfWork

# Built once: at each turn, building a statement costs as much as running it.
_CONVERSATION = conversations.c.id == sa.bindparam("conversation")
_FIND_CONVERSATION = sa.select(conversations.c.id).where(
    conversations.c.person == sa.bindparam("whose")
)
_NOT_WITH_HUMAN = _FIND_CONVERSATION.where(conversations.c.owner != "human")
_ROW = sa.select(conversations).where(_CONVERSATION)
# Not a full FOR UPDATE: that one also stops every accept, whose foreign key looks here.
_LOCKED_ROW = _ROW.with_for_update(key_share=True)
_LOCKED_ROW_IF_FREE = _ROW.with_for_update(key_share=True, skip_locked=True)
_UPDATE = conversations.update().where(_CONVERSATION)


def find_or_create_conversation(
    unit: UnitOfWork, person: str, channel: str, now: dt.datetime
) -> int:
    """Return the id of the person's conversation, created if missing."""
    found = unit.execute(_FIND_CONVERSATION, {"whose": person}).scalar()
    return create_conversation(unit, person, channel, now) if found is None else found


def find_conversation(unit: UnitOfWork, person: str) -> Optional[int]:
    """Return the id of the person's conversation, if any."""
    return unit.execute(_FIND_CONVERSATION, {"whose": person}).scalar()


def find_conversation_without_human(unit: UnitOfWork, person: str) -> Optional[int]:
    """Return the id of the person's conversation, unless a human has it."""
    return unit.execute(_NOT_WITH_HUMAN, {"whose": person}).scalar()


def create_conversation(unit: UnitOfWork, person: str, channel: str, now: dt.datetime) -> int:
    """Create a conversation and return its id."""
    row = unit.execute(
        conversations.insert().values(person=person, channel=channel, created=now, last_seen=now)
    )
    return row.inserted_primary_key[0]


def fetch_conversation(unit: UnitOfWork, conversation: int) -> Any:
    """Return the conversation's row, not locked; None if it was erased."""
    return unit.execute(_ROW, {"conversation": conversation}).first()


def lock_conversation(unit: UnitOfWork, conversation: int, wait: bool = True) -> Any:
    """Return the conversation's row, locked until the transaction ends.

    None if it was erased or, without `wait`, if another transaction holds it.
    """
    query = _ROW
    if unit.locks_rows:  # SQLite has one writer at a time, since its BEGIN IMMEDIATE
        query = _LOCKED_ROW if wait else _LOCKED_ROW_IF_FREE
    return unit.execute(query, {"conversation": conversation}).first()


def update_conversation(unit: UnitOfWork, conversation: int, **values: Any) -> None:
    """Update columns of a conversation that the caller holds."""
    unit.execute(_UPDATE, {"conversation": conversation, **values})


def lock_person(unit: UnitOfWork, person: str) -> None:
    """Lock out other accepts and erasures of a person, so that message numbers are unique.

    Not a lock on the row: an accept must not wait for a running turn, which holds that one.
    """
    if unit.locks_rows:
        unit.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(person))))
