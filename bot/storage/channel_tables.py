"""The tables of delivery to platforms: addresses, progress and counts of outcomes."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, Text

from bot.storage.column_types import BigId, UtcTime, metadata

# The delivery addresses. `sealed`: the platform's own id of the person, encrypted; it is stored
# nowhere else, and deleted at `expires` (P3).
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
    # When the person last wrote: some platforms accept answers for a limited time.
    Column("heard", UtcTime, nullable=False),
    Column("expires", UtcTime, nullable=False, index=True),
    # The person blocked the bot or left: nothing is sent until they write again.
    Column("closed", Boolean, nullable=False, default=False),
    # The number of the last reply sent completely, and of the messages sent of the next one.
    Column("sent", Integer, nullable=False, default=0),
    Column("part", Integer, nullable=False, default=0),
    # A send is under way, and its outcome not known yet; a process holds the route until then.
    Column("sending", Boolean, nullable=False, default=False),
    Column("held_until", UtcTime),
    Column("tries", Integer, nullable=False, default=0),
    Column("due", UtcTime),
    # Whether the platform asked to wait until `due`.
    Column("told_to_wait", Boolean, nullable=False, default=False),
)

# Failed sends by day and outcome, anonymous.
delivery_counts = Table(
    "delivery_counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("channel", String(20), primary_key=True),
    # unknown · refused · late · gone · given_up
    Column("outcome", String(12), primary_key=True),
    Column("count", Integer, nullable=False),
)
