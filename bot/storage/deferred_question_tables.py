"""The tables of questions that people leave for the team, and of invitations to answer them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, String, Table, Text

from bot.storage.column_types import BigId, UtcTime, metadata

# A question that a person left; deleted with its conversation. `text` is redacted as in the inbox,
# `due` is the day until which an answer was promised, `topic` the title of a near entry or "".
deferred_questions = Table(
    "deferred_questions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column(
        "conversation_id",
        BigId,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("text", Text, nullable=False),
    Column("topic", String(160), nullable=False, default=""),
    # waiting, answered or declined
    Column("state", String(10), nullable=False),
    Column("created", UtcTime, nullable=False, index=True),
    Column("due", Date, nullable=False),
    # The answer, or the reason why there is none, with its author: counsellor or professional.
    Column("answer", Text, nullable=False, default=""),
    Column("author", String(12), nullable=False, default=""),
    Column("answered_by", BigId, ForeignKey("counsellors.id")),
    Column("answered", UtcTime),
    # When the answer was put into the outbox of the conversation.
    Column("delivered", UtcTime),
    # What the person said of the answer; None until they did.
    Column("helped", Boolean),
    # Ids are never reused: a page that is open shows one question only.
    sqlite_autoincrement=True,
)
_UNDELIVERED = (deferred_questions.c.state != "waiting") & deferred_questions.c.delivered.is_(None)
Index(
    "undelivered_answers",
    deferred_questions.c.id,
    sqlite_where=_UNDELIVERED,
    postgresql_where=_UNDELIVERED,
)

# Links by which a professional answers one question. The token is stored hashed only; `draft` is
# what they wrote, until a counsellor accepts or refuses it.
question_invitations = Table(
    "question_invitations",
    metadata,
    Column("id", BigId, primary_key=True),
    Column(
        "question_id",
        BigId,
        ForeignKey("deferred_questions.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_by", BigId, ForeignKey("counsellors.id"), nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("expires", UtcTime, nullable=False),
    Column("draft", Text, nullable=False, default=""),
    Column("drafted", UtcTime),
    sqlite_autoincrement=True,
)
