"""Web sessions: minted by the server (256 random bits), kept as a hash only."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.privacy.pseudonyms import pseudonym
from bot.storage.conversations import make
from bot.storage.tables import conversations, sessions
from bot.storage.unit_of_work import UnitOfWork

CHANNEL = "web"
_FIND = (
    sa.select(conversations.c.id, conversations.c.person)
    .join(sessions, sessions.c.conversation_id == conversations.c.id)
    .where(sessions.c.token_hash == sa.bindparam("hashed"))
)


@dataclass(frozen=True)
class Session:
    """An open chat: its conversation and its person's pseudonym."""

    conversation: int
    person: str


def mint(unit: UnitOfWork, key: bytes, now: dt.datetime) -> tuple[str, Session]:
    """A new token with its empty conversation."""
    token = secrets.token_urlsafe(32)
    person = pseudonym(CHANNEL, token, key)
    conversation = make(unit, person, CHANNEL, now)
    unit.execute(
        sessions.insert().values(token_hash=_hash(token), conversation_id=conversation, created=now)
    )
    return token, Session(conversation, person)


def find(unit: UnitOfWork, token: str) -> Optional[Session]:
    """The session of a token, or None. Only the hash is compared, so timing tells nothing."""
    row = unit.execute(_FIND, {"hashed": _hash(token)}).first()
    return Session(row.id, row.person) if row else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
