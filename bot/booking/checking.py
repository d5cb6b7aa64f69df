"""One start that was asked for: the slot, or why it cannot be had; and what is free near it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Optional

from bot.booking.cells import Cell
from bot.booking.errors import (
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
from bot.booking.hours import Counsellor, Opening, openings
from bot.booking.kinds import Wanted
from bot.booking.local_time import exists, in_utc, local_day
from bot.booking.place import Place
from bot.booking.slots import Slot, bookable_days, days_between, one_each, slots_of_day

# From what says least to what says most: with several counsellors, the one who comes nearest tells.
_REASONS = (WrongLanguage, OutsideHours, WrongKind, WrongWay, OffGrid, Taken)


def check(
    wanted: Wanted, start: dt.datetime, place: Place, taken: AbstractSet[Cell], now: dt.datetime
) -> Slot:
    """The slot of a start (aware), with the first counsellor by id who can.

    An hour that a person typed comes as `datetime.combine(day, time, ZONE)`: only so can one that
    does not exist be told. Raises NaiveTime, or the reason why not, an `Unavailable`; with several
    counsellors, Taken before any other of theirs.
    """
    if not exists(start):
        raise NoSuchHour(start)
    begin = in_utc(start)
    _require_in_time(begin, place, now)
    place.require_open(local_day(begin))
    reasons: list[Unavailable] = []
    for counsellor in sorted(place.counsellors, key=lambda each: each.id):
        slot = Slot(begin, begin + wanted.duration, counsellor.id)
        reason = _reason_against(slot, wanted, counsellor, place, taken)
        if reason is None:
            return slot
        reasons.append(reason)
    raise max(reasons, key=lambda reason: _REASONS.index(type(reason)), default=OutsideHours())


def alternatives(
    wanted: Wanted,
    start: dt.datetime,
    place: Place,
    taken: AbstractSet[Cell],
    now: dt.datetime,
    count: int = 3,
) -> list[Slot]:
    """The free slots nearest to a start (aware), one for each time, earliest first.

    Fewer than `count` when no more are free. Raises NaiveTime.
    """
    asked, day = in_utc(start), local_day(start)
    soonest, furthest = bookable_days(place, now)

    def nearest(days: Iterable[dt.date], later: bool) -> list[Slot]:
        found: list[Slot] = []
        for each in days:
            free = one_each(slots_of_day(wanted, each, place, taken, now))
            found += [slot for slot in free if (slot.start >= asked) == later]
            if len(found) >= count:  # those of any further day are further away
                break
        return found

    after = nearest(days_between(max(day, soonest), furthest), later=True)
    before = nearest(reversed([*days_between(soonest, min(day, furthest))]), later=False)
    near = sorted([*after, *before], key=lambda slot: (abs(slot.start - asked), slot))
    return sorted(near[:count])


def _require_in_time(start: dt.datetime, place: Place, now: dt.datetime) -> None:
    earliest, latest = place.rules.earliest(now), place.rules.latest(now)
    if start < in_utc(now):
        raise Past(start)
    if start < earliest:
        raise TooSoon(earliest)
    if start > latest:
        raise TooFar(latest)


def _reason_against(
    slot: Slot, wanted: Wanted, counsellor: Counsellor, place: Place, taken: AbstractSet[Cell]
) -> Optional[Unavailable]:
    if not counsellor.speaks(wanted.language):
        return WrongLanguage(wanted.language)
    today = openings(counsellor, local_day(slot.start))
    around = [opening for opening in today if opening.holds(slot.start, slot.end)]
    reason = _reason_in_hours(slot.start, wanted, around)
    if reason is None and not slot.is_free(taken, place.rules):
        return Taken(slot.start)
    return reason


def _reason_in_hours(
    start: dt.datetime, wanted: Wanted, around: Sequence[Opening]
) -> Optional[Unavailable]:
    """`around`: the openings in which the appointment has room."""
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
