"""The tables of handoffs to counsellors, alerts and ratings."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.storage.column_types import BigId, UtcTime, metadata


def _conversation(index: bool = False) -> Column:
    """`index`: where no other index or key begins with it, or a purge reads the whole table."""
    return Column(
        "conversation_id",
        BigId,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=index,
    )


# Requests for a human. `state`: queued, human or ended. `share`: summary, transcript or none;
# `summary`: exactly the text that the person approved. A handoff in state human without a
# counsellor is answered outside the console; `claimed` is then the time of the last answer.
# `danger`: asked for in danger, or a danger was written to the counsellor.
handoffs = Table(
    "handoffs",
    metadata,
    Column("id", BigId, primary_key=True),
    _conversation(index=True),
    Column("state", String(10), nullable=False),
    Column("pseudonym", String(40), nullable=False, default=""),
    Column("share", String(10), nullable=False, default="none"),
    Column("summary", Text, nullable=False, default=""),
    Column("counsellor_id", BigId, ForeignKey("counsellors.id")),
    # The first message and reply numbers that the counsellor may read.
    Column("from_message", Integer, nullable=False, default=0),
    Column("from_reply", Integer, nullable=False, default=0),
    Column("created", UtcTime, nullable=False),
    Column("claimed", UtcTime),
    Column("ended", UtcTime),
    # handed_back, closed, left, timed_out or erased
    Column("outcome", String(12)),
    Column("label", String(40), nullable=False, default=""),
    # Whether « ça a aidé ? » was answered.
    Column("rated", Boolean, nullable=False, default=False),
    # The counsellor's note to the bot at the hand-back, said once.
    Column("note", Text, nullable=False, default=""),
    # When a colleague took over from whoever claimed it; since when its counsellor is gone; when it
    # came back to the queue because nobody took over.
    Column("taken", UtcTime),
    Column("gone", UtcTime),
    Column("requeued", UtcTime),
    Column("danger", Boolean, nullable=False, default=False),
    # The typed messages that the person let be read after an alert, ends included; 0 for none.
    Column("consent_from", Integer, nullable=False, default=0),
    Column("consent_until", Integer, nullable=False, default=0),
    sqlite_autoincrement=True,
)
_OPEN = handoffs.c.state.in_(("queued", "human"))
Index(
    "one_open_handoff",
    handoffs.c.conversation_id,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
Index("queue", handoffs.c.state, handoffs.c.created)

# Counsellors who joined a talk of another one, while they are in it.
handoff_participants = Table(
    "handoff_participants",
    metadata,
    Column("handoff_id", BigId, ForeignKey("handoffs.id", ondelete="CASCADE"), primary_key=True),
    Column("counsellor_id", BigId, ForeignKey("counsellors.id"), primary_key=True),
    Column("joined", UtcTime, nullable=False),
)

# Notes among counsellors, shown in the console only.
handoff_notes = Table(
    "handoff_notes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column(
        "handoff_id",
        BigId,
        ForeignKey("handoffs.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("counsellor_id", BigId, ForeignKey("counsellors.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
)

# A handoff offered to a colleague, with a note that only they read; one each. `declined`: the
# colleague said no, which the holder still has to see.
handoff_offers = Table(
    "handoff_offers",
    metadata,
    Column("id", BigId, primary_key=True),
    Column(
        "handoff_id",
        BigId,
        ForeignKey("handoffs.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("from_id", BigId, ForeignKey("counsellors.id"), nullable=False),
    Column("to_id", BigId, ForeignKey("counsellors.id"), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("declined", Boolean, nullable=False, default=False),
    Column("created", UtcTime, nullable=False),
)

# Unsent replies of counsellors, encrypted: unlike what is sent, they may hold personal data.
handoff_drafts = Table(
    "handoff_drafts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("handoff_id", BigId, ForeignKey("handoffs.id", ondelete="CASCADE"), nullable=False),
    Column(
        "counsellor_id",
        BigId,
        ForeignKey("counsellors.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("sealed", Text, nullable=False),
    UniqueConstraint("handoff_id", "counsellor_id"),
)

# The last message of the person that a counsellor has read, by its number.
handoff_reads = Table(
    "handoff_reads",
    metadata,
    Column("handoff_id", BigId, ForeignKey("handoffs.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "counsellor_id", BigId, ForeignKey("counsellors.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("message", Integer, nullable=False),
)

# Entries of the base used in answers, for the summary; a higher id is newer.
answered = Table(
    "answered",
    metadata,
    Column("id", BigId, primary_key=True),
    _conversation(),
    Column("entry", String(120), nullable=False),
    UniqueConstraint("conversation_id", "entry"),
    sqlite_autoincrement=True,
)

# Alerts that a person may be in danger, without content. If the person `agreed`, the messages with
# these numbers (ends included) may be read.
alerts = Table(
    "alerts",
    metadata,
    Column("id", BigId, primary_key=True),
    _conversation(index=True),
    Column("from_message", Integer, nullable=False, default=0),
    Column("until_message", Integer, nullable=False, default=0),
    Column("agreed", Boolean, nullable=False, default=False),
    Column("created", UtcTime, nullable=False),
    Column("seen_by", BigId),
    # The first counsellor who read it.
    Column("read_by", BigId),
)

# Anonymous ratings after a handoff or an appointment, with the day only.
ratings = Table(
    "ratings",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("about", String(12), nullable=False),
    Column("score", Integer, nullable=False),
    Column("sentence", Text, nullable=False, default=""),
    Column("day", Date, nullable=False, index=True),
)
