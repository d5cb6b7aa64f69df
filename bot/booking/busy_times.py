"""Merging of busy times on quarters of an hour, and their JSON form."""

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
    """Return intervals rounded outwards to quarters of an hour, sorted, adjacent ones merged."""
    merged: list[Interval] = []
    for start, end in sorted((_round_down(start), _round_up(end)) for start, end in times):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def list_busy_quarters(times: Iterable[Interval]) -> Mapping[dt.date, AbstractSet[dt.time]]:
    """Return the busy quarters of an hour in local time, by date.

    A repeated local time is busy if either occurrence is.
    """
    busy: defaultdict[dt.date, set[dt.time]] = defaultdict(set)
    for start, end in times:
        moment = start
        while moment < end:
            wall = moment.astimezone(ZONE)
            busy[wall.date()].add(wall.time())
            moment += QUARTER_HOUR
    return busy


def encode_intervals(times: Iterable[Interval]) -> list[list[int]]:
    """Return [start, end] pairs as numbers of quarters of an hour since 1970."""
    return [[_quarter_number(start), _quarter_number(end)] for start, end in times]


def decode_intervals(data: object) -> tuple[Interval, ...]:
    """Return the intervals encoded by `encode_intervals`.

    Raises:
        InvalidBusyTimes: they are malformed, or not ascending and disjoint.
    """
    if not isinstance(data, list):
        raise InvalidBusyTimes
    intervals = tuple(map(_decode_pair, data))
    if any(previous[1] >= following[0] for previous, following in pairwise(intervals)):
        raise InvalidBusyTimes
    return intervals


def _decode_pair(data: object) -> Interval:
    match data:
        case [int(start), int(end)] if 0 <= start < end < 2**23:  # until the year 2209
            return _EPOCH + start * QUARTER_HOUR, _EPOCH + end * QUARTER_HOUR
    raise InvalidBusyTimes


def _round_down(moment: dt.datetime) -> dt.datetime:
    return _EPOCH + (to_utc(moment) - _EPOCH) // QUARTER_HOUR * QUARTER_HOUR


def _round_up(moment: dt.datetime) -> dt.datetime:
    return _EPOCH - (_EPOCH - to_utc(moment)) // QUARTER_HOUR * QUARTER_HOUR


def _quarter_number(moment: dt.datetime) -> int:
    return (to_utc(moment) - _EPOCH) // QUARTER_HOUR
