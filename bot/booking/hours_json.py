"""The JSON form of a counsellor's hours and languages, as stored with the counsellor.

    weekly: {"0": [{"from": "09:00", "until": "12:00", "kinds": ["short"], "ways": ["video"]}]}
    exceptions: {"2026-12-24": []}    languages: ["fr", "nl"]

Hours of one day may overlap: long appointments in one mode, short ones in all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from bot.booking import busy_times
from bot.booking.appointment_kinds import Mode
from bot.booking.booking_errors import BookingError, InvalidWeekday
from bot.booking.counsellor_hours import Counsellor, HoursSpan

_WEEKDAY = re.compile(r"[0-6]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d", re.ASCII)
_KEYS = {"from", "until", "kinds", "ways"}

Spans = tuple[HoursSpan, ...]


class InvalidHours(BookingError):
    """Hours or languages are malformed."""

    code = "booking_invalid_hours"


def encode_counsellor(counsellor: Counsellor) -> dict[str, Any]:
    """Return the columns `languages`, `weekly` and `exceptions` of a counsellor."""
    exceptions = {day.isoformat(): spans for day, spans in counsellor.exceptions.items()}
    weekly = {str(weekday): spans for weekday, spans in counsellor.weekly.items()}
    return {
        "languages": sorted(counsellor.languages),
        "weekly": _encode_days(weekly),
        "exceptions": _encode_days(exceptions),
    }


def decode_counsellor(id: int, columns: Mapping[str, Any], closed: bool = False) -> Counsellor:
    """Return the counsellor of these columns and of `busy`, if present (`bot.booking.busy_times`).

    Raises:
        InvalidHours, InvalidBusyTimes: the data is malformed.
        InvalidSpan, InvalidWeekday, UnknownKind, UnknownMode, UnknownLanguage: a value is invalid.
    """
    return Counsellor(
        id=id,
        languages=frozenset(_require_words(columns.get("languages"))),
        weekly=decode_weekly(columns.get("weekly")),
        exceptions=decode_exceptions(columns.get("exceptions")),
        closed=closed,
        busy=busy_times.decode_intervals(columns.get("busy") or []),
    )


def decode_weekly(data: object) -> dict[int, Spans]:
    """Return the spans by weekday. Raises as `decode_counsellor` does."""
    days = _require_mapping(data).items()
    return {_parse_weekday(key): _decode_spans(rows) for key, rows in days}


def decode_exceptions(data: object) -> dict[dt.date, Spans]:
    """Return the spans by date; an empty one closes the day. Raises as `decode_counsellor` does."""
    return {_parse_date(key): _decode_spans(rows) for key, rows in _require_mapping(data).items()}


def _encode_days(days: Mapping[str, Spans]) -> dict[str, list[dict[str, Any]]]:
    return {key: [_encode_span(span) for span in days[key]] for key in sorted(days)}


def _encode_span(span: HoursSpan) -> dict[str, Any]:
    return {
        "from": f"{span.start:%H:%M}",
        "until": f"{span.end:%H:%M}",
        "kinds": sorted(span.kinds),
        "ways": sorted(span.ways),
    }


def _decode_spans(rows: object) -> Spans:
    if not isinstance(rows, list):
        raise InvalidHours(rows)
    return tuple(_decode_span(row) for row in rows)


def _decode_span(row: object) -> HoursSpan:
    if not isinstance(row, dict) or set(row) != _KEYS:
        raise InvalidHours(row)
    kinds, ways = frozenset(_require_words(row["kinds"])), frozenset(_require_words(row["ways"]))
    # HoursSpan validates the words.
    return HoursSpan(
        _parse_time(row["from"]),
        _parse_time(row["until"]),
        kinds,
        cast("frozenset[Mode]", ways),
    )


def _require_mapping(data: object) -> dict[object, object]:
    if not isinstance(data, dict):
        raise InvalidHours(data)
    return data


def _require_words(data: object) -> Iterable[str]:
    if not isinstance(data, list) or not all(isinstance(word, str) for word in data):
        raise InvalidHours(data)
    return data


def _parse_weekday(key: object) -> int:
    if not isinstance(key, str) or not _WEEKDAY.fullmatch(key):
        raise InvalidWeekday(key)
    return int(key)


def _parse_date(key: object) -> dt.date:
    try:
        if isinstance(key, str) and _DATE.fullmatch(key):
            return dt.date.fromisoformat(key)
    except ValueError:  # no such day
        pass
    raise InvalidHours(key)


def _parse_time(value: object) -> dt.time:
    try:
        if isinstance(value, str) and _TIME.fullmatch(value):
            return dt.time.fromisoformat(value)
    except ValueError:  # no such time
        pass
    raise InvalidHours(value)
