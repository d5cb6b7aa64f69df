"""Changes to the kinds of appointment. Appointments already made keep their terms."""

from __future__ import annotations

import secrets
from dataclasses import replace

from bot.booking import appointment_kind_repository as stored
from bot.booking import waiting_repository
from bot.booking.appointment_kinds import AppointmentKind, Kind
from bot.booking.booking_errors import KindInUse
from bot.booking.venue import BookingPolicy
from bot.storage.unit_of_work import UnitOfWork


def create_code() -> Kind:
    """Return a code that no kind has had: hours may still name deleted ones."""
    return f"k_{secrets.token_hex(4)}"


def add_kind(unit: UnitOfWork, kind: AppointmentKind, usual: BookingPolicy) -> None:
    """Store a new kind; `usual` is the policy of the settings.

    Raises InvalidBookingPolicy if its horizon is not longer than its notice.
    """
    usual.adapted_to(kind)
    stored.insert_kind(unit, kind)


def change_kind(unit: UnitOfWork, kind: AppointmentKind, usual: BookingPolicy) -> None:
    """Store what a kind is from now on. Raises UnknownKind, InvalidBookingPolicy."""
    usual.adapted_to(kind)
    stored.update_kind(unit, kind)


def pause_kind(unit: UnitOfWork, code: Kind, paused: bool) -> None:
    """Stop offering a kind, or offer it again. Raises UnknownKind."""
    stored.update_kind(unit, replace(stored.get_kind(unit, code), paused=paused))


def delete_kind(unit: UnitOfWork, code: Kind) -> None:
    """Delete a kind that nothing uses. Raises UnknownKind, KindInUse."""
    if stored.has_appointments(unit, code) or waiting_repository.has_entries(unit, code):
        raise KindInUse(code)
    stored.delete_kind(unit, code)
