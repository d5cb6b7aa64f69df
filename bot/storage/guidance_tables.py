"""The table of how sure a person is before and after their guidance."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Table

from bot.storage.column_types import BigId, metadata

# One row for each conversation in which it was asked; deleted with the conversation. `before` and
# `after`: 1 to 5, None if not answered; `day`: the day of `after`.
sureness = Table(
    "sureness",
    metadata,
    Column(
        "conversation_id",
        BigId,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("before", Integer),
    Column("asked_after", Boolean, nullable=False, default=False),
    Column("after", Integer),
    Column("day", Date, index=True),
)
