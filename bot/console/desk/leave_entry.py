"""Enter leave: store it together with what becomes of each appointment that it hits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Optional

from bot.booking.appointment_repository import Appointment
from bot.booking.leave import Leave, list_hit_appointments
from bot.booking.local_time import local_day
from bot.booking.move_proposals import MoveProposal, propose_moves
from bot.console.console_errors import AppointmentsUndecided
from bot.console.desk.appointment_cancellation import cancel_appointment
from bot.console.desk.appointment_reassignment import move_appointment, read_venue
from bot.console.desk.notifications import lock_conversations
from bot.console.staff import profiles
from bot.console.web.request_context import RequestContext
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class LeaveChoice:
    """What becomes of an appointment: kept, cancelled, or moved to `start` with `counsellor`."""

    what: Literal["keep", "cancel", "move"]
    counsellor: int = 0
    start: Optional[dt.datetime] = None


def propose_for_leave(
    unit: UnitOfWork, context: RequestContext, counsellor: int, leave: Leave
) -> list[MoveProposal]:
    """Return where each appointment hit by a leave could go. Raises NoSuchAccount."""
    hit = list_hit_appointments(unit, counsellor, leave, context.now)
    if not hit:
        return []
    venue = read_venue(unit, context)
    receiving = (each for each in venue.counsellors if each.id == counsellor)
    hours = next(receiving, profiles.get_profile(unit, counsellor).hours)
    return propose_moves(unit, venue, leave.apply(hours), hit, context.now)


def store_leave(
    unit: UnitOfWork,
    context: RequestContext,
    counsellor: int,
    leave: Leave,
    choices: Mapping[int, LeaveChoice],
) -> list[int]:
    """Store a leave and apply the choices, by appointment; return the notified conversations.

    Raises:
        AppointmentsUndecided: an appointment that is hit has no choice.
        BookingError: a choice cannot be applied; the transaction must not be committed.
        NoSuchAccount: no account has that id.
    """
    hit = list_hit_appointments(unit, counsellor, leave, context.now)
    if any(each.id not in choices for each in hit):
        raise AppointmentsUndecided
    lock_conversations(unit, *hit)
    hours = leave.apply(profiles.get_profile(unit, counsellor).hours)
    profiles.store_hours(unit, hours, local_day(context.now))
    context.write_audit_line(unit, "hours_changed", f"counsellor:{counsellor}")
    told = (_apply_choice(unit, context, each, choices[each.id]) for each in hit)
    return [conversation for conversation in told if conversation is not None]


def _apply_choice(
    unit: UnitOfWork, context: RequestContext, booked: Appointment, choice: LeaveChoice
) -> Optional[int]:
    if choice.what == "cancel":
        return cancel_appointment(unit, context, booked.id)
    if choice.what == "move" and choice.start is not None:
        return move_appointment(unit, context, booked.id, choice.start, choice.counsellor)
    return None
