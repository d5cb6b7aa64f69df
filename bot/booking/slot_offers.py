"""What can be offered to somebody who asks: kinds, ways, days and times that are free."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Optional

from bot.booking import appointment_repository as stored
from bot.booking.appointment_cell_repository import find_occupied_cells
from bot.booking.appointment_kinds import DURATION_MINUTES, MODES, BookingRequest, Kind, Mode
from bot.booking.counsellor_hours import HoursSpan
from bot.booking.free_slots import Slot, bookable_range, first_slot_per_start, list_slots
from bot.booking.local_time import local_day
from bot.booking.slot_check import find_nearest_slots, require_slot
from bot.booking.time_cells import Cell
from bot.booking.venue import Venue
from bot.storage.unit_of_work import UnitOfWork

_DAY = dt.timedelta(days=1)


def list_kinds(venue: Venue, usable: Collection[Mode]) -> list[Kind]:
    """The kinds that somebody takes in one of these ways."""
    return [kind for kind in DURATION_MINUTES if list_modes(venue, kind, usable)]


def list_modes(venue: Venue, kind: Kind, usable: Collection[Mode]) -> list[Mode]:
    """The ways in which somebody takes this kind."""
    taken = {way for span in _all_spans(venue) if kind in span.kinds for way in span.ways}
    return [way for way in MODES if way in taken and way in usable]


def list_free_kinds(
    unit: UnitOfWork, venue: Venue, usable: Collection[Mode], now: dt.datetime
) -> list[Kind]:
    """The kinds for which something is free in one of these ways."""
    return [
        kind
        for kind in list_kinds(venue, usable)
        if any(
            list_free_slots(unit, venue, BookingRequest(kind, way), now)
            for way in list_modes(venue, kind, usable)
        )
    ]


def list_free_slots(
    unit: UnitOfWork,
    venue: Venue,
    wanted: BookingRequest,
    now: dt.datetime,
    exclude_id: Optional[int] = None,
) -> list[Slot]:
    """All that is free as far as one may book, one slot for each time, earliest first.

    `exclude_id`: an appointment that would be moved; its own time does not stand in its way.
    """
    first, last = bookable_range(venue, now)
    return first_slot_per_start(
        list_slots(wanted, first, last, venue, _occupied_cells(unit, venue, now, exclude_id), now)
    )


def list_near_slots(
    unit: UnitOfWork,
    venue: Venue,
    wanted: BookingRequest,
    start: dt.datetime,
    now: dt.datetime,
    exclude_id: Optional[int] = None,
) -> list[Slot]:
    """Three free slots as near as can be to a start (aware) that cannot be had; not the time that
    would be moved."""
    found = find_nearest_slots(
        wanted, start, venue, _occupied_cells(unit, venue, now, exclude_id), now, count=4
    )
    own = stored.get_appointment(unit, exclude_id).start if exclude_id is not None else None
    return [slot for slot in found if slot.start != own][:3]


def require_free_slot(
    unit: UnitOfWork,
    venue: Venue,
    wanted: BookingRequest,
    start: dt.datetime,
    now: dt.datetime,
    exclude_id: Optional[int] = None,
) -> Slot:
    """The slot of a start, as it is now. Raises `Unavailable`: why not."""
    return require_slot(wanted, start, venue, _occupied_cells(unit, venue, now, exclude_id), now)


def spread_slots(found: Sequence[Slot], max_slots: int) -> list[Slot]:
    """At most so many of them: over one day, or from each of the first days."""
    first = list_slot_days(found)[:max_slots]
    a_day = max_slots // max(1, len(first))
    return [slot for day in first for slot in _spread_over_day(filter_by_day(found, day), a_day)]


def _spread_over_day(found: Sequence[Slot], max_slots: int) -> list[Slot]:
    """From its beginning to its end; full and half hours where they are enough."""
    round_ones = [slot for slot in found if slot.start.minute % 30 == 0]
    chosen = round_ones if len(round_ones) >= min(max_slots, len(found)) else list(found)
    if len(chosen) <= max_slots:
        return chosen
    if max_slots == 1:
        return chosen[:1]
    return [chosen[number * (len(chosen) - 1) // (max_slots - 1)] for number in range(max_slots)]


def list_slot_days(found: Iterable[Slot]) -> list[dt.date]:
    """The local dates on which something is free, in order."""
    return list(dict.fromkeys(local_day(slot.start) for slot in found))


def filter_by_day(found: Iterable[Slot], day: dt.date) -> list[Slot]:
    """What is free on a local date."""
    return [slot for slot in found if local_day(slot.start) == day]


def _occupied_cells(
    unit: UnitOfWork, venue: Venue, now: dt.datetime, exclude_id: Optional[int] = None
) -> frozenset[Cell]:
    return find_occupied_cells(unit, now - _DAY, venue.rules.latest(now) + 2 * _DAY, exclude_id)


def _all_spans(venue: Venue) -> Iterator[HoursSpan]:
    for each in venue.counsellors:
        if not each.closed:
            for spans in (*each.weekly.values(), *each.exceptions.values()):
                yield from spans
