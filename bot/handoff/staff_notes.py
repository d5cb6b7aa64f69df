"""Internal notes of counsellors about a handoff, shown only in the console."""

from __future__ import annotations

import datetime as dt

from bot.handoff import handoff_errors
from bot.handoff.handoff_repository import find_handoff
from bot.handoff.staff_note_repository import StaffNote, insert_staff_note
from bot.privacy.message_validation import clean_message
from bot.privacy.redaction import redact
from bot.storage.unit_of_work import UnitOfWork


def add_staff_note(
    unit: UnitOfWork, handoff_id: int, counsellor_id: int, text: str, now: dt.datetime
) -> StaffNote:
    """Add a redacted note to a handoff, which may have ended.

    Raises:
        UnknownHandoff: the handoff does not exist or was erased.
        bot.privacy.message_validation.MessageRefused: the text cannot be stored.
    """
    note = StaffNote(redact(clean_message(text)).text, counsellor_id, now)
    if find_handoff(unit, handoff_id) is None:
        raise handoff_errors.UnknownHandoff(handoff_id)
    insert_staff_note(unit, handoff_id, note)
    return note
