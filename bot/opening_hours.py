"""Parsing of the opening hours setting."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

TimeRange = tuple[dt.time, dt.time]  # start and end, local wall time of one day
WeeklyHours = Mapping[int, Sequence[TimeRange]]  # by weekday, Monday is 0

_DAY_CODES = ("lu", "ma", "me", "je", "ve", "sa", "di")
_PART_PATTERN = re.compile(r"(\w\w)(?:-(\w\w))?((?: +\d\d:\d\d-\d\d:\d\d)+)", re.ASCII)


class InvalidOpeningHours(ValueError):
    """Opening hours cannot be parsed; the message shows an example."""

    def __init__(self) -> None:
        super().__init__("not like « lu-ve 09:00-12:00 13:00-17:00; sa 09:00-12:00 »")


def parse_opening_hours(text: str) -> dict[int, tuple[TimeRange, ...]]:
    """Parse hours like « lu-ve 09:00-12:00 13:00-17:00; sa 09:00-12:00 »; empty if unknown.

    Raises:
        InvalidOpeningHours: the text cannot be parsed.
    """
    found: dict[int, tuple[TimeRange, ...]] = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        match = _PART_PATTERN.fullmatch(part)
        if match is None or not {match[1], match[2] or match[1]} <= set(_DAY_CODES):
            raise InvalidOpeningHours
        first, last = _DAY_CODES.index(match[1]), _DAY_CODES.index(match[2] or match[1])
        hours = tuple(map(_parse_time_range, match[3].split()))
        if last < first or any(before[1] > after[0] for before, after in pairwise(hours)):
            raise InvalidOpeningHours
        found.update(dict.fromkeys(range(first, last + 1), hours))
    return found


def _parse_time_range(text: str) -> TimeRange:
    try:
        start, end = map(dt.time.fromisoformat, text.split("-"))
    except ValueError:
        raise InvalidOpeningHours from None
    if start >= end:
        raise InvalidOpeningHours
    return start, end
