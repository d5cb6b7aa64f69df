"""What can be offered to somebody who asks: kinds, ways, days and times that are free."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Optional

from bot.booking import appointments as stored
from bot.booking.cells import Cell
from bot.booking.checking import alternatives, check
from bot.booking.hours import Span
from bot.booking.kinds import MINUTES, WAYS, Kind, Wanted, Way
from bot.booking.local_time import local_day
from bot.booking.place import Place
from bot.booking.slots import Slot, bookable_days, one_each, slots
from bot.storage.unit_of_work import UnitOfWork

_DAY = dt.timedelta(days=1)


def kinds(place: Place, usable: Collection[Way]) -> list[Kind]:
    """The kinds that somebody takes in one of these ways."""
    return [kind for kind in MINUTES if ways(place, kind, usable)]


def ways(place: Place, kind: Kind, usable: Collection[Way]) -> list[Way]:
    """The ways in which somebody takes this kind."""
    taken = {way for span in _spans(place) if kind in span.kinds for way in span.ways}
    return [way for way in WAYS if way in taken and way in usable]


def kinds_free(
    unit: UnitOfWork, place: Place, usable: Collection[Way], now: dt.datetime
) -> list[Kind]:
    """The kinds for which something is free in one of these ways."""
    return [
        kind
        for kind in kinds(place, usable)
        if any(free(unit, place, Wanted(kind, way), now) for way in ways(place, kind, usable))
    ]


def free(
    unit: UnitOfWork, place: Place, wanted: Wanted, now: dt.datetime, but: Optional[int] = None
) -> list[Slot]:
    """All that is free as far as one may book, one slot for each time, earliest first.

    `but`: an appointment that would be moved; its own time does not stand in its way.
    """
    first, last = bookable_days(place, now)
    return one_each(slots(wanted, first, last, place, _busy(unit, place, now, but), now))


def near(
    unit: UnitOfWork,
    place: Place,
    wanted: Wanted,
    start: dt.datetime,
    now: dt.datetime,
    but: Optional[int] = None,
) -> list[Slot]:
    """Three free slots as near as can be to a start (aware) that cannot be had; not the time that
    would be moved."""
    found = alternatives(wanted, start, place, _busy(unit, place, now, but), now, count=4)
    own = stored.get(unit, but).start if but is not None else None
    return [slot for slot in found if slot.start != own][:3]


def require(
    unit: UnitOfWork,
    place: Place,
    wanted: Wanted,
    start: dt.datetime,
    now: dt.datetime,
    but: Optional[int] = None,
) -> Slot:
    """The slot of a start, as it is now. Raises `Unavailable`: why not."""
    return check(wanted, start, place, _busy(unit, place, now, but), now)


def spread(found: Sequence[Slot], most: int) -> list[Slot]:
    """At most so many of them: over one day, or from each of the first days."""
    first = days(found)[:most]
    a_day = most // max(1, len(first))
    return [slot for day in first for slot in _over_a_day(on(found, day), a_day)]


def _over_a_day(found: Sequence[Slot], most: int) -> list[Slot]:
    """From its beginning to its end; full and half hours where they are enough."""
    round_ones = [slot for slot in found if slot.start.minute % 30 == 0]
    chosen = round_ones if len(round_ones) >= min(most, len(found)) else list(found)
    if len(chosen) <= most:
        return chosen
    if most == 1:
        return chosen[:1]
    return [chosen[number * (len(chosen) - 1) // (most - 1)] for number in range(most)]


def days(found: Iterable[Slot]) -> list[dt.date]:
    """The local dates on which something is free, in order."""
    return list(dict.fromkeys(local_day(slot.start) for slot in found))


def on(found: Iterable[Slot], day: dt.date) -> list[Slot]:
    """What is free on a local date."""
    return [slot for slot in found if local_day(slot.start) == day]


def _busy(
    unit: UnitOfWork, place: Place, now: dt.datetime, but: Optional[int] = None
) -> frozenset[Cell]:
    return stored.taken(unit, now - _DAY, place.rules.latest(now) + 2 * _DAY, but)


def _spans(place: Place) -> Iterator[Span]:
    for each in place.counsellors:
        if not each.closed:
            for spans in (*each.weekly.values(), *each.exceptions.values()):
                yield from spans
