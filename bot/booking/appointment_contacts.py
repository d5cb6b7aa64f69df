"""The optional contact of an appointment, encrypted before it is stored (P8).

While it is requested, the intake encrypts what it redacts from a message (P5) and stores it here;
the stored text has a mark in its place.
"""

from __future__ import annotations

import datetime as dt

from bot.booking.appointment_repository import update_appointment
from bot.privacy.redaction import EMAIL, PHONE, find_personal_data, get_placeholder
from bot.storage.unit_of_work import UnitOfWork

# The open question that requests a contact.
QUESTION_KIND, QUESTION_TOPIC = "booking_made", "contact"
_CONTACT_KINDS = (EMAIL, PHONE)


def extract_contacts(text: str) -> str:
    """Return the e-mail addresses and phone numbers of a text, comma-separated; "" without."""
    found = find_personal_data(text)
    return ", ".join(each.value for each in found if each.kind in _CONTACT_KINDS)


def has_contact_mark(text: str) -> bool:
    """Whether a contact was redacted from a stored text."""
    return any(get_placeholder(kind) in text for kind in _CONTACT_KINDS)


def open_contact_request(unit: UnitOfWork, number: int, until: dt.datetime) -> None:
    """Treat contacts in messages until `until` as that of this appointment."""
    update_appointment(unit, number, contact_asked=until)


def close_contact_request(unit: UnitOfWork, number: int) -> None:
    """Stop treating contacts in messages as that of this appointment."""
    update_appointment(unit, number, contact_asked=None)


def delete_contact(unit: UnitOfWork, number: int) -> None:
    """Delete the contact of an appointment and any request for it."""
    update_appointment(unit, number, contact=None, contact_asked=None)
