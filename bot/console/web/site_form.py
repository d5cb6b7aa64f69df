"""Parsing of the form of the centre's details.

Problems are reported by field as keys of sentences; nothing that was typed is repeated.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Optional

from bot.booking.site_details import SiteDetails
from bot.console.answers.prose_rules import find_identity_problem
from bot.console.web.form_reader import Form
from bot.opening_hours import TimeRange, WeeklyHours, format_opening_hours

MAX_CHARS = {
    "name": 120,
    "address": 200,
    "access": 300,
    "phone": 40,
    "email": 120,
    "web": 120,
    "hours_note": 160,
}
MAX_RANGES = 3  # per day
# The fields in which an address or a number is no mistake.
_PROSE_FIELDS = ("access", "hours_note")
_PHONE_PATTERN = re.compile(r"\+?[0-9][0-9 ./()-]{2,38}", re.ASCII)
_EMAIL_PATTERN = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]{2,}")
_WEB_PATTERN = re.compile(r"(https://)?[\w.-]+\.[a-z]{2,}(/[^\s<>\"]*)?", re.IGNORECASE)
_TIME = r"(\d{1,2})(?:[:hH](\d{2})?)?"
_RANGE_PATTERN = re.compile(rf"{_TIME}\s*(?:-|–|à|>)\s*{_TIME}", re.ASCII | re.IGNORECASE)
_BETWEEN_PATTERN = re.compile(r"\s*(?:,|;|/|\bet\b)?\s*")


class InvalidSiteForm(Exception):
    """`problems` maps each field to the key of a sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__()
        self.problems = dict(problems)


def parse_site(form: Form, today: dt.date) -> SiteDetails:
    """Return the details of the form, confirmed today. Raises InvalidSiteForm."""
    texts = {name: " ".join(form.text(name).split()) for name in MAX_CHARS}
    problems = {
        name: key for name, text in texts.items() if (key := _find_text_problem(name, text))
    }
    hours, wrong = _parse_week(form)
    problems.update(wrong)
    if not form.has("confirmed", "yes"):
        problems["confirmed"] = "not_confirmed"
    if problems:
        raise InvalidSiteForm(problems)
    return SiteDetails(**texts, open_hours=format_opening_hours(hours), confirmed=today)


def split_common_hours(weekly: WeeklyHours) -> tuple[Sequence[TimeRange], dict[int, str]]:
    """Return the hours that most open days share, and those of the other days as text by weekday.

    No hours where none are known.
    """
    counted = Counter(tuple(ranges) for ranges in weekly.values() if ranges)
    common = max(counted, key=counted.__getitem__, default=())
    others = {day: format_ranges(ranges) for day, ranges in weekly.items()}
    return common, {day: others[day] for day in others if tuple(weekly[day]) != common}


def parse_ranges(text: str) -> Optional[tuple[TimeRange, ...]]:
    """Return ascending hours of a day like « 9h-12h, 13:00-17:30 »; None if they are none."""
    found, end = [], 0
    text = text.strip()
    while end < len(text):
        match = _RANGE_PATTERN.match(text, end)
        if match is None:
            return None
        try:
            found.append((_build_time(match[1], match[2]), _build_time(match[3], match[4])))
        except ValueError:
            return None
        between = _BETWEEN_PATTERN.match(text, match.end())
        end = between.end() if between else match.end()
    ascending = all(start < stop for start, stop in found) and all(
        before[1] <= after[0] for before, after in pairwise(found)
    )
    return tuple(found) if ascending and len(found) <= MAX_RANGES else None


def format_ranges(ranges: Sequence[TimeRange]) -> str:
    """Return the hours of a day as the form shows them."""
    return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in ranges)


def _parse_week(form: Form) -> tuple[dict[int, tuple[TimeRange, ...]], dict[str, str]]:
    """Return the hours by weekday, and the problems by field.

    A day has the hours of its own field, else those of all ticked days if it is one of them.
    """
    ticked = [day for day in range(7) if form.has("days", str(day))]
    typed = {"hours": form.text("hours")}
    typed.update({f"hours_{day}": form.text(f"hours_{day}") for day in range(7)})
    read = {name: parse_ranges(text) for name, text in typed.items()}
    problems = {name: "hours_unreadable" for name, ranges in read.items() if ranges is None}
    if typed["hours"] and not ticked:
        problems["days"] = "no_weekday"
    common = read["hours"] if ticked else ()
    weekly = {day: read[f"hours_{day}"] or (common if day in ticked else ()) for day in range(7)}
    return {day: ranges for day, ranges in weekly.items() if ranges}, problems


def _build_time(hour: str, minute: Optional[str]) -> dt.time:
    return dt.time(int(hour), int(minute or 0))


def _find_text_problem(name: str, text: str) -> Optional[str]:
    if not text:
        return "empty" if name in ("name", "address") else None
    if len(text) > MAX_CHARS[name]:
        return "too_long"
    patterns = {"phone": _PHONE_PATTERN, "email": _EMAIL_PATTERN, "web": _WEB_PATTERN}
    if name in patterns:
        return None if patterns[name].fullmatch(text) else f"not_{name}"
    return find_identity_problem(text) if name in _PROSE_FIELDS else None
