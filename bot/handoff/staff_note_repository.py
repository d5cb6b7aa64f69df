"""What counsellors write about a handoff for each other. It never leaves the console."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from bot.handoff import handoff_errors
from bot.handoff.handoff_repository import find_handoff
from bot.privacy.message_validation import clean_message
from bot.privacy.redaction import redact
from bot.storage.handoff_tables import handoff_notes
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class StaffNote:
    """A note, who wrote it (a counsellor's id) and when."""

    text: str
    counsellor: int
    created: dt.datetime


def add_staff_note(
    unit: UnitOfWork, handoff_id: int, counsellor_id: int, text: str, now: dt.datetime
) -> StaffNote:
    """Write a note, also once the handoff ended. What would tell who the person is, is redacted.

    Raises:
        UnknownHandoff: also when it was erased.
        bot.privacy.message_validation.MessageRefused: the text cannot be stored.
    """
    note = StaffNote(redact(clean_message(text)).text, counsellor_id, now)
    if find_handoff(unit, handoff_id) is None:
        raise handoff_errors.UnknownHandoff(handoff_id)
    unit.execute(
        handoff_notes.insert().values(
            handoff_id=handoff_id, counsellor_id=counsellor_id, text=note.text, created=now
        )
    )
    return note


def list_staff_notes(unit: UnitOfWork, handoff_id: int) -> list[StaffNote]:
    """The notes of a handoff, the oldest first."""
    query = sa.select(
        handoff_notes.c.text, handoff_notes.c.counsellor_id, handoff_notes.c.created
    ).where(handoff_notes.c.handoff_id == handoff_id)
    return [StaffNote(*row) for row in unit.execute(query.order_by(handoff_notes.c.id))]
