"""The tables of appointments; constraints exclude two at the same time for one counsellor."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy import PrimaryKeyConstraint as PrimaryKey

from bot.storage.column_types import BigId, Json, UtcTime, metadata

# Days on which the whole centre is closed, both ends included.
closures = Table(
    "closures",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False, index=True),
    Column("reason", String(120), nullable=False),
)

# Kinds of appointment, in the order of `position`. Without buffers (minutes), notice (minutes) or
# horizon (days) of its own a kind has those of the settings.
appointment_kinds = Table(
    "appointment_kinds",
    metadata,
    Column("code", String(12), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String(60), nullable=False),
    Column("description", String(160), nullable=False, default=""),
    Column("minutes", Integer, nullable=False),
    Column("before", Integer),
    Column("after", Integer),
    Column("notice", Integer),
    Column("horizon", Integer),
    Column("modes", Json, nullable=False),
    Column("languages", Json, nullable=False, default=[]),
    Column("place", String(160), nullable=False, default=""),
    Column("paused", Boolean, nullable=False, default=False),
)

# `state`: held (until `held_until`), asked (a class visit that the team has to accept), confirmed
# or cancelled. `guard_*`: the time with its buffers; PostgreSQL has an exclusion constraint on it
# (migration 0004), which the metadata cannot express.
appointments = Table(
    "appointments",
    metadata,
    Column("id", BigId, primary_key=True),
    Column(
        "counsellor_id",
        BigId,
        ForeignKey("counsellors.id", ondelete="RESTRICT"),
        nullable=False,
        index=True,
    ),
    Column("person", String(64), index=True),
    Column("channel", String(20), nullable=False),
    # The name that the counsellor calls, « Renard 42 »; empty once it is not needed any more.
    Column("pseudonym", String(40), nullable=False, default=""),
    # Makes a repeated request return the same appointment.
    Column("request", String(80), unique=True),
    # The words of its code are derived from the seed; codes and link tokens are stored as hashes.
    Column("code_seed", String(64)),
    Column("code_hash", String(64), unique=True),
    Column("token_hash", String(64), unique=True),
    # The UID of the calendar event, the same for all its versions.
    Column("uid", String(64), nullable=False, unique=True),
    Column("sequence", Integer, nullable=False, default=0),
    Column("kind", String(12), nullable=False),
    # The name and place of its kind when it was made.
    Column("kind_name", String(60), nullable=False, default=""),
    Column("place", String(160), nullable=False, default=""),
    Column("way", String(12), nullable=False),
    Column("language", String(3)),
    Column("starts", UtcTime, nullable=False, index=True),
    Column("ends", UtcTime, nullable=False),
    Column("guard_starts", UtcTime, nullable=False),
    Column("guard_ends", UtcTime, nullable=False),
    Column("zone", String(40), nullable=False),
    Column("state", String(10), nullable=False),
    Column("held_until", UtcTime),
    Column("contact", Text),
    # Until then, an address or a number that the person writes becomes the contact.
    Column("contact_asked", UtcTime),
    Column("summary", Text),
    # present or absent, set once it is over.
    Column("attendance", String(8)),
    # Whether « ça a aidé ? » was answered, by anybody who has the link.
    Column("rated", Boolean, nullable=False, default=False),
    # Whether it was asked in the chat.
    Column("rating_asked", Boolean, nullable=False, default=False),
    # Whether its counsellor saw it in the agenda.
    Column("seen", Boolean, nullable=False, default=False),
    Column("created", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

# The waiting list for freed times, in the order of `id`. `state`: waiting, or offered while a time
# is held for it, until `answer_by`. `refused`: starts that are not offered again.
waiting_entries = Table(
    "waiting_entries",
    metadata,
    Column("id", BigId, primary_key=True),
    Column(
        "conversation_id",
        BigId,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("kind", String(12), nullable=False),
    Column("way", String(12), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("state", String(10), nullable=False),
    Column("refused", Json, nullable=False),
    Column("appointment_id", BigId, ForeignKey("appointments.id", ondelete="SET NULL"), index=True),
    Column("answer_by", UtcTime),
    Column("created", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

# Quarters of an hour of a counsellor, each taken by one appointment.
appointment_cells = Table(
    "appointment_cells",
    metadata,
    Column("counsellor_id", BigId, nullable=False),
    Column("starts", UtcTime, nullable=False),
    Column(
        "appointment_id",
        BigId,
        ForeignKey("appointments.id", ondelete="CASCADE"),
        nullable=False,
    ),
    PrimaryKey("counsellor_id", "starts"),
)
Index("cells_of_appointment", appointment_cells.c.appointment_id)
