"""Times that somebody is busy: joined on quarters of an hour, taken out of hours, and as JSON."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.booking.errors import WrongBusy
from bot.booking.local_time import STEP, ZONE, Stretch, in_utc

if TYPE_CHECKING:
    from bot.booking.hours import Span

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


def merged(times: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Rounded outwards to quarters of an hour, rising, those that touch joined."""
    found: list[Stretch] = []
    for start, end in sorted((_down(start), _up(end)) for start, end in times):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def walls(times: Iterable[Stretch]) -> Mapping[dt.date, AbstractSet[dt.time]]:
    """The quarters of the wall clock that are taken, by local date; an hour that comes twice is
    taken when either is."""
    found: defaultdict[dt.date, set[dt.time]] = defaultdict(set)
    for start, end in times:
        moment = start
        while moment < end:
            wall = moment.astimezone(ZONE)
            found[wall.date()].add(wall.time())
            moment += STEP
    return found


def without(spans: Iterable[Span], taken: AbstractSet[dt.time]) -> Iterator[Span]:
    """What is left of the hours of a day, in order."""
    for span in spans:
        opens, last = None, span.end
        for begins, ends in _quarters(span.start, span.end):
            is_taken = begins.replace(minute=begins.minute // 15 * 15) in taken
            if not is_taken and opens is None:
                opens = begins
            elif is_taken and opens is not None:
                yield replace(span, start=opens, end=begins)
                opens, last = None, span.end
            last = ends
        if opens is not None:
            yield replace(span, start=opens, end=last)


def encode(times: Iterable[Stretch]) -> list[list[int]]:
    """Pairs of quarters of an hour since 1970: from, until."""
    return [[_number(start), _number(end)] for start, end in times]


def decode(data: object) -> tuple[Stretch, ...]:
    """`encode` is the inverse. Raises WrongBusy unless they rise, apart from each other."""
    if not isinstance(data, list):
        raise WrongBusy
    found = tuple(_pair(each) for each in data)
    if any(one[1] >= other[0] for one, other in pairwise(found)):
        raise WrongBusy
    return found


def _pair(data: object) -> Stretch:
    match data:
        case [int(start), int(end)] if 0 <= start < end < 2**23:  # 2209
            return _EPOCH + start * STEP, _EPOCH + end * STEP
    raise WrongBusy


def _quarters(start: dt.time, end: dt.time) -> Iterator[tuple[dt.time, dt.time]]:
    """A day's hours cut where the wall clock shows a quarter."""
    while start < end:
        minutes = start.hour * 60 + start.minute // 15 * 15 + 15
        stop = end if minutes >= 24 * 60 else min(end, dt.time(*divmod(minutes, 60)))
        yield start, stop
        start = stop


def _down(moment: dt.datetime) -> dt.datetime:
    return _EPOCH + (in_utc(moment) - _EPOCH) // STEP * STEP


def _up(moment: dt.datetime) -> dt.datetime:
    return _EPOCH - (_EPOCH - in_utc(moment)) // STEP * STEP


def _number(moment: dt.datetime) -> int:
    return (in_utc(moment) - _EPOCH) // STEP
