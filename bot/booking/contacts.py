"""A contact that somebody chooses to leave for one appointment: sealed before it is stored (P8).

While it is being asked for, the intake seals what it takes out of the message (P5) and puts it
here; the text that is stored holds a mark.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.privacy.redaction import EMAIL, PHONE, find, mark_of
from bot.storage.booking_tables import appointments
from bot.storage.unit_of_work import UnitOfWork

# The question that asks for one, as the notebook keeps it.
KIND, ABOUT = "booking_made", "contact"
_KINDS = (EMAIL, PHONE)


def in_text(text: str) -> str:
    """The addresses and numbers of a text, as they were written; empty when there are none."""
    return ", ".join(found.value for found in find(text) if found.kind in _KINDS)


def among(kinds: Iterable[str]) -> bool:
    """Whether an address or a number is among what was taken out of a text."""
    return not set(_KINDS).isdisjoint(kinds)


def marked(text: str) -> bool:
    """Whether a stored text held one."""
    return any(mark_of(kind) in text for kind in _KINDS)


def ask(unit: UnitOfWork, number: int, until: dt.datetime) -> None:
    """What comes until then is the contact of this appointment."""
    _change(unit, number, contact_asked=until)


def stop_asking(unit: UnitOfWork, number: int) -> None:
    """What comes next is text like any other."""
    _change(unit, number, contact_asked=None)


def keep(unit: UnitOfWork, person: str, sealed: str, now: dt.datetime) -> bool:
    """Put a sealed contact where it is asked for; False when nobody asks this person."""
    asked = (appointments.c.person == person) & (appointments.c.contact_asked > now)
    query = appointments.update().where(asked).values(contact=sealed)
    return bool(unit.execute(query).rowcount)


def remove(unit: UnitOfWork, number: int) -> None:
    """The person takes it back."""
    _change(unit, number, contact=None, contact_asked=None)


def _change(unit: UnitOfWork, number: int, **values: object) -> None:
    unit.execute(appointments.update().where(appointments.c.id == number).values(**values))
