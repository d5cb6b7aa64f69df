"""« Ça a aidé ? » after an appointment: whom it may be asked, and that it was."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot.booking.appointment_repository import Appointment, appointment_from_row
from bot.storage.booking_tables import appointments
from bot.storage.unit_of_work import UnitOfWork

# Later nobody remembers; and what an appointment kept of a person may be gone by then.
RATING_REQUEST_WINDOW = dt.timedelta(days=7)


def list_unrated_appointments(unit: UnitOfWork, now: dt.datetime) -> list[Appointment]:
    """Those that took place and were neither rated nor asked about, earliest first.

    Noted as present, or over without a note; who did not come is not asked.
    """
    c = appointments.c
    came = (c.attendance == "present") & (c.starts <= now)
    over = c.attendance.is_(None) & (c.ends <= now)
    open_still = c.rated.is_(False) & c.rating_asked.is_(False) & c.person.isnot(None)
    wanted = (
        (c.state == "confirmed")
        & open_still
        & (c.ends > now - RATING_REQUEST_WINDOW)
        & (came | over)
    )
    query = sa.select(appointments).where(wanted).order_by(c.starts)
    return [appointment_from_row(row) for row in unit.execute(query)]


def mark_rating_asked(unit: UnitOfWork, number: int) -> bool:
    """Note that it is asked; False when it was, or when it was rated meanwhile."""
    c = appointments.c
    first = (c.id == number) & c.rating_asked.is_(False) & c.rated.is_(False)
    query = appointments.update().where(first).values(rating_asked=True)
    return bool(unit.execute(query).rowcount)
