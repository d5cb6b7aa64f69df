"""Appointments after which a rating (« Ça a aidé ? ») may be requested."""

from __future__ import annotations

import datetime as dt

from bot.booking.appointment_repository import Appointment, list_unrated
from bot.storage.unit_of_work import UnitOfWork

# After this, the appointment is forgotten and its link to the person may be purged.
RATING_REQUEST_WINDOW = dt.timedelta(days=7)


def list_unrated_appointments(unit: UnitOfWork, now: dt.datetime) -> list[Appointment]:
    """Return the recent attended appointments without a rating or a request, earliest first."""
    return list_unrated(unit, now, now - RATING_REQUEST_WINDOW)
