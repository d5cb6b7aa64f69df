"""The limit on upcoming appointments per person."""

from __future__ import annotations

import datetime as dt
from typing import Optional

from bot.booking.appointment_kinds import Kind
from bot.booking.appointment_repository import find_held_by, list_upcoming
from bot.booking.booking_errors import ClassVisitPending, TooManyAppointments
from bot.storage.unit_of_work import UnitOfWork

MAX_UPCOMING_APPOINTMENTS = 2
CLASS_VISIT: Kind = "class_visit"


def is_booking(unit: UnitOfWork, person: str, now: dt.datetime) -> bool:
    """Whether a person holds a slot at the moment."""
    held = find_held_by(unit, person)
    return held is not None and held.held_until is not None and held.held_until > now


def require_quota_left(
    unit: UnitOfWork, person: str, kind: Optional[Kind], now: dt.datetime
) -> None:
    """Require that a person may make one more appointment. `kind` is None while unknown.

    Raises:
        TooManyAppointments: the maximum number is upcoming.
        ClassVisitPending: a class visit is upcoming and another is requested.
    """
    upcoming = list_upcoming(unit, person, now)
    if len(upcoming) >= MAX_UPCOMING_APPOINTMENTS:
        raise TooManyAppointments
    if kind == CLASS_VISIT and any(each.kind == CLASS_VISIT for each in upcoming):
        raise ClassVisitPending
