"""Web sessions: tokens of 256 random bits, stored as hashes only."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Optional

from bot.channels.web import CHANNEL, chat_session_repository
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.conversation_repository import create_conversation
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ChatSession:
    """An open chat: its conversation and its person's pseudonym."""

    conversation: int
    person: str


def create_session(unit: UnitOfWork, key: bytes, now: dt.datetime) -> tuple[str, ChatSession]:
    """Create a session with an empty conversation; returns its token and the session."""
    token = secrets.token_urlsafe(32)
    person = derive_pseudonym(CHANNEL, token, key)
    conversation = create_conversation(unit, person, CHANNEL, now)
    chat_session_repository.insert_session(unit, _hash_token(token), conversation, now)
    return token, ChatSession(conversation, person)


def find_session(unit: UnitOfWork, token: str) -> Optional[ChatSession]:
    """Return the session of a token, if any. Comparing hashes leaks nothing by timing."""
    row = chat_session_repository.find_by_token(unit, _hash_token(token))
    return ChatSession(row.id, row.person) if row else None


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
