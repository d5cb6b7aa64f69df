"""Make an appointment for somebody on the telephone or at the desk, with its audit line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from bot.booking import unseen_repository
from bot.booking.appointment_codes import derive_keys
from bot.booking.appointment_kinds import BookingRequest
from bot.booking.appointment_repository import Appointment
from bot.booking.local_time import local_day
from bot.booking.team_booking import TeamBooking, book_for_person
from bot.console.desk.appointment_reassignment import read_venue
from bot.console.web.request_context import RequestContext
from bot.handoff.daily_pseudonyms import make_daily_pseudonym
from bot.privacy.word_codes import new_seed
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class AppointmentEntry:
    """What a counsellor entered; `contact` in clear. `is_sure`: rules are overridden."""

    wanted: BookingRequest
    start: dt.datetime
    request: str
    counsellor: Optional[int]
    is_sure: bool
    contact: str
    summary: str


def make_appointment(
    unit: UnitOfWork, context: RequestContext, entry: AppointmentEntry
) -> Appointment:
    """Make the appointment. Idempotent by request.

    Raises what `book_for_person` raises.
    """
    sealed = context.desk.keys.vault.seal(entry.contact) if entry.contact else None
    booking = TeamBooking(
        wanted=entry.wanted,
        start=entry.start,
        request=f"team:{context.me.counsellor}:{entry.request}",
        counsellor=entry.counsellor,
        overrides=entry.is_sure,
        contact=sealed,
        summary=entry.summary or None,
    )
    seed = new_seed()
    pseudonym = make_daily_pseudonym(seed, local_day(context.now))
    keys = derive_keys(seed, context.desk.keys.key)
    venue = read_venue(unit, context)
    made = book_for_person(unit, venue, booking, pseudonym, seed, keys, context.now)
    if made.code_seed == seed:  # not that of the same form, sent before
        context.write_audit_line(unit, "appointment_made", f"appointment:{made.id}")
        unseen_repository.mark_seen(unit, context.me.counsellor, [made.id])
    return made
