"""Holding, confirming, moving and cancelling appointments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.booking import appointment_repository as stored
from bot.booking.appointment_cell_repository import delete_cells, find_occupied_cells
from bot.booking.appointment_kinds import BookingRequest, Kind
from bot.booking.appointment_quota import CLASS_VISIT, require_quota_left
from bot.booking.appointment_repository import Appointment
from bot.booking.appointment_slots import (
    CONFLICT_WINDOW,
    find_new_slot,
    require_free_slot,
    save_move,
    save_new,
)
from bot.booking.appointment_terms import with_terms_of
from bot.booking.booking_errors import (
    AlreadyCancelled,
    AlreadyConfirmed,
    HoldExpired,
    NotConfirmed,
    NotOver,
    Over,
    SameTime,
    Taken,
    UnknownAppointment,
)
from bot.booking.conflict_guard import serialise_writers
from bot.booking.free_slots import Slot
from bot.booking.freed_times import reserve_freed_time
from bot.booking.local_time import to_utc
from bot.booking.venue import Venue
from bot.storage.unit_of_work import UnitOfWork

HOLD_DURATION = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Requester:
    """The person and channel of a request; `request` identifies it when it is repeated."""

    person: str
    channel: str
    request: str


def hold_slot(
    unit: UnitOfWork,
    venue: Venue,
    asker: Requester,
    wanted: BookingRequest,
    start: dt.datetime,
    now: dt.datetime,
    lasting: dt.timedelta = HOLD_DURATION,
) -> Appointment:
    """Hold a slot, for five minutes unless said otherwise. Idempotent by request.

    Any other hold of the person is released.

    Raises:
        Unavailable: the subclass says why.
        QuotaReached: the person may not make another appointment.
    """
    before = stored.find_by_request(unit, asker.request)
    if before is not None:
        return before
    serialise_writers(unit)
    release_expired_holds(unit, now)
    stored.delete_holds_of(unit, asker.person)
    require_quota_left(unit, asker.person, wanted.kind, now)
    slot = require_free_slot(unit, venue, wanted, start, now)
    columns = {
        "person": asker.person,
        "channel": asker.channel,
        "request": asker.request,
        "state": "held",
        "held_until": now + lasting,
    }
    return save_new(unit, venue, wanted, slot, columns, now)


def confirm_hold(
    unit: UnitOfWork,
    number: int,
    pseudonym: str,
    seed: str,
    hashes: tuple[str, str],
    now: dt.datetime,
) -> Appointment:
    """Confirm a hold. A class visit then awaits the team's confirmation (`approve_visit`).

    Idempotent. `seed` derives the code and token of the appointment, `hashes` are theirs. An
    expired hold can still be confirmed as long as it was not released.

    Raises:
        HoldExpired: the hold was released.
        AlreadyCancelled: the appointment is cancelled.
        QuotaReached: the person may not make another appointment.
    """
    serialise_writers(unit)
    held = _get_unless_released(unit, number)
    if held.state == "cancelled":
        raise AlreadyCancelled
    if held.state != "held":
        return held
    if held.person is not None:
        require_quota_left(unit, held.person, held.kind, now)
    code, token = hashes
    stored.update_appointment(
        unit,
        number,
        state=_confirmed_state(held.kind),
        held_until=None,
        pseudonym=pseudonym,
        code_seed=seed,
        code_hash=code,
        token_hash=token,
    )
    return _get_unless_released(unit, number)


def approve_visit(unit: UnitOfWork, number: int, now: dt.datetime) -> Appointment:
    """Confirm a class visit for the team.

    Raises UnknownAppointment, AlreadyCancelled, NotConfirmed (only held), Over, AlreadyConfirmed.
    """
    serialise_writers(unit)
    visit = _require_changeable(unit, number, now)
    if visit.state == "confirmed":
        raise AlreadyConfirmed
    stored.update_appointment(unit, number, state="confirmed", sequence=visit.sequence + 1)
    return stored.get_appointment(unit, number)


def cancel_appointment(unit: UnitOfWork, number: int, now: dt.datetime) -> Appointment:
    """Cancel an appointment. Raises UnknownAppointment, AlreadyCancelled, Over."""
    serialise_writers(unit)
    booked = stored.get_appointment(unit, number)
    if booked.state == "cancelled":
        raise AlreadyCancelled
    if booked.start <= to_utc(now):
        raise Over
    delete_cells(unit, number)
    changes = {"state": "cancelled", "held_until": None, "sequence": booked.sequence + 1}
    stored.update_appointment(unit, number, **changes)
    if booked.state != "held":
        reserve_freed_time(unit, booked, now)
    return stored.get_appointment(unit, number)


def move_appointment(
    unit: UnitOfWork,
    venue: Venue,
    number: int,
    start: dt.datetime,
    now: dt.datetime,
    by_team: bool = False,
) -> Appointment:
    """Move an appointment, keeping the counsellor if possible. If it fails, nothing changes.

    Its length and buffers stay those of the booking, whatever its kind has become.

    A class visit moved by the person has to be confirmed again; one moved `by_team` does not.

    Raises:
        UnknownAppointment, AlreadyCancelled, NotConfirmed, Over, SameTime: it cannot be moved.
        Unavailable: the new start is unavailable; the subclass says why.
    """
    serialise_writers(unit)
    release_expired_holds(unit, now)
    booked = _require_changeable(unit, number, now)
    slot = find_move(unit, venue, number, start, now)
    venue = with_terms_of(venue, booked)
    state = booked.state if by_team else _confirmed_state(booked.kind)
    return save_move(unit, venue, booked, slot, state, now)


def find_move(
    unit: UnitOfWork, venue: Venue, number: int, start: dt.datetime, now: dt.datetime
) -> Slot:
    """Return the slot that `move_appointment` would take; nothing changes. Raises as it does."""
    booked = _require_changeable(unit, number, now)
    if to_utc(start) == booked.start:
        raise SameTime
    return find_new_slot(unit, with_terms_of(venue, booked), booked, start, now)


def reassign_appointment(
    unit: UnitOfWork, venue: Venue, number: int, counsellor: int, now: dt.datetime
) -> Appointment:
    """Reassign an appointment to another counsellor at the same time.

    Raises as `move_appointment` does; Taken if the other counsellor is not free.
    """
    serialise_writers(unit)
    release_expired_holds(unit, now)
    booked = _require_changeable(unit, number, now)
    if counsellor == booked.counsellor:
        raise SameTime
    venue = with_terms_of(venue.with_counsellors([counsellor]), booked)
    slot = Slot(booked.start, booked.end, counsellor)
    first, last = slot.start - CONFLICT_WINDOW, slot.end + CONFLICT_WINDOW
    occupied = find_occupied_cells(unit, first, last, exclude_id=number)
    if not slot.is_free(occupied, venue.policy(booked.kind)):
        raise Taken(slot.start)
    return save_move(unit, venue, booked, slot, booked.state, now)


def record_attendance(
    unit: UnitOfWork, number: int, present: bool, now: dt.datetime
) -> Appointment:
    """Record whether the person came. Raises UnknownAppointment, NotConfirmed, NotOver."""
    booked = stored.get_appointment(unit, number)
    if booked.state != "confirmed":
        raise NotConfirmed
    if booked.start > to_utc(now):
        raise NotOver
    stored.update_appointment(unit, number, attendance="present" if present else "absent")
    return stored.get_appointment(unit, number)


def attach_summary(unit: UnitOfWork, number: int, summary: str, now: dt.datetime) -> None:
    """Attach the summary that the person approved, for the counsellor.

    Raises UnknownAppointment, AlreadyCancelled, NotConfirmed, Over.
    """
    _require_changeable(unit, number, now)
    stored.update_appointment(unit, number, summary=summary)


def release_expired_holds(unit: UnitOfWork, now: dt.datetime) -> int:
    """Release the expired holds and return their number."""
    return stored.delete_expired_holds(unit, now)


def release_hold_of(unit: UnitOfWork, person: str) -> bool:
    """Release the hold of a person; return whether there was one."""
    return stored.delete_holds_of(unit, person) > 0


def _require_changeable(unit: UnitOfWork, number: int, now: dt.datetime) -> Appointment:
    booked = stored.get_appointment(unit, number)
    if booked.state == "cancelled":
        raise AlreadyCancelled
    if booked.state == "held":
        raise NotConfirmed
    if booked.start <= to_utc(now):
        raise Over
    return booked


def _get_unless_released(unit: UnitOfWork, number: int) -> Appointment:
    """Return the appointment. Raises HoldExpired if it was released or the person was erased."""
    try:
        return stored.get_appointment(unit, number)
    except UnknownAppointment:
        raise HoldExpired from None


def _confirmed_state(kind: Kind) -> str:
    """Return the state of an appointment that the person confirms."""
    return "asked" if kind == CLASS_VISIT else "confirmed"
