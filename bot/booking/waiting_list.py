"""The waiting list: freed times are offered in order, each held while its person answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Optional

from bot.booking import appointment_repository, freed_times, scheduling, slot_offers
from bot.booking import waiting_repository as stored
from bot.booking.answer_deadline import find_answer_deadline
from bot.booking.appointment_kinds import BookingRequest, Kind
from bot.booking.appointment_repository import Appointment
from bot.booking.booking_errors import (
    OfferGone,
    TooManyWaiting,
    UnknownAppointment,
    UnknownKind,
    UnknownWaitingEntry,
)
from bot.booking.free_slots import Slot
from bot.booking.local_time import local_day
from bot.booking.scheduling import Requester
from bot.booking.venue import Venue
from bot.booking.waiting_repository import WaitingEntry
from bot.storage.unit_of_work import UnitOfWork

MAX_ENTRIES = 2  # of a person
# A hold outlasts the time to answer, so that the job passes it on before anybody else takes it.
_GRACE = dt.timedelta(minutes=5)

Fit = tuple[WaitingEntry, Slot]


def join(
    unit: UnitOfWork,
    conversation: int,
    wanted: BookingRequest,
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
) -> WaitingEntry:
    """Add a wish at the end of the list; one for the same kind and mode gets the new dates.

    Raises TooManyWaiting: the person has the maximum number of entries.
    """
    mine = stored.list_entries_of(unit, conversation)
    same = next((each for each in mine if each.wanted == wanted), None)
    if same is not None:
        stored.update_entry(unit, same.id, first=first, last=last)
        return replace(same, first=first, last=last)
    if len(mine) >= MAX_ENTRIES:
        raise TooManyWaiting
    values = {"kind": wanted.kind, "way": wanted.way, "first": first, "last": last, "created": now}
    return _require_entry(unit, stored.insert_entry(unit, conversation, values))


def leave(unit: UnitOfWork, conversation: int, now: dt.datetime) -> int:
    """Remove all entries of a conversation and pass offers on; return how many there were."""
    mine = stored.list_entries_of(unit, conversation)
    for each in mine:
        remove(unit, each, now)
    return len(mine)


def leave_for_kind(unit: UnitOfWork, conversation: int, kind: Kind, now: dt.datetime) -> None:
    """Remove the entries for a kind that the person has booked meanwhile."""
    for each in stored.list_entries_of(unit, conversation):
        if each.kind == kind:
            remove(unit, each, now)


def remove(unit: UnitOfWork, entry: WaitingEntry, now: dt.datetime) -> None:
    """Remove an entry; a time that is offered to it passes on."""
    _release_offer(unit, entry, now)
    stored.delete_entry(unit, entry.id)


def list_fits(
    unit: UnitOfWork, venue: Venue, entries: Iterable[WaitingEntry], now: dt.datetime
) -> list[Fit]:
    """Return the waiting entries that a free time fits, in their order, each with its first one.

    No start is returned twice. Reserved times count as free.
    """
    reserved = appointment_repository.list_reservations(unit)
    free: dict[BookingRequest, list[Slot]] = {}
    fits: list[Fit] = []
    given: set[dt.datetime] = set()
    for entry in entries:
        if entry.wanted not in free:
            free[entry.wanted] = _list_free_slots(unit, venue, entry.wanted, reserved, now)
        slots = (slot for slot in free[entry.wanted] if slot.start not in given)
        slot = next((each for each in slots if _is_wished(entry, each)), None)
        if slot is not None:
            fits.append((entry, slot))
            given.add(slot.start)
    return fits


def offer(
    unit: UnitOfWork,
    venue: Venue,
    entry: WaitingEntry,
    slot: Slot,
    asker: Requester,
    time_to_answer: dt.timedelta,
    now: dt.datetime,
) -> Appointment:
    """Hold a time for an entry until the end of the time to answer.

    Raises:
        Unavailable, QuotaReached: as `scheduling.hold_slot`.
    """
    scheduling.serialise_writers(unit)
    freed_times.release_reservations(unit, slot, venue.policy(entry.kind))
    until = find_answer_deadline(venue, slot.start, time_to_answer, now)
    held = scheduling.hold_slot(
        unit, venue, asker, entry.wanted, slot.start, now, lasting=until + _GRACE - now
    )
    stored.update_entry(unit, entry.id, state="offered", appointment_id=held.id, answer_by=until)
    return held


def require_offer(unit: UnitOfWork, conversation: int, appointment: int) -> WaitingEntry:
    """Return the entry that a held time is offered to. Raises OfferGone."""
    entry = stored.find_offer(unit, conversation, appointment)
    if entry is None:
        raise OfferGone
    return entry


def refuse(unit: UnitOfWork, entry: WaitingEntry, now: dt.datetime) -> None:
    """Pass an offered time on; the entry keeps its place, and is not offered that time again."""
    start = _release_offer(unit, entry, now)
    refused = (*entry.refused, start.isoformat()) if start else entry.refused
    _wait_again(unit, entry, refused)


def list_overdue(unit: UnitOfWork, now: dt.datetime) -> list[WaitingEntry]:
    """Return the entries whose time to answer is over, or whose hold is gone."""
    return [
        each
        for each in stored.list_entries(unit)
        if each.state == "offered"
        and (each.appointment is None or (each.answer_by is not None and each.answer_by <= now))
    ]


def end_offer(unit: UnitOfWork, entry: WaitingEntry, now: dt.datetime) -> Optional[dt.datetime]:
    """End an offer that was not answered and its entry; return the start that passes on.

    Returns None if the hold was given up before, for another booking: the entry waits again.
    """
    start = _release_offer(unit, entry, now)
    if start is None and entry.answer_by is not None and entry.answer_by > now:
        _wait_again(unit, entry, entry.refused)
        return None
    stored.delete_entry(unit, entry.id)
    return start


def purge_past_entries(unit: UnitOfWork, now: dt.datetime) -> int:
    """Delete the entries whose last day is over, and return their number."""
    return stored.delete_past_entries(unit, local_day(now))


def _list_free_slots(
    unit: UnitOfWork,
    venue: Venue,
    wanted: BookingRequest,
    reserved: list[int],
    now: dt.datetime,
) -> list[Slot]:
    try:
        return slot_offers.list_free_slots(unit, venue, wanted, now, ignored=reserved)
    except UnknownKind:  # deleted since
        return []


def _is_wished(entry: WaitingEntry, slot: Slot) -> bool:
    in_window = entry.first <= local_day(slot.start) <= entry.last
    return in_window and slot.start.isoformat() not in entry.refused


def _release_offer(
    unit: UnitOfWork, entry: WaitingEntry, now: dt.datetime
) -> Optional[dt.datetime]:
    """Release the held time of an entry for the next one; return its start, None if it is gone."""
    if entry.appointment is None:
        return None
    scheduling.serialise_writers(unit)
    try:
        held = appointment_repository.get_appointment(unit, entry.appointment)
    except UnknownAppointment:
        return None
    if held.state != "held":
        return None
    appointment_repository.delete_appointment(unit, held.id)
    freed_times.reserve_freed_time(unit, held, now)
    return held.start


def _wait_again(unit: UnitOfWork, entry: WaitingEntry, refused: tuple[str, ...]) -> None:
    nothing = {"appointment_id": None, "answer_by": None}
    stored.update_entry(unit, entry.id, state="waiting", refused=list(refused), **nothing)


def _require_entry(unit: UnitOfWork, number: int) -> WaitingEntry:
    entry = stored.find_entry(unit, number)
    if entry is None:
        raise UnknownWaitingEntry
    return entry
