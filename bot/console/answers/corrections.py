"""Report a wrong reply of the bot and track whether it was dealt with."""

from __future__ import annotations

import datetime as dt

from bot.console.answers import correction_repository
from bot.console.console_errors import NoSuchPage
from bot.privacy.message_validation import clean_message
from bot.privacy.redaction import redact
from bot.storage.unit_of_work import UnitOfWork


def add_correction(
    unit: UnitOfWork, said: str, should: str, counsellor: int, now: dt.datetime
) -> int:
    """Store a correction and return its number.

    Both texts are redacted: what the bot said may repeat personal data. Raises MessageRefused.
    """
    said, should = (redact(clean_message(text)).text for text in (said, should))
    return correction_repository.insert_correction(unit, said, should, counsellor, now)


def set_correction_state(unit: UnitOfWork, number: int, state: str) -> None:
    """Close a correction, or open it again. Raises NoSuchPage."""
    if not correction_repository.set_correction_state(unit, number, state):
        raise NoSuchPage
