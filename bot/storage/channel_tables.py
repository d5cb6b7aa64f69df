"""The tables of the platforms' channels: whom a reply is delivered to, and how far it came."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, Text

from bot.storage.column_types import BigId, UtcTime, metadata

# Where a conversation's replies go. `sealed`: the platform's own id of the person, encrypted; it
# stands nowhere else, and goes at `expires` (P3).
routes = Table(
    "routes",
    metadata,
    Column(
        "conversation_id",
        BigId,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("channel", String(20), nullable=False),
    Column("sealed", Text, nullable=False),
    # When the person last wrote: some platforms take answers for so long only.
    Column("heard", UtcTime, nullable=False),
    Column("expires", UtcTime, nullable=False, index=True),
    # The person blocked us, or is gone: nothing is sent until they write again.
    Column("closed", Boolean, nullable=False, default=False),
    # The last reply that left whole, and how many messages of the next one did.
    Column("sent", Integer, nullable=False, default=0),
    Column("part", Integer, nullable=False, default=0),
    # A message left at this try and nothing is known of it yet; a process works at it until then.
    Column("sending", Boolean, nullable=False, default=False),
    Column("held_until", UtcTime),
    Column("tries", Integer, nullable=False, default=0),
    Column("due", UtcTime),
    # It was the platform that said how long; else it is our own pause.
    Column("told_to_wait", Boolean, nullable=False, default=False),
)

# How sends ended that did not simply arrive, by day: nothing tells whose they were.
delivery_counts = Table(
    "delivery_counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("channel", String(20), primary_key=True),
    # unknown · refused · late · gone · given_up
    Column("outcome", String(12), primary_key=True),
    Column("count", Integer, nullable=False),
)
