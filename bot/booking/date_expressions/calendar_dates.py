"""Resolution of calendar dates: « lundi 7 décembre », « 7/12 », « le 7 », « semaine du 7 ».

The text is spelled as `date_vocabulary` normalises it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from bot.booking.booking_errors import BookingError
from bot.booking.date_expressions.date_vocabulary import (
    MONTH_PATTERN,
    MONTHS,
    NOT_A_DAY_NUMBER,
    WEEKDAY_PATTERN,
    WEEKDAYS,
)
from bot.booking.local_time import days_between

NamedGroups = dict[str, Optional[str]]  # of a match

_DAY, _WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
_PAST_TOLERANCE = dt.timedelta(days=60)  # « le 3 novembre » late in November is a past date

_WEEK_OF, _ON = r"(?P<week>semaine du )?", rf"(?:(?P<weekday>{WEEKDAY_PATTERN}) )?(?P<le>le )?"
DATE_PATTERNS = (
    rf"{_WEEK_OF}{_ON}(?P<day>\d{{1,2}}) (?P<month>{MONTH_PATTERN})(?: (?P<year>\d{{4}}))?",
    rf"{_WEEK_OF}{_ON}(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?:/(?P<year>\d{{4}}|\d\d))?"
    r"(?!/| ?(?:te?mps|tps))",
    rf"(?:le |(?<=du )|(?<=au )|(?P<week>semaine du )|(?P<weekday>{WEEKDAY_PATTERN}) (?:le )?)"
    rf"(?P<day>\d{{1,2}}){NOT_A_DAY_NUMBER}",
)


class NoSuchDay(BookingError):
    """The date does not exist: « le 31 février », or « mardi 7 » with no such Tuesday nearby."""

    code = "booking_no_such_day"


@dataclass(frozen=True)
class DaySet:
    """A set of days. `weekday`: the named weekday. `span`: a week or month that contains it.
    `fixed`: which one is meant of several weeks is said (« mardi prochain »)."""

    days: tuple[dt.date, ...]
    weekday: Optional[int] = None
    span: bool = False
    fixed: bool = False


def resolve_date(groups: NamedGroups, today: dt.date) -> Optional[DaySet]:
    """Resolve « (lundi) (le) 7 décembre (2026) », « 7/12 », « lundi 7 », « semaine du 7 ».

    Return None if the text is no date (« 15/20 »). Raises NoSuchDay.
    """
    weekday = WEEKDAYS.index(groups["weekday"]) if groups["weekday"] else None
    number, month = int(groups["day"] or 0), groups.get("month")
    if month is None:
        day = _resolve_day_number(number, weekday, today)
    else:
        numeric = month.isdigit()
        in_year = int(month) if numeric else MONTHS.index(month) + 1
        if numeric and not groups["le"] and (number > 31 or in_year > 12):
            return None  # « 50/50 », « 15/20 »
        years = _candidate_years(groups["year"], today)
        if not years:
            return None
        day = _first_since(
            [date_or_none(year, in_year, number) for year in years], today - _PAST_TOLERANCE
        )
    if weekday is not None and day.weekday() != weekday:
        raise NoSuchDay(day)
    return week_of(day) if groups["week"] else DaySet((day,))


def _candidate_years(given: Optional[str], today: dt.date) -> list[int]:
    """Return the possible years; none if the given year excludes an appointment (a birth date)."""
    if given is None:
        return [today.year, today.year + 1]
    year = int(given) + (2000 if len(given) == 2 else 0)
    return [year] if today.year - 1 <= year <= today.year + 10 else []


def _resolve_day_number(number: int, weekday: Optional[int], today: dt.date) -> dt.date:
    """Return the next day of that number; with a weekday, of this month or the next."""
    months = [(today.year + m // 12, m % 12 + 1) for m in range(today.month - 1, today.month + 2)]
    days = [date_or_none(year, month, number) for year, month in months]
    if weekday is not None:
        days = [day if day and day.weekday() == weekday else None for day in days[:2]]
    return _first_since(days, today)


def _first_since(days: list[Optional[dt.date]], since: dt.date) -> dt.date:
    """Return the first day not before `since`, else the last one. Raises NoSuchDay."""
    existing = [day for day in days if day]
    if not existing:
        raise NoSuchDay
    return next((day for day in existing if day >= since), existing[-1])


def date_or_none(year: int, month: int, day: int) -> Optional[dt.date]:
    """Return the date, or None if it does not exist."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def week_of(day: dt.date) -> DaySet:
    """Return the week of a day, from Monday."""
    monday = day - _DAY * day.weekday()
    return DaySet(tuple(days_between(monday, monday + 6 * _DAY)), span=True)
