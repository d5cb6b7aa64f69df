"""The tables of appointments. The database itself refuses two at once for one counsellor."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy import PrimaryKeyConstraint as PrimaryKey

from bot.storage.column_types import BigId, UtcTime, metadata

# Days on which the whole place is closed, both ends included.
closures = Table(
    "closures",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False, index=True),
    Column("reason", String(120), nullable=False),
)

# `state`: held (until `held_until`), asked (a class visit, until the team says yes), confirmed or
# cancelled. `guard_*`: with its buffers; on PostgreSQL an exclusion constraint stands on them
# (migration 0004), which no metadata can say.
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
    # « Renard 42 »: what the counsellor calls, empty once it is no longer needed.
    Column("pseudonym", String(40), nullable=False, default=""),
    # One request, one appointment: a repeated request gives the same answer.
    Column("request", String(80), unique=True),
    # The words that designate it are made from a seed; a link's token is random. Hashes only.
    Column("code_seed", String(64)),
    Column("code_hash", String(64), unique=True),
    Column("token_hash", String(64), unique=True),
    # The name of the calendar file's event, the same for all its versions.
    Column("uid", String(64), nullable=False, unique=True),
    Column("sequence", Integer, nullable=False, default=0),
    Column("kind", String(12), nullable=False),
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
    # Until then, an address or a number that the person writes is this appointment's contact.
    Column("contact_asked", UtcTime),
    Column("summary", Text),
    # present or absent, once it is over.
    Column("attendance", String(8)),
    # Whether « ça a aidé ? » was answered: once, by whoever has the link.
    Column("rated", Boolean, nullable=False, default=False),
    # Whether it was asked in the chat: once.
    Column("rating_asked", Boolean, nullable=False, default=False),
    Column("created", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

# A quarter of an hour of a counsellor belongs to one appointment.
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
