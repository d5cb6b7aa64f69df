"""Encoding of busy times in a form, so that nothing is stored before the preview is confirmed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import groupby

from bot.booking import busy_times
from bot.booking.booking_errors import InvalidBusyTimes
from bot.booking.local_time import ZONE, Interval

MAX_TIMES = 1500  # about 14 of the 16 KiB of a form
_TIME_PATTERN = re.compile(r"([0-9a-f]{1,6})\.([0-9a-f]{1,5})", re.ASCII)


def encode_times(times: Iterable[Interval]) -> str:
    """Encode start and length of each interval, in quarters of an hour, in base 16."""
    return " ".join(
        f"{start:x}.{end - start:x}" for start, end in busy_times.encode_intervals(times)
    )


def decode_times(text: str, first: dt.datetime, last: dt.datetime) -> tuple[Interval, ...]:
    """Decode `encode_times`, clipped to a period. Raises InvalidBusyTimes."""
    matches = [_TIME_PATTERN.fullmatch(each) for each in text.split()]
    if len(matches) > MAX_TIMES:
        raise InvalidBusyTimes
    pairs = []
    for each in matches:
        if each is None:
            raise InvalidBusyTimes
        start, length = int(each[1], 16), int(each[2], 16)
        pairs.append([start, start + length])
    clipped = (
        (max(start, first), min(end, last)) for start, end in busy_times.decode_intervals(pairs)
    )
    return tuple(each for each in clipped if each[0] < each[1])


def group_by_day(times: Iterable[Interval]) -> list[tuple[dt.date, list[Interval]]]:
    """Group intervals by the local day on which they begin, in local time."""
    local = [(start.astimezone(ZONE), end.astimezone(ZONE)) for start, end in times]
    return [(day, list(some)) for day, some in groupby(local, key=lambda each: each[0].date())]
