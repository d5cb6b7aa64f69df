"""A person's conversation: one row, found or made, locked while it is changed."""

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
    """The id of the person's conversation."""
    found = unit.execute(_FIND_CONVERSATION, {"whose": person}).scalar()
    return create_conversation(unit, person, channel, now) if found is None else found


def find_conversation(unit: UnitOfWork, person: str) -> Optional[int]:
    """The id of the person's conversation, or None: it is gone, or was elsewhere."""
    return unit.execute(_FIND_CONVERSATION, {"whose": person}).scalar()


def find_conversation_without_human(unit: UnitOfWork, person: str) -> Optional[int]:
    """The id of the person's conversation, unless a human has it."""
    return unit.execute(_NOT_WITH_HUMAN, {"whose": person}).scalar()


def create_conversation(unit: UnitOfWork, person: str, channel: str, now: dt.datetime) -> int:
    """A new conversation."""
    row = unit.execute(
        conversations.insert().values(person=person, channel=channel, created=now, last_seen=now)
    )
    return row.inserted_primary_key[0]


def fetch_conversation(unit: UnitOfWork, conversation: int) -> Any:
    """The conversation's row, not locked; None when it is gone."""
    return unit.execute(_ROW, {"conversation": conversation}).first()


def lock_conversation(unit: UnitOfWork, conversation: int, wait: bool = True) -> Any:
    """The conversation's row, locked until the transaction ends.

    None when it is gone or, without `wait`, when somebody else holds it.
    """
    query = _ROW
    if unit.locks_rows:  # SQLite has one writer at a time, since its BEGIN IMMEDIATE
        query = _LOCKED_ROW if wait else _LOCKED_ROW_IF_FREE
    return unit.execute(query, {"conversation": conversation}).first()


def update_conversation(unit: UnitOfWork, conversation: int, **values: Any) -> None:
    """Change columns of a conversation, which the caller holds."""
    unit.execute(_UPDATE, {"conversation": conversation, **values})


def lock_person(unit: UnitOfWork, person: str) -> None:
    """Wait for the other accepts and erasures of this person, so that numbers are given once.

    Not the row's own lock: a running turn holds that one, and an accept must not wait for it.
    """
    if unit.locks_rows:
        unit.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(person))))
