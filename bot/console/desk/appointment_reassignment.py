"""Move or reassign an appointment from the console, with notification and audit line."""

from __future__ import annotations

import datetime as dt
from typing import Optional

from bot.booking import scheduling
from bot.booking.appointment_repository import get_appointment
from bot.booking.booking_errors import UnknownCounsellor
from bot.booking.venue import BookingPolicy, Venue
from bot.booking.venue_repository import load_venue
from bot.console.desk.notifications import notify_person
from bot.console.web.request_context import RequestContext
from bot.storage.unit_of_work import UnitOfWork


def read_venue(unit: UnitOfWork, context: RequestContext) -> Venue:
    """Return the venue under the policy of the settings."""
    return load_venue(unit, BookingPolicy.from_settings(context.desk.settings))


def move_appointment(
    unit: UnitOfWork,
    context: RequestContext,
    number: int,
    start: dt.datetime,
    counsellor: Optional[int] = None,
) -> Optional[int]:
    """Move an appointment whose conversation is locked; return the conversation if notified.

    `counsellor`: whom it must be with; None for the same one if possible. At its own time it is
    reassigned, which is not told to the person: nothing changes for them.

    Raises what `scheduling.move_appointment` and `reassign_appointment` raise.
    """
    venue = read_venue(unit, context)
    if counsellor is not None:
        if get_appointment(unit, number).start == start:
            reassign_appointment(unit, context, number, counsellor)
            return None
        venue = venue.with_counsellors([counsellor])
    moved = scheduling.move_appointment(unit, venue, number, start, context.now, by_team=True)
    context.write_audit_line(unit, "appointment_moved", f"appointment:{number}")
    return notify_person(context, unit, moved, "utter_booking_moved_for_you")


def reassign_appointment(
    unit: UnitOfWork, context: RequestContext, number: int, counsellor: int
) -> None:
    """Reassign an appointment to a counsellor who receives, at the same time.

    Raises what `scheduling.reassign_appointment` raises, and UnknownCounsellor.
    """
    venue = read_venue(unit, context)
    if not any(each.id == counsellor and not each.closed for each in venue.counsellors):
        raise UnknownCounsellor
    scheduling.reassign_appointment(unit, venue, number, counsellor, context.now)
    context.write_audit_line(unit, "appointment_reassigned", f"appointment:{number}")
