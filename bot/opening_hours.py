"""Weekly opening hours: the text of the setting, and in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise

from babel.dates import get_day_names

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


def format_opening_hours(hours: WeeklyHours) -> str:
    """Return hours as `parse_opening_hours` reads them, a part for each open day."""
    return "; ".join(
        " ".join([_DAY_CODES[day], *(f"{start:%H:%M}-{end:%H:%M}" for start, end in hours[day])])
        for day in sorted(hours)
        if hours[day]
    )


def describe_opening_hours(hours: WeeklyHours) -> str:
    """Return hours in French: « du lundi au vendredi, 9h–12h et 13h–17h ; samedi, 9h30–12h »."""
    groups = groupby(range(7), key=lambda day: tuple(hours.get(day, ())))
    parts = [(list(days), spans) for spans, days in groups if spans]
    return " ; ".join(f"{_name_days(days)}, {_join_ranges(spans)}" for days, spans in parts)


def _name_days(days: Sequence[int]) -> str:
    names = get_day_names(locale="fr")
    if len(days) > 2:
        return f"du {names[days[0]]} au {names[days[-1]]}"
    return " et ".join(names[day] for day in days)


def _join_ranges(spans: Sequence[TimeRange]) -> str:
    return " et ".join("–".join(map(_format_hour, span)) for span in spans)


def _format_hour(time: dt.time) -> str:
    return f"{time.hour}h{time.minute:02}" if time.minute else f"{time.hour}h"


def _parse_time_range(text: str) -> TimeRange:
    try:
        start, end = map(dt.time.fromisoformat, text.split("-"))
    except ValueError:
        raise InvalidOpeningHours from None
    if start >= end:
        raise InvalidOpeningHours
    return start, end
