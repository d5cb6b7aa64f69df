"""When the place is open, as the setting says it; the start stops at what cannot be read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

Hours = tuple[dt.time, dt.time]  # from, until: local wall time of one day
Opening = Mapping[int, Sequence[Hours]]  # by weekday, Monday is 0

_DAYS = ("lu", "ma", "me", "je", "ve", "sa", "di")
_PART = re.compile(r"(\w\w)(?:-(\w\w))?((?: +\d\d:\d\d-\d\d:\d\d)+)", re.ASCII)


class WrongOpening(ValueError):
    """The message says what such hours look like."""

    def __init__(self) -> None:
        super().__init__("not like « lu-ve 09:00-12:00 13:00-17:00; sa 09:00-12:00 »")


def read_opening(text: str) -> dict[int, tuple[Hours, ...]]:
    """« lu-ve 09:00-12:00 13:00-17:00; sa 09:00-12:00 »; empty: not known. Raises WrongOpening."""
    found: dict[int, tuple[Hours, ...]] = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        match = _PART.fullmatch(part)
        if match is None or not {match[1], match[2] or match[1]} <= set(_DAYS):
            raise WrongOpening
        first, last = _DAYS.index(match[1]), _DAYS.index(match[2] or match[1])
        hours = tuple(map(_hours, match[3].split()))
        if last < first or any(one[1] > other[0] for one, other in pairwise(hours)):
            raise WrongOpening
        found.update(dict.fromkeys(range(first, last + 1), hours))
    return found


def _hours(text: str) -> Hours:
    try:
        start, end = map(dt.time.fromisoformat, text.split("-"))
    except ValueError:
        raise WrongOpening from None
    if start >= end:
        raise WrongOpening
    return start, end
