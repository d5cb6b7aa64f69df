"""Offers of free appointment kinds, modes, days and slots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Optional

from bot.booking import appointment_repository as stored
from bot.booking.appointment_cell_repository import find_occupied_cells
from bot.booking.appointment_kinds import MODES, BookingRequest, Kind, Mode
from bot.booking.appointment_terms import with_terms_of
from bot.booking.counsellor_hours import HoursSpan
from bot.booking.free_slots import Slot, bookable_range, first_slot_per_start, list_slots
from bot.booking.local_time import local_day
from bot.booking.slot_check import find_nearest_slots
from bot.booking.time_cells import Cell
from bot.booking.venue import Venue
from bot.storage.unit_of_work import UnitOfWork

_DAY = dt.timedelta(days=1)


def list_kinds(venue: Venue, usable: Collection[Mode]) -> list[Kind]:
    """Return the kinds of appointment available in one of these modes."""
    return [
        each.code
        for each in venue.kinds
        if not each.paused and list_modes(venue, each.code, usable)
    ]


def list_modes(venue: Venue, kind: Kind, usable: Collection[Mode]) -> list[Mode]:
    """Return the usable modes in which a kind of appointment is available. Raises UnknownKind."""
    in_hours = {mode for span in _all_spans(venue) if kind in span.kinds for mode in span.ways}
    available = in_hours & venue.kind(kind).modes
    return [mode for mode in MODES if mode in available and mode in usable]


def list_free_kinds(
    unit: UnitOfWork, venue: Venue, usable: Collection[Mode], now: dt.datetime
) -> list[Kind]:
    """Return the kinds of appointment with a free slot in one of these modes."""

    def has_free_slot(kind: Kind) -> bool:
        requests = (BookingRequest(kind, mode) for mode in list_modes(venue, kind, usable))
        return any(list_free_slots(unit, venue, request, now) for request in requests)

    return list(filter(has_free_slot, list_kinds(venue, usable)))


def list_free_slots(
    unit: UnitOfWork,
    venue: Venue,
    wanted: BookingRequest,
    now: dt.datetime,
    exclude_id: Optional[int] = None,
    ignored: Collection[int] = (),
) -> list[Slot]:
    """Return all free slots within the bookable range, one per start, earliest first.

    `exclude_id`: an appointment to move, whose own cells count as free; `ignored`: others whose
    cells do.
    """
    venue = _venue_for(unit, venue, exclude_id)
    first, last = bookable_range(venue, wanted.kind, now)
    occupied = _occupied_cells(unit, venue, now, exclude_id, ignored)
    return first_slot_per_start(list_slots(wanted, first, last, venue, occupied, now))


def list_near_slots(
    unit: UnitOfWork,
    venue: Venue,
    wanted: BookingRequest,
    start: dt.datetime,
    now: dt.datetime,
    exclude_id: Optional[int] = None,
) -> list[Slot]:
    """Return up to three free slots nearest to an unavailable start (aware), earliest first.

    `exclude_id`: an appointment to move, whose current start is left out.
    """
    venue = _venue_for(unit, venue, exclude_id)
    occupied = _occupied_cells(unit, venue, now, exclude_id)
    nearest = find_nearest_slots(wanted, start, venue, occupied, now, count=4)
    own = stored.get_appointment(unit, exclude_id).start if exclude_id is not None else None
    return [slot for slot in nearest if slot.start != own][:3]


def spread_slots(found: Sequence[Slot], max_slots: int) -> list[Slot]:
    """Return at most `max_slots` slots, spread over the first days and over each of them."""
    days = list_slot_days(found)[:max_slots]
    per_day = max_slots // max(1, len(days))
    return [slot for day in days for slot in _spread_over_day(filter_by_day(found, day), per_day)]


def _spread_over_day(found: Sequence[Slot], max_slots: int) -> list[Slot]:
    """Return evenly spaced slots of a day, on full and half hours if there are enough."""
    round_ones = [slot for slot in found if slot.start.minute % 30 == 0]
    chosen = round_ones if len(round_ones) >= min(max_slots, len(found)) else list(found)
    if len(chosen) <= max_slots:
        return chosen
    if max_slots == 1:
        return chosen[:1]
    return [chosen[number * (len(chosen) - 1) // (max_slots - 1)] for number in range(max_slots)]


def list_slot_days(found: Iterable[Slot]) -> list[dt.date]:
    """Return the local dates of slots, in order."""
    return list(dict.fromkeys(local_day(slot.start) for slot in found))


def filter_by_day(found: Iterable[Slot], day: dt.date) -> list[Slot]:
    """Return the slots on a local date."""
    return [slot for slot in found if local_day(slot.start) == day]


def _occupied_cells(
    unit: UnitOfWork,
    venue: Venue,
    now: dt.datetime,
    exclude_id: Optional[int] = None,
    ignored: Collection[int] = (),
) -> frozenset[Cell]:
    last = venue.latest(now) + 2 * _DAY
    return find_occupied_cells(unit, now - _DAY, last, exclude_id, ignored)


def _venue_for(unit: UnitOfWork, venue: Venue, moving: Optional[int]) -> Venue:
    """Return the venue with the terms of the appointment to move, if there is one."""
    return venue if moving is None else with_terms_of(venue, stored.get_appointment(unit, moving))


def _all_spans(venue: Venue) -> Iterator[HoursSpan]:
    for each in venue.counsellors:
        if not each.closed:
            for spans in (*each.weekly.values(), *each.exceptions.values()):
                yield from spans
