"""Busy times on their way through a page: shown first, confirmed by the form that holds them.

So nothing is stored before somebody says yes, and what they said yes to is what is stored.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import groupby

from bot.booking import busy_times
from bot.booking.booking_errors import InvalidBusyTimes
from bot.booking.local_time import ZONE, Interval

MAX_TIMES = 1500  # with these a form has 14 of its 16 KiB
_TIME_PATTERN = re.compile(r"([0-9a-f]{1,6})\.([0-9a-f]{1,5})", re.ASCII)


def encode_times(times: Iterable[Interval]) -> str:
    """Start and length of each, in quarters of an hour, in base 16."""
    return " ".join(
        f"{start:x}.{end - start:x}" for start, end in busy_times.encode_intervals(times)
    )


def decode_times(text: str, first: dt.datetime, last: dt.datetime) -> tuple[Interval, ...]:
    """`packed` is the inverse; what is outside of a period is left out. Raises WrongBusy."""
    found = [_TIME_PATTERN.fullmatch(each) for each in text.split()]
    if len(found) > MAX_TIMES:
        raise InvalidBusyTimes
    pairs = []
    for each in found:
        if each is None:
            raise InvalidBusyTimes
        start, length = int(each[1], 16), int(each[2], 16)
        pairs.append([start, start + length])
    clipped = (
        (max(start, first), min(end, last)) for start, end in busy_times.decode_intervals(pairs)
    )
    return tuple(each for each in clipped if each[0] < each[1])


def group_by_day(times: Iterable[Interval]) -> list[tuple[dt.date, list[Interval]]]:
    """By the local day on which they begin, on local clocks."""
    local = [(start.astimezone(ZONE), end.astimezone(ZONE)) for start, end in times]
    return [(day, list(some)) for day, some in groupby(local, key=lambda each: each[0].date())]
