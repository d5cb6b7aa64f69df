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


def _conversation() -> Column:
    return Column(
        "conversation_id",
        BigId,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
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
    # The number that the last erasure took among the messages (0: none).
    Column("erased_through", Integer, nullable=False, default=0),
    # What the talk is about (`bot.guidance.salience`).
    Column("salience", Json),
    Column("created", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False, index=True),
    # An id is never used again: a late worker must not meet another person under it.
    sqlite_autoincrement=True,
)

# A web session: only the hash of its token is kept.
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    _conversation(),
    Column("created", UtcTime, nullable=False),
)

# What came in, redacted before it is written. `seq` counts a conversation's messages from 1.
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
    # A notebook's code was in the text: its keyed hash, until it is answered.
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

# What goes out; `seq` counts a conversation's replies from 1, `answers` is the inbox seq answered.
outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    _conversation(),
    Column("seq", Integer, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("reply", Json, nullable=False),
    Column("created", UtcTime, nullable=False),
    UniqueConstraint("conversation_id", "seq"),
)

# What a button means: resolved by the server, valid in its own conversation only.
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

# The current session of the Rasa tracker, a row a turn; the rollover drops the rows before it.
tracker_events = Table(
    "tracker_events",
    metadata,
    _conversation(),
    Column("turn", Integer, nullable=False),
    Column("events", Json, nullable=False),
    UniqueConstraint("conversation_id", "turn"),
)

# The state of the four steps. It outlives its conversation (12 months against 30 days), under the
# same pseudonym; `code_hash` finds it from another device, `code_seed` tells the words again.
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

# The numbers of messages that were erased, for two days: a platform may send one of them again, and
# it must not come back. Nothing of what they said.
erased_messages = Table(
    "erased_messages",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("external_id", String(160), primary_key=True),
    Column("created", UtcTime, nullable=False, index=True),
)

# Who asked to be forgotten, and which notebooks went
# (`bot.privacy.erasure.hash_notebook_identity`): a late worker or a backup finds the stone and
# brings nothing back.
tombstones = Table(
    "tombstones",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("created", UtcTime, nullable=False),
)

# A question that the base could not answer, for the team. It goes with its conversation.
unanswered = Table(
    "unanswered",
    metadata,
    Column("id", BigId, primary_key=True),
    _conversation(),
    Column("text", Text, nullable=False),
    Column("created", UtcTime, nullable=False, index=True),
)

# A code that opened nothing: who typed it (nobody, once they are erased) and when. An hour counts.
wrong_codes = Table(
    "wrong_codes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person", String(64)),
    Column("created", UtcTime, nullable=False, index=True),
)

# When the clock was last believed (`bot.privacy.clock_guard`), in one row: the purge's. While it is
# in doubt: when it was last looked at, by that clock, and for how many seconds the service ran
# since.
sign_of_life = Table(
    "sign_of_life",
    metadata,
    Column("of", String(30), primary_key=True),
    Column("seen", UtcTime, nullable=False),
    Column("looked", UtcTime),
    Column("waited", Integer, nullable=False, default=0),
)
