"""Parsing of form fields: dates, times, lines."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Optional

from bot.booking.local_time import ZONE, local_day, parse_moment
from bot.console.web.form_reader import Form

_DATE_PATTERN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME_PATTERN = re.compile(r"\d{1,2}[:hH]\d{2}", re.ASCII)


def parse_date(text: str) -> Optional[dt.date]:
    """Parse « 2026-11-25 », as a date field sends it; None if invalid or out of range."""
    if not _DATE_PATTERN.fullmatch(text):
        return None
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return date if 2000 <= date.year < 2200 else None


def parse_time(text: str) -> Optional[dt.time]:
    """Parse « 14:30 » or « 9h05 »; None if invalid."""
    if not _TIME_PATTERN.fullmatch(text):
        return None
    hour, minute = re.split("[:hH]", text)
    try:
        return dt.time(int(hour), int(minute))
    except ValueError:
        return None


def parse_lines(text: str) -> tuple[str, ...]:
    """Return the distinct lines that are not blank."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return tuple(dict.fromkeys(line for line in lines if line))


def parse_chosen_start(form: Form) -> tuple[Optional[dt.datetime], Optional[str]]:
    """Return the start (`start`) chosen among the times of a day (`jour`).

    Else None, with the key of what is wrong: it is no time, or was shown for another day.
    """
    start, day = parse_moment(form.text("start")), parse_date(form.text("jour"))
    if start is None:
        return None, "no_choice"
    if day not in (None, local_day(start)):
        return None, "time_of_another_day"
    return start, None


def find_same_hour(form: Form, starts: Iterable[dt.datetime]) -> Optional[dt.datetime]:
    """Return the one among the starts of a day that is at the hour of the chosen start, if any."""
    chosen = parse_moment(form.text("start"))
    if chosen is None:
        return None
    hour = chosen.astimezone(ZONE).time()
    return next((each for each in starts if each.astimezone(ZONE).time() == hour), None)
