"""Every column that can hold text is accounted for (P3, P5, P8), and every table that holds
something of a person is emptied (P6). A new one has to be thought about here."""

from __future__ import annotations

import sqlalchemy as sa

from bot.privacy.erasure_repository import DIALOGUE_TABLES, REQUEST_TABLES
from bot.storage.channel_tables import routes
from bot.storage.column_types import Json
from bot.storage.conversation_tables import conversations, inbox, outbox, sessions
from bot.storage.schema_migration import load_metadata

TABLES = load_metadata().sorted_tables
EMPTIED = {*REQUEST_TABLES, outbox, inbox, *DIALOGUE_TABLES}

# Words, hashes and numbers of our own: what a person or a platform wrote never comes there.
OURS = {
    "alerts": "",
    "answered": "entry",
    "appointment_kinds": "code modes languages",
    "appointments": "channel pseudonym request code_seed code_hash token_hash uid kind kind_name"
    " way language place zone state attendance",
    "audit": "action subject",
    "calendar_sources": "busy problem",
    "calendars": "busy",
    "choices": "token intent",
    "console_sessions": "token_hash",
    "conversations": "channel owner",
    "counsellors": "role duty languages weekly exceptions",
    "credentials": "passphrase recovery invitation feed",
    "deferred_questions": "topic state author",
    "delivery_counts": "channel outcome",
    "device_codes": "code_hash",
    "erased_messages": "channel",
    "failed_sign_ins": "account",
    "figure_drafts": "subject key",
    "figures": "subject key",
    "handoffs": "state pseudonym share outcome label",
    "inbox": "channel kind signal topic matter code_hash status",
    "notebooks": "code_hash code_seed",
    "question_invitations": "token_hash",
    "opening_checks": "subject said",
    "ratings": "about",
    "routes": "channel",
    "sessions": "token_hash",
    "sign_of_life": "of",
    "answers": "state",
    "unanswered": "reason",
    "corrections": "state",
    "reviews": "entry field said verdict",
    "waiting_entries": "kind way state refused",
}
# A keyed hash of the channel and its own id; of a message, behind it, a keyed hash or the number
# that a page gave (P3).
PSEUDONYMS = {
    "appointments": "person",
    "conversations": "person",
    "erased_messages": "external_id",
    "inbox": "external_id",
    "notebooks": "person",
    "tombstones": "person",
    "wrong_codes": "person",
}
# Redacted before the first of them is written; the others are made of it (P5).
REDACTED = {
    "inbox": "body",
    "tracker_events": "events",
    "choices": "label carried",
    "outbox": "reply",
    "notebooks": "data",
    # Words for what the base does not hold stand in it.
    "conversations": "salience",
    "unanswered": "text",
    "deferred_questions": "text",
    "appointments": "summary",
    "handoffs": "summary",
    "ratings": "sentence",
}
# What the team writes: redacted, or refused where it would identify somebody (P5).
OF_THE_TEAM = {
    "answers": "question variants answer source url missed",
    "appointment_kinds": "name description place",
    "closures": "reason",
    "corrections": "said should",
    "deferred_questions": "answer",
    "events": "title summary audience place",
    "canned_texts": "title text",
    "handoff_notes": "text",
    "handoff_offers": "note",
    "reviews": "value",
    "handoffs": "note",
    # What a professional wrote for the team.
    "question_invitations": "draft",
    "site_details": "name address access phone email web open_hours hours_note",
}
# What the team writes of itself: its own names, for an admin to see.
OF_THEMSELVES = {"calendar_sources": "label", "counsellors": "name partner pole"}
# Encrypted with keys that stand elsewhere (P8).
SEALED = {
    "appointments": "contact",
    "calendar_sources": "sealed",
    "credentials": "totp",
    "handoff_drafts": "sealed",
    "routes": "sealed",
}


def columns(*accounts: dict[str, str]) -> list[str]:
    return sorted(
        f"{table}.{name}" for each in accounts for table, names in each.items()
        for name in names.split()
    )  # fmt: skip


def test_p5_every_column_that_can_hold_text_is_accounted_for() -> None:
    found = sorted(
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.columns
        if isinstance(column.type, (sa.String, sa.Text, Json))
    )
    assert found == columns(OURS, PSEUDONYMS, REDACTED, OF_THE_TEAM, OF_THEMSELVES, SEALED)


def test_p6_every_table_of_a_conversation_is_emptied_with_it() -> None:
    of_a_conversation = {
        table
        for table in TABLES
        if any(key.column.table is conversations for key in table.foreign_keys)
    }
    assert of_a_conversation == {*EMPTIED, sessions, routes}


def test_p6_what_hangs_on_such_a_table_goes_with_it() -> None:
    """The database itself deletes it."""
    emptied = {*EMPTIED, conversations}
    hanging = [key for table in TABLES for key in table.foreign_keys if key.column.table in emptied]
    assert len(hanging) > len(EMPTIED)
    assert {key.ondelete for key in hanging} == {"CASCADE"}


def test_p6_every_table_that_names_a_person_is_thought_of() -> None:
    """Deleted, or taken out of (appointments, wrong codes); the stone is what they asked for."""
    assert {table.name for table in TABLES if "person" in table.columns} == {
        *("appointments", "conversations", "notebooks", "tombstones", "wrong_codes"),
    }
