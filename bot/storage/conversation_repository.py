"""A person's conversation: one row, found or made."""

from __future__ import annotations

import datetime as dt
from typing import Optional

import sqlalchemy as sa

from bot.storage.conversation_tables import conversations
from bot.storage.unit_of_work import UnitOfWork

_FIND_CONVERSATION = sa.select(conversations.c.id).where(
    conversations.c.person == sa.bindparam("whose")
)


def find_or_create_conversation(
    unit: UnitOfWork, person: str, channel: str, now: dt.datetime
) -> int:
    """The id of the person's conversation."""
    found = unit.execute(_FIND_CONVERSATION, {"whose": person}).scalar()
    return create_conversation(unit, person, channel, now) if found is None else found


def find_conversation(unit: UnitOfWork, person: str) -> Optional[int]:
    """The id of the person's conversation, or None: it is gone, or was elsewhere."""
    return unit.execute(_FIND_CONVERSATION, {"whose": person}).scalar()


def create_conversation(unit: UnitOfWork, person: str, channel: str, now: dt.datetime) -> int:
    """A new conversation."""
    row = unit.execute(
        conversations.insert().values(person=person, channel=channel, created=now, last_seen=now)
    )
    return row.inserted_primary_key[0]


def lock_person(unit: UnitOfWork, person: str) -> None:
    """Wait for the other accepts and erasures of this person, so that numbers are given once.

    Not the row's own lock: a running turn holds that one, and an accept must not wait for it.
    """
    if unit.locks_rows:
        unit.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(person))))
