"""A counsellor's hours and languages as plain JSON, as the table of counsellors holds them.

    weekly: {"0": [{"from": "09:00", "until": "12:00", "kinds": ["short"], "ways": ["video"]}]}
    exceptions: {"2026-12-24": []}    languages: ["fr", "nl"]

Busy times, as the table of calendars holds them, may stand beside: see `bot.booking.busy`.

Hours of one day may overlap: long appointments in one way, short ones in all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from bot.booking import busy
from bot.booking.errors import BookingError, WrongWeekday
from bot.booking.hours import Counsellor, Span
from bot.booking.kinds import Kind, Way

_WEEKDAY = re.compile(r"[0-6]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"\d\d:\d\d", re.ASCII)
_KEYS = {"from", "until", "kinds", "ways"}

Spans = tuple[Span, ...]


class WrongHours(BookingError):
    """What was to be hours or languages does not have their shape."""


def encode(counsellor: Counsellor) -> dict[str, Any]:
    """The columns `languages`, `weekly` and `exceptions` of a counsellor."""
    exceptions = {day.isoformat(): spans for day, spans in counsellor.exceptions.items()}
    weekly = {str(weekday): spans for weekday, spans in counsellor.weekly.items()}
    return {
        "languages": sorted(counsellor.languages),
        "weekly": _plain(weekly),
        "exceptions": _plain(exceptions),
    }


def decode(id: int, columns: Mapping[str, Any], closed: bool = False) -> Counsellor:
    """A counsellor from those columns; `encode` is the inverse. `busy` may be there, too.

    Raises WrongHours or WrongBusy where the shape is wrong, WrongSpan, WrongWeekday, UnknownKind,
    UnknownWay and UnknownLanguage where a value is.
    """
    return Counsellor(
        id=id,
        languages=frozenset(_words(columns.get("languages"))),
        weekly=decode_weekly(columns.get("weekly")),
        exceptions=decode_exceptions(columns.get("exceptions")),
        closed=closed,
        busy=busy.decode(columns.get("busy") or []),
    )


def decode_weekly(data: object) -> dict[int, Spans]:
    """Spans by weekday. Raises as `decode` does."""
    return {_weekday(key): _spans(rows) for key, rows in _mapping(data).items()}


def decode_exceptions(data: object) -> dict[dt.date, Spans]:
    """Spans by date; none closes the day. Raises as `decode` does."""
    return {_date(key): _spans(rows) for key, rows in _mapping(data).items()}


def _plain(days: Mapping[str, Spans]) -> dict[str, list[dict[str, Any]]]:
    return {key: [_row(span) for span in days[key]] for key in sorted(days)}


def _row(span: Span) -> dict[str, Any]:
    return {
        "from": f"{span.start:%H:%M}",
        "until": f"{span.end:%H:%M}",
        "kinds": sorted(span.kinds),
        "ways": sorted(span.ways),
    }


def _spans(rows: object) -> Spans:
    if not isinstance(rows, list):
        raise WrongHours(rows)
    return tuple(_span(row) for row in rows)


def _span(row: object) -> Span:
    if not isinstance(row, dict) or set(row) != _KEYS:
        raise WrongHours(row)
    kinds, ways = frozenset(_words(row["kinds"])), frozenset(_words(row["ways"]))
    # The span itself refuses a word that is none of them.
    return Span(
        _clock(row["from"]),
        _clock(row["until"]),
        cast("frozenset[Kind]", kinds),
        cast("frozenset[Way]", ways),
    )


def _mapping(data: object) -> dict[object, object]:
    if not isinstance(data, dict):
        raise WrongHours(data)
    return data


def _words(data: object) -> Iterable[str]:
    if not isinstance(data, list) or not all(isinstance(word, str) for word in data):
        raise WrongHours(data)
    return data


def _weekday(key: object) -> int:
    if not isinstance(key, str) or not _WEEKDAY.fullmatch(key):
        raise WrongWeekday(key)
    return int(key)


def _date(key: object) -> dt.date:
    try:
        if isinstance(key, str) and _DATE.fullmatch(key):
            return dt.date.fromisoformat(key)
    except ValueError:  # no such day
        pass
    raise WrongHours(key)


def _clock(value: object) -> dt.time:
    try:
        if isinstance(value, str) and _CLOCK.fullmatch(value):
            return dt.time.fromisoformat(value)
    except ValueError:  # no such time
        pass
    raise WrongHours(value)
