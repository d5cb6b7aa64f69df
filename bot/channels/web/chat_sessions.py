"""Web sessions: minted by the server (256 random bits), kept as a hash only."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.channels.web import CHANNEL
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.conversation_repository import create_conversation
from bot.storage.conversation_tables import conversations, sessions
from bot.storage.unit_of_work import UnitOfWork

_FIND_SESSION = (
    sa.select(conversations.c.id, conversations.c.person)
    .join(sessions, sessions.c.conversation_id == conversations.c.id)
    .where(sessions.c.token_hash == sa.bindparam("hashed"))
)


@dataclass(frozen=True)
class ChatSession:
    """An open chat: its conversation and its person's pseudonym."""

    conversation: int
    person: str


def create_session(unit: UnitOfWork, key: bytes, now: dt.datetime) -> tuple[str, ChatSession]:
    """A new token with its empty conversation."""
    token = secrets.token_urlsafe(32)
    person = derive_pseudonym(CHANNEL, token, key)
    conversation = create_conversation(unit, person, CHANNEL, now)
    unit.execute(
        sessions.insert().values(
            token_hash=_hash_token(token), conversation_id=conversation, created=now
        )
    )
    return token, ChatSession(conversation, person)


def find_session(unit: UnitOfWork, token: str) -> Optional[ChatSession]:
    """The session of a token, or None. Only the hash is compared, so timing tells nothing."""
    row = unit.execute(_FIND_SESSION, {"hashed": _hash_token(token)}).first()
    return ChatSession(row.id, row.person) if row else None


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
