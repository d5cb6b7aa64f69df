"""The free slots of one or several counsellors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby

from bot.booking.appointment_kinds import AppointmentKind, BookingRequest, Kind
from bot.booking.booking_errors import InvalidPeriod, Unavailable
from bot.booking.counsellor_hours import Counsellor, list_dated_spans
from bot.booking.local_time import days_between, local_day
from bot.booking.time_cells import Cell, list_cells
from bot.booking.venue import BookingPolicy, Venue


@dataclass(frozen=True, order=True)
class Slot:
    """A bookable slot; start and end are aware, in UTC. Ordered by start, then by counsellor."""

    start: dt.datetime
    end: dt.datetime
    counsellor: int

    def is_free(self, taken: AbstractSet[Cell], rules: BookingPolicy) -> bool:
        """Whether none of its cells, buffers included, is occupied."""
        return taken.isdisjoint(list_cells(self.counsellor, self.start, self.end, rules))


def list_slots(
    wanted: BookingRequest,
    first: dt.date,
    last: dt.date,
    venue: Venue,
    taken: AbstractSet[Cell],
    now: dt.datetime,
) -> list[Slot]:
    """Return the free slots from `first` to `last` (local dates, both included), earliest first.

    `taken`: the occupied cells of at least those dates.

    Raises:
        NaiveTime: `now` has no time zone.
        InvalidPeriod: `last` is before `first`.
    """
    if last < first:
        raise InvalidPeriod(first, last)
    soonest, furthest = bookable_range(venue, wanted.kind, now)
    days = days_between(max(first, soonest), min(last, furthest))
    return [slot for day in days for slot in list_slots_of_day(wanted, day, venue, taken, now)]


def list_slots_of_day(
    wanted: BookingRequest, day: dt.date, venue: Venue, taken: AbstractSet[Cell], now: dt.datetime
) -> list[Slot]:
    """Return the free slots of a local date, earliest first. Raises NaiveTime."""
    try:
        kind = venue.require_offered(wanted)
        venue.require_open(day)
    except Unavailable:
        return []
    rules = venue.policy(kind.code)
    earliest, latest = rules.earliest(now), rules.latest(now)
    # A set, as overlapping hours can offer the same slot twice.
    candidates = {
        slot for each in venue.counsellors for slot in _list_slots_in_hours(wanted, kind, each, day)
    }
    return sorted(
        slot
        for slot in candidates
        if earliest <= slot.start <= latest and slot.is_free(taken, rules)
    )


def first_slot_per_start(found: Iterable[Slot]) -> list[Slot]:
    """Return the first slot of each start; `found` must be sorted."""
    return [next(same) for _, same in groupby(found, key=lambda slot: slot.start)]


def bookable_range(venue: Venue, kind: Kind, now: dt.datetime) -> tuple[dt.date, dt.date]:
    """Return the first and last local date within notice and horizon. Raises UnknownKind."""
    rules = venue.policy(kind)
    return local_day(rules.earliest(now)), local_day(rules.latest(now))


def _list_slots_in_hours(
    wanted: BookingRequest, kind: AppointmentKind, counsellor: Counsellor, day: dt.date
) -> Iterator[Slot]:
    """Yield the slots that a counsellor's hours allow, occupied or not."""
    if not counsellor.speaks_for(kind, wanted.language):
        return
    for opening in list_dated_spans(counsellor, day):
        if opening.span.takes(wanted):
            for start in opening.starts:
                end = start + kind.duration
                if opening.holds(start, end):
                    yield Slot(start, end, counsellor.id)
