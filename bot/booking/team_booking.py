"""Appointments that the team makes for somebody on the telephone or at the desk.

They have no person: whoever got the four words or the link changes them. What the rules refuse can
be made all the same, knowingly, unless the time is past or another appointment has it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from bot.booking import appointment_repository as stored
from bot.booking.appointment_cell_repository import find_occupied_cells
from bot.booking.appointment_codes import AppointmentKeys
from bot.booking.appointment_kinds import AppointmentKind, BookingRequest
from bot.booking.appointment_repository import Appointment
from bot.booking.appointment_slots import require_free_slot, save_new
from bot.booking.booking_errors import NoSuchHour, Past, Taken, Unavailable
from bot.booking.conflict_guard import serialise_writers
from bot.booking.free_slots import Slot
from bot.booking.local_time import to_utc
from bot.booking.scheduling import release_expired_holds
from bot.booking.venue import BookingPolicy, Venue
from bot.storage.unit_of_work import UnitOfWork

# The channel of these appointments.
TEAM_CHANNEL = "team"
_DAY = dt.timedelta(days=1)
_NEVER_OVERRIDDEN = (NoSuchHour, Past, Taken)


@dataclass(frozen=True)
class TeamBooking:
    """What the team enters. `counsellor`: None for any; `request` identifies it if repeated.

    `overrides`: whether the time may be outside hours, kinds, modes, notice and opening days; it
    then needs a counsellor. `contact` is encrypted.
    """

    wanted: BookingRequest
    start: dt.datetime
    request: str
    counsellor: Optional[int] = None
    overrides: bool = False
    contact: Optional[str] = None
    summary: Optional[str] = None


def can_override(error: Unavailable) -> bool:
    """Whether the team may make an appointment all the same."""
    return not isinstance(error, _NEVER_OVERRIDDEN)


def book_for_person(
    unit: UnitOfWork,
    venue: Venue,
    booking: TeamBooking,
    pseudonym: str,
    seed: str,
    keys: AppointmentKeys,
    now: dt.datetime,
) -> Appointment:
    """Make a confirmed appointment. Idempotent by request. `keys` are derived from `seed`.

    Raises:
        Unavailable: the subclass says why; Taken before a rule that can be overridden.
        UnknownCounsellor: the venue does not have the counsellor.
    """
    before = stored.find_by_request(unit, booking.request)
    if before is not None:
        return before
    serialise_writers(unit)
    release_expired_holds(unit, now)
    slot = _find_slot(unit, venue, booking, now)
    columns = {
        "person": None,
        "channel": TEAM_CHANNEL,
        "request": booking.request,
        "contact": booking.contact,
        "summary": booking.summary,
        "state": "confirmed",
        "pseudonym": pseudonym,
        "code_seed": seed,
        "code_hash": keys.code_hash,
        "token_hash": keys.token_hash,
    }
    return save_new(unit, venue, booking.wanted, slot, columns, now)


def _find_slot(unit: UnitOfWork, venue: Venue, booking: TeamBooking, now: dt.datetime) -> Slot:
    if booking.counsellor is None:
        return require_free_slot(unit, venue, booking.wanted, booking.start, now)
    narrow = venue.with_counsellors([booking.counsellor])
    try:
        return require_free_slot(unit, narrow, booking.wanted, booking.start, now)
    except Unavailable as error:
        if not can_override(error):
            raise
        slot = _build_slot(booking, booking.counsellor, venue.kind(booking.wanted.kind))
        _require_unoccupied(unit, venue.policy(booking.wanted.kind), slot)
        if not booking.overrides:
            raise
        return slot


def _build_slot(booking: TeamBooking, counsellor: int, kind: AppointmentKind) -> Slot:
    begin = to_utc(booking.start)
    return Slot(begin, begin + kind.duration, counsellor)


def _require_unoccupied(unit: UnitOfWork, rules: BookingPolicy, slot: Slot) -> None:
    occupied = find_occupied_cells(unit, slot.start - _DAY, slot.end + _DAY)
    if not slot.is_free(occupied, rules):
        raise Taken(slot.start)
