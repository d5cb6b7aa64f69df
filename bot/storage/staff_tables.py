"""The tables of the staff: counsellors, sign-in, audit trail, and what they write."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, String, Table, Text

from bot.storage.column_types import BigId, Json, UtcTime, metadata


def _counsellor(**options: bool) -> Column:
    return Column(
        "counsellor_id", BigId, ForeignKey("counsellors.id", ondelete="CASCADE"), **options
    )


# Counsellors. `weekly` and `exceptions`: see `bot.booking.hours_json`.
counsellors = Table(
    "counsellors",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("role", String(12), nullable=False, default="counsellor"),
    Column("partner", String(80), nullable=False, default=""),
    Column("pole", String(80), nullable=False, default=""),
    Column("languages", Json, nullable=False, default=["fr"]),
    Column("weekly", Json, nullable=False, default={}),
    Column("exceptions", Json, nullable=False, default={}),
    # Whether appointments can be booked; existing ones stay in any case.
    Column("receives", Boolean, nullable=False, default=True),
    # off · on · interview
    Column("duty", String(10), nullable=False, default="off"),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("created", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

# The uploaded calendar of a counsellor, one each: busy times only (`bot.booking.busy_times`).
# `until`: the last day that was read.
calendars = Table(
    "calendars",
    metadata,
    _counsellor(primary_key=True, nullable=False),
    Column("busy", Json, nullable=False),
    Column("sent", UtcTime, nullable=False),
    Column("until", Date, nullable=False),
)

# Calendars of counsellors on a CalDAV server. `sealed`: address, user name and password, encrypted;
# `busy`: those of the last success, at `fetched`. `problem`: the error code of the last attempt.
calendar_sources = Table(
    "calendar_sources",
    metadata,
    Column("id", BigId, primary_key=True),
    _counsellor(nullable=False, index=True),
    Column("label", String(40), nullable=False),
    Column("sealed", Text, nullable=False),
    Column("busy", Json, nullable=False),
    Column("fetched", UtcTime),
    Column("tried", UtcTime),
    Column("problem", String(40), nullable=False, default=""),
    Column("created", UtcTime, nullable=False),
)

# Credentials: an invitation until the first sign-in, then a passphrase and a second factor. `totp`
# is encrypted; invitations, recovery codes and feed tokens are stored as hashes.
credentials = Table(
    "credentials",
    metadata,
    _counsellor(primary_key=True, nullable=False),
    Column("passphrase", Text),
    Column("totp", Text),
    # The last time step used, so that a code works once.
    Column("totp_step", BigId, nullable=False, default=0),
    Column("recovery", Json, nullable=False, default=[]),
    Column("invitation", String(64), unique=True),
    Column("invited", UtcTime),
    Column("feed", String(64), unique=True),
)

# One-time codes that register a browser at the sign-in; the last one, as a hash.
device_codes = Table(
    "device_codes",
    metadata,
    _counsellor(primary_key=True, nullable=False),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("until", UtcTime, nullable=False),
)

# Open sessions of the console, with the hash of the token only. `last_seen`: the last input of the
# counsellor; `alive`: the last sign of life of an open page.
console_sessions = Table(
    "console_sessions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    _counsellor(nullable=False, index=True),
    Column("created", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    Column("alive", UtcTime),
)

# Failed sign-ins by a keyed hash of the typed name, to slow down further attempts.
failed_sign_ins = Table(
    "failed_sign_ins",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("account", String(64), nullable=False, index=True),
    Column("created", UtcTime, nullable=False, index=True),
)

# The audit trail. A trigger refuses to change or delete rows.
audit = Table(
    "audit",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("counsellor_id", BigId),
    Column("action", String(40), nullable=False),
    Column("subject", String(80), nullable=False, default=""),
    Column("created", UtcTime, nullable=False, index=True),
)

# Answers written by counsellors; an admin approves them into the base.
answers = Table(
    "answers",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("question", Text, nullable=False),
    Column("variants", Json, nullable=False, default=[]),
    Column("answer", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("url", Text, nullable=False, default=""),
    Column("read_on", Date, nullable=False),
    Column("state", String(10), nullable=False, default="proposed"),
    Column("written_by", BigId, nullable=False),
    Column("decided_by", BigId),
    Column("created", UtcTime, nullable=False),
    # The wordings that did not get the answer at the last check.
    Column("missed", Json, nullable=False, server_default="[]"),
)

# Corrections of the bot's answers: what it said, what it should say.
corrections = Table(
    "corrections",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("said", Text, nullable=False),
    Column("should", Text, nullable=False),
    Column("state", String(10), nullable=False, default="open"),
    Column("written_by", BigId, nullable=False),
    Column("created", UtcTime, nullable=False),
)

# Reviews of facts against their source: confirmed, corrected or withdrawn.
reviews = Table(
    "reviews",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("entry", String(80), nullable=False),
    Column("field", String(40), nullable=False),
    Column("said", Text, nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("value", Text, nullable=False, default=""),
    Column("written_by", BigId, nullable=False),
    Column("created", UtcTime, nullable=False),
)

# Texts that the team inserts into replies. A retired one is kept, and no longer offered.
canned_texts = Table(
    "canned_texts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("title", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("retired", Boolean, nullable=False, default=False),
    Column("written_by", BigId, nullable=False),
    Column("changed", UtcTime, nullable=False),
)

# Events at the centre, entered by the team.
events = Table(
    "events",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("title", String(120), nullable=False),
    Column("summary", Text, nullable=False, default=""),
    Column("audience", String(120), nullable=False, default=""),
    Column("place", String(120), nullable=False, default=""),
    Column("starts", UtcTime, nullable=False),
    Column("ends", UtcTime, nullable=False, index=True),
    Column("written_by", BigId, nullable=False),
    Column("created", UtcTime, nullable=False),
)

# The centre's details that its admins confirmed: one row, which wins over the settings.
# `open_hours`: as `bot.opening_hours` writes them.
site_details = Table(
    "site_details",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("address", String(200), nullable=False, default=""),
    Column("access", String(300), nullable=False, default=""),
    Column("phone", String(40), nullable=False, default=""),
    Column("email", String(120), nullable=False, default=""),
    Column("web", String(120), nullable=False, default=""),
    Column("open_hours", String(400), nullable=False, default=""),
    Column("hours_note", String(160), nullable=False, default=""),
    Column("confirmed", Date, nullable=False),
    Column("written_by", BigId, nullable=False),
)

# What an admin read and found right, such as a helpline; `said`: what it said then.
opening_checks = Table(
    "opening_checks",
    metadata,
    Column("subject", String(60), primary_key=True),
    Column("said", Text, nullable=False),
    Column("checked", UtcTime, nullable=False),
    Column("written_by", BigId, nullable=False),
)
