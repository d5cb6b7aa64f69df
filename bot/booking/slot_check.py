"""Check of a requested start: its slot or why it is unavailable, and the nearest free slots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Optional

from bot.booking.appointment_kinds import BookingRequest
from bot.booking.booking_errors import (
    NoSuchHour,
    OffGrid,
    OutsideHours,
    Past,
    Taken,
    TooFar,
    TooSoon,
    Unavailable,
    WrongKind,
    WrongLanguage,
    WrongWay,
)
from bot.booking.counsellor_hours import Counsellor, DatedSpan, list_dated_spans
from bot.booking.free_slots import (
    Slot,
    bookable_range,
    first_slot_per_start,
    list_slots_of_day,
)
from bot.booking.local_time import clock_time_exists, days_between, local_day, to_utc
from bot.booking.time_cells import Cell
from bot.booking.venue import BookingPolicy, Venue

# From least to most specific: of several counsellors, the most specific reason is reported.
_REASONS_BY_DETAIL = (WrongLanguage, OutsideHours, WrongKind, WrongWay, OffGrid, Taken)


def require_slot(
    wanted: BookingRequest,
    start: dt.datetime,
    venue: Venue,
    taken: AbstractSet[Cell],
    now: dt.datetime,
) -> Slot:
    """Return the slot at a start (aware), with the first available counsellor by id.

    A local time must be passed as `datetime.combine(day, time, ZONE)`, so that a non-existent one
    can be recognised.

    Raises:
        NaiveTime: a time has no time zone.
        Unavailable: the subclass says why; of several counsellors, Taken has precedence.
    """
    if not clock_time_exists(start):
        raise NoSuchHour(start)
    begin, kind = to_utc(start), venue.require_offered(wanted)
    _require_within_notice(begin, venue.policy(kind.code), now)
    venue.require_open(local_day(begin))
    reasons: list[Unavailable] = []
    for counsellor in sorted(venue.counsellors, key=lambda each: each.id):
        slot = Slot(begin, begin + kind.duration, counsellor.id)
        reason = _find_refusal(slot, wanted, counsellor, venue, taken)
        if reason is None:
            return slot
        reasons.append(reason)
    reasons.sort(key=lambda reason: _REASONS_BY_DETAIL.index(type(reason)), reverse=True)
    raise reasons[0] if reasons else OutsideHours()


def find_nearest_slots(
    wanted: BookingRequest,
    start: dt.datetime,
    venue: Venue,
    taken: AbstractSet[Cell],
    now: dt.datetime,
    count: int = 3,
) -> list[Slot]:
    """Return at most `count` free slots nearest to a start (aware), one per start, earliest first.

    Raises NaiveTime.
    """
    asked, day = to_utc(start), local_day(start)
    soonest, furthest = bookable_range(venue, wanted.kind, now)

    def nearest(days: Iterable[dt.date], later: bool) -> list[Slot]:
        found: list[Slot] = []
        for each in days:
            free = first_slot_per_start(list_slots_of_day(wanted, each, venue, taken, now))
            found += [slot for slot in free if (slot.start >= asked) == later]
            if len(found) >= count:  # later days are further away
                break
        return found

    after = nearest(days_between(max(day, soonest), furthest), later=True)
    before = nearest(reversed([*days_between(soonest, min(day, furthest))]), later=False)
    near = sorted([*after, *before], key=lambda slot: (abs(slot.start - asked), slot))
    return sorted(near[:count])


def _require_within_notice(start: dt.datetime, rules: BookingPolicy, now: dt.datetime) -> None:
    earliest, latest = rules.earliest(now), rules.latest(now)
    if start < to_utc(now):
        raise Past(start)
    if start < earliest:
        raise TooSoon(earliest)
    if start > latest:
        raise TooFar(latest)


def _find_refusal(
    slot: Slot,
    wanted: BookingRequest,
    counsellor: Counsellor,
    venue: Venue,
    taken: AbstractSet[Cell],
) -> Optional[Unavailable]:
    if not counsellor.speaks_for(venue.kind(wanted.kind), wanted.language):
        return WrongLanguage(wanted.language)
    today = list_dated_spans(counsellor, local_day(slot.start))
    around = [opening for opening in today if opening.holds(slot.start, slot.end)]
    reason = _find_hours_refusal(slot.start, wanted, around)
    if reason is None and not slot.is_free(taken, venue.policy(wanted.kind)):
        return Taken(slot.start)
    return reason


def _find_hours_refusal(
    start: dt.datetime, wanted: BookingRequest, around: Sequence[DatedSpan]
) -> Optional[Unavailable]:
    """Return why none of `around`, the spans with room for the appointment, accepts it, or None."""
    if not around:
        return OutsideHours(start)
    if not any(wanted.kind in opening.span.kinds for opening in around):
        return WrongKind(wanted.kind)
    taking = [opening for opening in around if opening.span.takes(wanted)]
    if not taking:
        return WrongWay(wanted.way)
    if not any(start in opening.starts for opening in taking):
        return OffGrid(start)
    return None
