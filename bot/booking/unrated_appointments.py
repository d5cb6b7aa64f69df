"""« Ça a aidé ? » after an appointment: whom it may be asked."""

from __future__ import annotations

import datetime as dt

from bot.booking.appointment_repository import Appointment, list_unrated
from bot.storage.unit_of_work import UnitOfWork

# Later nobody remembers; and what an appointment kept of a person may be gone by then.
RATING_REQUEST_WINDOW = dt.timedelta(days=7)


def list_unrated_appointments(unit: UnitOfWork, now: dt.datetime) -> list[Appointment]:
    """Those that took place lately and were neither rated nor asked about, earliest first; who did
    not come is not asked."""
    return list_unrated(unit, now, now - RATING_REQUEST_WINDOW)
