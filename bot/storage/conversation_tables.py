"""The tables of conversations. Times are aware and in UTC; a person is a pseudonym only."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.storage.column_types import BigId, Json, UtcTime, metadata


def _conversation(index: bool = False) -> Column:
    """`index`: where no other index or key begins with it, or a purge reads the whole table."""
    return Column(
        "conversation_id",
        BigId,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=index,
    )


conversations = Table(
    "conversations",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person", String(64), nullable=False, unique=True),
    Column("channel", String(20), nullable=False),
    Column("owner", String(10), nullable=False, default="bot"),
    Column("turns", Integer, nullable=False, default=0),
    Column("last_reply", Integer, nullable=False, default=0),
    # The message number that the last erasure took (0: none).
    Column("erased_through", Integer, nullable=False, default=0),
    # What the conversation is about (`bot.guidance.salience`).
    Column("salience", Json),
    Column("created", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False, index=True),
    # Ids are never reused: a late worker must not find another person's conversation.
    sqlite_autoincrement=True,
)

# Web sessions, with the hash of the token only.
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    _conversation(index=True),
    Column("created", UtcTime, nullable=False),
)

# Incoming messages, redacted before they are stored. `seq` numbers them per conversation from 1.
inbox = Table(
    "inbox",
    metadata,
    Column("id", BigId, primary_key=True),
    _conversation(),
    Column("channel", String(20), nullable=False),
    Column("external_id", String(160), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("body", Text, nullable=False),
    Column("signal", String(10), nullable=False, default="none"),
    Column("topic", String(30)),
    Column("matter", String(30)),
    # The keyed hash of a code in the text, until the message is answered.
    Column("code_hash", String(64)),
    Column("status", String(10), nullable=False, default="waiting"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("received", UtcTime, nullable=False),
    UniqueConstraint("channel", "external_id"),
    UniqueConstraint("conversation_id", "seq"),
    sqlite_autoincrement=True,
)
Index(
    "waiting_messages",
    inbox.c.conversation_id,
    inbox.c.seq,
    sqlite_where=inbox.c.status == "waiting",
    postgresql_where=inbox.c.status == "waiting",
)

# Replies. `seq` numbers them per conversation from 1, `answers` is the `seq` of the message.
outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    _conversation(),
    Column("seq", Integer, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("reply", Json, nullable=False),
    Column("created", UtcTime, nullable=False),
    # Who wrote a reply that is not the bot's.
    Column("counsellor_id", BigId),
    UniqueConstraint("conversation_id", "seq"),
)

# The meaning of buttons, valid in their own conversation only.
choices = Table(
    "choices",
    metadata,
    Column("token", String(32), primary_key=True),
    _conversation(),
    Column("label", Text, nullable=False),
    Column("intent", String(60), nullable=False),
    Column("carried", Json, nullable=False),
    Column("created", UtcTime, nullable=False),
)
Index("choices_of_conversation", choices.c.conversation_id)

# The current session of the Rasa tracker, one row per turn; the rollover deletes earlier rows.
tracker_events = Table(
    "tracker_events",
    metadata,
    _conversation(),
    Column("turn", Integer, nullable=False),
    Column("events", Json, nullable=False),
    UniqueConstraint("conversation_id", "turn"),
)

# Notebooks. They outlive their conversations (12 months against 30 days) under the same pseudonym.
# `code_hash` finds one from another device, `code_seed` derives the words of its code again.
notebooks = Table(
    "notebooks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person", String(64), nullable=False, unique=True),
    Column("code_hash", String(64), unique=True),
    Column("code_seed", String(64)),
    Column("data", Json, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("last_used", UtcTime, nullable=False, index=True),
)

# The ids of erased messages, for two days, so that a platform that sends one again does not bring
# it back.
erased_messages = Table(
    "erased_messages",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("external_id", String(160), primary_key=True),
    Column("created", UtcTime, nullable=False, index=True),
)

# Erased people and notebooks (`bot.privacy.erasure.hash_notebook_identity`), so that a late worker
# or a restored backup does not bring them back.
tombstones = Table(
    "tombstones",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("created", UtcTime, nullable=False),
)

# Questions that the base could not answer, for the team; deleted with their conversation.
unanswered = Table(
    "unanswered",
    metadata,
    Column("id", BigId, primary_key=True),
    _conversation(index=True),
    Column("text", Text, nullable=False),
    Column("created", UtcTime, nullable=False, index=True),
    # How it was met (`bot.handoff.unanswered_repository.REASONS`).
    Column("reason", String(14), nullable=False, server_default="not_known"),
)

# Attempts with wrong codes, counted for an hour; `person` is empty once they are erased.
wrong_codes = Table(
    "wrong_codes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person", String(64)),
    Column("created", UtcTime, nullable=False, index=True),
)

# The last trusted time (`bot.privacy.clock_guard`), in one row for the purge. While the clock is in
# doubt: `looked`, the last check by that clock, and `waited`, the seconds the service ran since.
sign_of_life = Table(
    "sign_of_life",
    metadata,
    Column("of", String(30), primary_key=True),
    Column("seen", UtcTime, nullable=False),
    Column("looked", UtcTime),
    Column("waited", Integer, nullable=False, default=0),
)
