"""The sessions of the web chat, stored with the hashes of their tokens."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from bot.storage.conversation_tables import conversations, sessions
from bot.storage.unit_of_work import UnitOfWork

_BY_TOKEN = (
    sa.select(conversations.c.id, conversations.c.person)
    .join(sessions, sessions.c.conversation_id == conversations.c.id)
    .where(sessions.c.token_hash == sa.bindparam("hashed"))
)


def insert_session(unit: UnitOfWork, token_hash: str, conversation: int, now: dt.datetime) -> None:
    """Store a session of a conversation."""
    unit.execute(
        sessions.insert().values(token_hash=token_hash, conversation_id=conversation, created=now)
    )


def find_by_token(unit: UnitOfWork, token_hash: str) -> Any:
    """Return `id` and `person` of the conversation of a token; None if there is none."""
    return unit.execute(_BY_TOKEN, {"hashed": token_hash}).first()
