"""Times that somebody is busy: joined on quarters of an hour, and as JSON."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise

from bot.booking.booking_errors import InvalidBusyTimes
from bot.booking.local_time import QUARTER_HOUR, ZONE, Interval, to_utc

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


def merge_intervals(times: Iterable[Interval]) -> tuple[Interval, ...]:
    """Rounded outwards to quarters of an hour, rising, those that touch joined."""
    found: list[Interval] = []
    for start, end in sorted((_round_down(start), _round_up(end)) for start, end in times):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def list_busy_quarters(times: Iterable[Interval]) -> Mapping[dt.date, AbstractSet[dt.time]]:
    """The quarters of the wall clock that are taken, by local date; an hour that comes twice is
    taken when either is."""
    found: defaultdict[dt.date, set[dt.time]] = defaultdict(set)
    for start, end in times:
        moment = start
        while moment < end:
            wall = moment.astimezone(ZONE)
            found[wall.date()].add(wall.time())
            moment += QUARTER_HOUR
    return found


def encode_intervals(times: Iterable[Interval]) -> list[list[int]]:
    """Pairs of quarters of an hour since 1970: from, until."""
    return [[_quarter_number(start), _quarter_number(end)] for start, end in times]


def decode_intervals(data: object) -> tuple[Interval, ...]:
    """The inverse of `encode_intervals`. Raises InvalidBusyTimes unless they rise, apart from each
    other."""
    if not isinstance(data, list):
        raise InvalidBusyTimes
    found = tuple(_decode_pair(each) for each in data)
    if any(one[1] >= other[0] for one, other in pairwise(found)):
        raise InvalidBusyTimes
    return found


def _decode_pair(data: object) -> Interval:
    match data:
        case [int(start), int(end)] if 0 <= start < end < 2**23:  # 2209
            return _EPOCH + start * QUARTER_HOUR, _EPOCH + end * QUARTER_HOUR
    raise InvalidBusyTimes


def _round_down(moment: dt.datetime) -> dt.datetime:
    return _EPOCH + (to_utc(moment) - _EPOCH) // QUARTER_HOUR * QUARTER_HOUR


def _round_up(moment: dt.datetime) -> dt.datetime:
    return _EPOCH - (_EPOCH - to_utc(moment)) // QUARTER_HOUR * QUARTER_HOUR


def _quarter_number(moment: dt.datetime) -> int:
    return (to_utc(moment) - _EPOCH) // QUARTER_HOUR
