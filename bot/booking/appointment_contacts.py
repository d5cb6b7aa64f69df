"""A contact that somebody chooses to leave for one appointment: sealed before it is stored (P8).

While it is being asked for, the intake seals what it takes out of the message (P5) and puts it
here; the text that is stored holds a mark.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.booking.appointment_repository import update_appointment
from bot.privacy.redaction import EMAIL, PHONE, find_personal_data, get_placeholder
from bot.storage.unit_of_work import UnitOfWork

# The question that asks for one, as the notebook keeps it.
QUESTION_KIND, QUESTION_TOPIC = "booking_made", "contact"
_CONTACT_KINDS = (EMAIL, PHONE)


def extract_contacts(text: str) -> str:
    """The addresses and numbers of a text, as they were written; empty when there are none."""
    return ", ".join(
        found.value for found in find_personal_data(text) if found.kind in _CONTACT_KINDS
    )


def has_contact_kind(kinds: Iterable[str]) -> bool:
    """Whether an address or a number is among what was taken out of a text."""
    return not set(_CONTACT_KINDS).isdisjoint(kinds)


def has_contact_mark(text: str) -> bool:
    """Whether a stored text held one."""
    return any(get_placeholder(kind) in text for kind in _CONTACT_KINDS)


def open_contact_request(unit: UnitOfWork, number: int, until: dt.datetime) -> None:
    """What comes until then is the contact of this appointment."""
    update_appointment(unit, number, contact_asked=until)


def close_contact_request(unit: UnitOfWork, number: int) -> None:
    """What comes next is text like any other."""
    update_appointment(unit, number, contact_asked=None)


def delete_contact(unit: UnitOfWork, number: int) -> None:
    """The person takes it back."""
    update_appointment(unit, number, contact=None, contact_asked=None)
