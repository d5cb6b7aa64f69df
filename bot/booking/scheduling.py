"""Taking a time, keeping it, moving it, giving it back: where an appointment changes."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Optional

from bot.booking import appointment_repository as stored
from bot.booking.appointment_cell_repository import delete_cells, find_occupied_cells
from bot.booking.appointment_kinds import BookingRequest, Kind
from bot.booking.appointment_quota import CLASS_VISIT, require_quota_left
from bot.booking.appointment_repository import Appointment
from bot.booking.booking_errors import (
    AlreadyCancelled,
    AlreadyConfirmed,
    HoldExpired,
    NotConfirmed,
    NotOver,
    Over,
    SameTime,
    Taken,
    Unavailable,
    UnknownAppointment,
)
from bot.booking.conflict_guard import (
    build_time_columns,
    guard_conflicts,
    occupy_cells,
    serialise_writers,
)
from bot.booking.free_slots import Slot
from bot.booking.local_time import to_utc
from bot.booking.slot_check import require_slot
from bot.booking.venue import Venue
from bot.storage.unit_of_work import UnitOfWork

HOLD_DURATION = dt.timedelta(minutes=5)
# Around a time: the longest appointment with its buffers is far shorter.
_CONFLICT_WINDOW = dt.timedelta(days=1)


@dataclass(frozen=True)
class Requester:
    """Who asks, and on which channel; `request` is the same when the same request comes again."""

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
) -> Appointment:
    """Keep a time for five minutes. The same request again gives the same answer.

    A person holds one time: another one they held is given back. Raises `Unavailable`: why not;
    `QuotaReached`: they have enough to come.
    """
    before = stored.find_by_request(unit, asker.request)
    if before is not None:
        return before
    serialise_writers(unit)
    release_expired_holds(unit, now)
    stored.delete_holds_of(unit, asker.person)
    require_quota_left(unit, asker.person, wanted.kind, now)
    slot = _require_free_slot(unit, venue, wanted, start, now)
    values = {
        "person": asker.person,
        "channel": asker.channel,
        "request": asker.request,
        "kind": wanted.kind,
        "way": wanted.way,
        "language": wanted.language,
        "state": "held",
        "held_until": now + HOLD_DURATION,
        "uid": f"{uuid.uuid4()}@boussole",
        "created": now,
    }
    with guard_conflicts(unit, slot.start):
        number = stored.insert_appointment(unit, {**values, **build_time_columns(slot, venue)})
        occupy_cells(unit, number, slot, venue)
    return stored.get_appointment(unit, number)


def confirm_hold(
    unit: UnitOfWork,
    number: int,
    pseudonym: str,
    seed: str,
    hashes: tuple[str, str],
    now: dt.datetime,
) -> Appointment:
    """Make what is held an appointment; again, it changes nothing. A class visit is only asked for:
    the team confirms it (`approve_visit`).

    `seed` makes the words and the token that designate it, `hashes` are theirs (code, token).
    Held times that are over still count while nobody needed them. Raises HoldExpired,
    AlreadyCancelled; `QuotaReached`: the person has enough to come, whatever was held before.
    """
    serialise_writers(unit)
    held = _find_or_none(unit, number)
    if held is None:
        raise HoldExpired
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
    made = _find_or_none(unit, number)
    if made is None:  # it was late, and the time went to somebody else just now
        raise HoldExpired
    return made


def approve_visit(unit: UnitOfWork, number: int, now: dt.datetime) -> Appointment:
    """The team confirms what was asked for.

    Raises UnknownAppointment, AlreadyCancelled, NotConfirmed (it is only held), Over,
    AlreadyConfirmed.
    """
    serialise_writers(unit)
    found = _require_changeable(unit, number, now)
    if found.state == "confirmed":
        raise AlreadyConfirmed
    stored.update_appointment(unit, number, state="confirmed", sequence=found.sequence + 1)
    return stored.get_appointment(unit, number)


def cancel_appointment(unit: UnitOfWork, number: int, now: dt.datetime) -> Appointment:
    """Give an appointment back. Raises UnknownAppointment, AlreadyCancelled, Over."""
    serialise_writers(unit)
    found = stored.get_appointment(unit, number)
    if found.state == "cancelled":
        raise AlreadyCancelled
    if found.start <= to_utc(now):
        raise Over
    delete_cells(unit, number)
    stored.update_appointment(
        unit, number, state="cancelled", held_until=None, sequence=found.sequence + 1
    )
    return stored.get_appointment(unit, number)


def move_appointment(
    unit: UnitOfWork,
    venue: Venue,
    number: int,
    start: dt.datetime,
    now: dt.datetime,
    by_team: bool = False,
) -> Appointment:
    """Move an appointment, with the same counsellor where that can be.

    A class visit that the person moves is to be confirmed again; one that the team moves is not.
    Nothing is given up before the new time is had. Raises UnknownAppointment, AlreadyCancelled,
    NotConfirmed, Over, SameTime, or `Unavailable`: why not.
    """
    serialise_writers(unit)
    release_expired_holds(unit, now)
    found = _require_changeable(unit, number, now)
    if to_utc(start) == found.start:
        raise SameTime
    slot = _find_new_slot(unit, venue, found, start, now)
    return _save_move(
        unit, venue, found, slot, found.state if by_team else _confirmed_state(found.kind)
    )


def reassign_appointment(
    unit: UnitOfWork, venue: Venue, number: int, counsellor: int, now: dt.datetime
) -> Appointment:
    """Give an appointment, at its time, to another counsellor.

    Raises as `move_appointment` does; Taken when the other is not free then.
    """
    serialise_writers(unit)
    release_expired_holds(unit, now)
    found = _require_changeable(unit, number, now)
    if counsellor == found.counsellor:
        raise SameTime
    slot = Slot(found.start, found.end, counsellor)
    busy = find_occupied_cells(
        unit, slot.start - _CONFLICT_WINDOW, slot.end + _CONFLICT_WINDOW, exclude_id=number
    )
    if not slot.is_free(busy, venue.with_counsellors([counsellor]).rules):
        raise Taken(slot.start)
    return _save_move(unit, venue, found, slot, found.state)


def record_attendance(
    unit: UnitOfWork, number: int, present: bool, now: dt.datetime
) -> Appointment:
    """Note whether the person came. Raises UnknownAppointment, NotConfirmed, NotOver."""
    found = stored.get_appointment(unit, number)
    if found.state != "confirmed":
        raise NotConfirmed
    if found.start > to_utc(now):
        raise NotOver
    stored.update_appointment(unit, number, attendance="present" if present else "absent")
    return stored.get_appointment(unit, number)


def attach_summary(unit: UnitOfWork, number: int, summary: str, now: dt.datetime) -> None:
    """The summary that the person saw and approved, for whoever receives them.

    Raises UnknownAppointment, AlreadyCancelled, NotConfirmed, Over.
    """
    _require_changeable(unit, number, now)
    stored.update_appointment(unit, number, summary=summary)


def release_expired_holds(unit: UnitOfWork, now: dt.datetime) -> int:
    """Give back what is held for longer than its five minutes; how many there were."""
    return stored.delete_expired_holds(unit, now)


def release_hold_of(unit: UnitOfWork, person: str) -> bool:
    """Give back what a person holds without confirming it; whether there was something."""
    return stored.delete_holds_of(unit, person) > 0


def _require_changeable(unit: UnitOfWork, number: int, now: dt.datetime) -> Appointment:
    found = stored.get_appointment(unit, number)
    if found.state == "cancelled":
        raise AlreadyCancelled
    if found.state == "held":
        raise NotConfirmed
    if found.start <= to_utc(now):
        raise Over
    return found


def _find_or_none(unit: UnitOfWork, number: int) -> Optional[Appointment]:
    """None once it is gone: its time was needed, or the person was erased."""
    try:
        return stored.get_appointment(unit, number)
    except UnknownAppointment:
        return None


def _confirmed_state(kind: Kind) -> str:
    """What a person's yes makes of it."""
    return "asked" if kind == CLASS_VISIT else "confirmed"


def _require_free_slot(
    unit: UnitOfWork,
    venue: Venue,
    wanted: BookingRequest,
    start: dt.datetime,
    now: dt.datetime,
    exclude_id: Optional[int] = None,
) -> Slot:
    begin = to_utc(start)
    busy = find_occupied_cells(unit, begin - _CONFLICT_WINDOW, begin + _CONFLICT_WINDOW, exclude_id)
    return require_slot(wanted, start, venue, busy, now)


def _find_new_slot(
    unit: UnitOfWork, venue: Venue, found: Appointment, start: dt.datetime, now: dt.datetime
) -> Slot:
    """The same counsellor first; who stopped receiving has no hours, and another is found."""
    if any(each.id == found.counsellor for each in venue.counsellors):
        same = venue.with_counsellors([found.counsellor])
        try:
            return _require_free_slot(unit, same, found.wanted, start, now, found.id)
        except Unavailable:
            pass  # told below, where no one else can either
    return _require_free_slot(unit, venue, found.wanted, start, now, found.id)


def _save_move(
    unit: UnitOfWork, venue: Venue, found: Appointment, slot: Slot, state: str
) -> Appointment:
    changed = {"state": state, "sequence": found.sequence + 1, **build_time_columns(slot, venue)}
    with guard_conflicts(unit, slot.start):
        delete_cells(unit, found.id)
        stored.update_appointment(unit, found.id, **changed)
        occupy_cells(unit, found.id, slot, venue)
    return stored.get_appointment(unit, found.id)
