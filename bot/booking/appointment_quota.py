"""One person's share of the agenda, so that one talk cannot take the hours of everybody."""

from __future__ import annotations

import datetime as dt
from typing import Optional

from bot.booking.appointment_kinds import Kind
from bot.booking.appointment_repository import list_upcoming
from bot.booking.booking_errors import ClassVisitPending, TooManyAppointments
from bot.storage.unit_of_work import UnitOfWork

MAX_UPCOMING_APPOINTMENTS = 2
CLASS_VISIT: Kind = "class_visit"


def require_quota_left(
    unit: UnitOfWork, person: str, kind: Optional[Kind], now: dt.datetime
) -> None:
    """Raise unless a person may have one more. `kind`: None while it is not known.

    Raises:
        TooManyAppointments: as many as one may have are to come.
        ClassVisitPending: a class visit is, and another is asked for.
    """
    theirs = list_upcoming(unit, person, now)
    if len(theirs) >= MAX_UPCOMING_APPOINTMENTS:
        raise TooManyAppointments
    if kind == CLASS_VISIT and any(each.kind == CLASS_VISIT for each in theirs):
        raise ClassVisitPending
