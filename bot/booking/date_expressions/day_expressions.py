"""Resolution of days: « lundi 7 décembre », « 7/12 », « semaine du 7 », « mardi en 8 », « demain ».

The text is spelled as `date_vocabulary` normalises it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
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
_REPEATED_WEEKS = 4  # of « le mercredi »
_IN_WEEK = {"debut": (0, 1), "milieu": (1, 2, 3), "mi": (1, 2, 3), "fin": (3, 4)}
_IN_MONTH = {"debut": (1, 10), "milieu": (11, 20), "mi": (11, 20), "fin": (21, 31)}
_PAST_TOLERANCE = dt.timedelta(days=60)  # « le 3 novembre » late in November is a past date

_WEEK_OF, _ON = r"(?P<week>semaine du )?", rf"(?:(?P<weekday>{WEEKDAY_PATTERN}) )?(?P<le>le )?"
_DATE_PATTERNS = (
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
    `fixed`: which one is meant of several weeks is said (« mardi prochain »). `bound`: a limit to
    other days (« avant le 5 »)."""

    days: tuple[dt.date, ...]
    weekday: Optional[int] = None
    span: bool = False
    fixed: bool = False
    bound: bool = False


def _resolve_date(groups: NamedGroups, today: dt.date) -> Optional[DaySet]:
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
            [_date_or_none(year, in_year, number) for year in years], today - _PAST_TOLERANCE
        )
    if weekday is not None and day.weekday() != weekday:
        raise NoSuchDay(day)
    return _week_of(day) if groups["week"] else DaySet((day,))


def _candidate_years(given: Optional[str], today: dt.date) -> list[int]:
    """Return the possible years; none if the given year excludes an appointment (a birth date)."""
    if given is None:
        return [today.year, today.year + 1]
    year = int(given) + (2000 if len(given) == 2 else 0)
    return [year] if today.year - 1 <= year <= today.year + 10 else []


def _resolve_day_number(number: int, weekday: Optional[int], today: dt.date) -> dt.date:
    """Return the next day of that number; with a weekday, of this month or the next."""
    months = [(today.year + m // 12, m % 12 + 1) for m in range(today.month - 1, today.month + 2)]
    days = [_date_or_none(year, month, number) for year, month in months]
    if weekday is not None:
        days = [day if day and day.weekday() == weekday else None for day in days[:2]]
    return _first_since(days, today)


def _first_since(days: list[Optional[dt.date]], since: dt.date) -> dt.date:
    """Return the first day not before `since`, else the last one. Raises NoSuchDay."""
    existing = [day for day in days if day]
    if not existing:
        raise NoSuchDay
    return next((day for day in existing if day >= since), existing[-1])


def _date_or_none(year: int, month: int, day: int) -> Optional[dt.date]:
    """Return the date, or None if it does not exist."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _week_of(day: dt.date) -> DaySet:
    """Return the week of a day, from Monday."""
    monday = day - _DAY * day.weekday()
    return DaySet(tuple(days_between(monday, monday + 6 * _DAY)), span=True)


def _resolve_weekday(groups: NamedGroups, today: dt.date) -> DaySet:
    """Resolve « mardi », « mardi prochain » to the next after today; « ce mardi » may be today."""
    weekday = WEEKDAYS.index(groups["weekday"] or "")
    after = 0 if groups["this"] else 1
    day = today + _DAY * ((weekday - today.weekday() - after) % 7 + after)
    day += {"8": _WEEK, "15": 2 * _WEEK}.get(groups["later"] or "", 0 * _DAY)
    is_single = groups["first"] or groups["next"] or groups["later"]
    count = _REPEATED_WEEKS if groups["each"] and not is_single else 1
    days = tuple(day + number * _WEEK for number in range(count))
    return DaySet(days, weekday, fixed=bool(is_single or groups["this"]))


def _resolve_part_of_week(groups: NamedGroups, today: dt.date) -> DaySet:
    """Resolve « fin de semaine » to this week, or to the next if it has passed."""
    weekdays = _IN_WEEK[groups["which"] or ""]
    weeks = (
        [_week_of(today + _WEEK)] if groups["next"] else [_week_of(today), _week_of(today + _WEEK)]
    )
    parts = [[day for day in week.days if day.weekday() in weekdays] for week in weeks]
    coming = [[day for day in days if day >= today] for days in parts]
    return DaySet(tuple(next(days for days in coming if days)), span=True)


def _resolve_month(groups: NamedGroups, today: dt.date) -> DaySet:
    """Resolve « en décembre », « fin du mois », « mois prochain » to the days not yet past."""
    number = MONTHS.index(groups["month"]) + 1 if groups.get("month") else today.month
    number = number % 12 + 1 if groups.get("next") else number
    year = today.year + (number < today.month)
    low, high = _IN_MONTH.get(groups["which"] or "", (1, 31))
    every = [_date_or_none(year, number, day) for day in range(low, high + 1)]
    coming = [day for day in every if day and day >= today]
    return DaySet(tuple(coming or [day for day in every if day]), span=True)


def _resolve_delay(groups: NamedGroups, today: dt.date) -> DaySet:
    """Resolve « dans 3 jours » to a day, and « dans 15 jours », « 2 semaines », « un mois » to the
    week of that day."""
    number, unit = int(groups["number"] or 0), groups["unit"]
    if unit == "jour" and number not in (8, 15):
        return DaySet((today + number * _DAY,))
    ahead = {"jour": number - 1, "semaine": 7 * number, "mois": 30 * number}
    return _week_of(today + ahead[unit or ""] * _DAY)


def _resolve_weekend(groups: NamedGroups, today: dt.date) -> DaySet:
    saturday = _week_of(today).days[5]
    if groups["next"] and today >= saturday:
        saturday += _WEEK
    return DaySet((saturday, saturday + _DAY), span=True)


def _days_ahead(days: int) -> Callable[[NamedGroups, dt.date], DaySet]:
    return lambda groups, today: DaySet((today + days * _DAY,))


DAY_RULES: tuple[tuple[str, Callable[[NamedGroups, dt.date], Optional[DaySet]]], ...] = (
    *((pattern, _resolve_date) for pattern in _DATE_PATTERNS),
    (
        rf"(?P<each>(?:(?:tous|le|les|chaque) )+)?(?P<this>ce )?(?:(?P<first>prochain) )?"
        rf"(?P<weekday>{WEEKDAY_PATTERN})(?: (?P<next>prochain))?(?: en (?P<later>8|15))?",
        _resolve_weekday,
    ),
    (
        r"(?:en )?(?P<which>debut|milieu|mi|fin) (?:(?:de|d|la|cete) )*semaine"
        r"(?: (?P<next>prochain))?",
        _resolve_part_of_week,
    ),
    (
        r"(?:la |une )?(?:semaine prochain|prochain semaine)",
        lambda groups, today: _week_of(today + _WEEK),
    ),
    (r"cete semaine(?: ci)?", lambda groups, today: _week_of(today)),
    (r"(?:ce |le )?(?:prochain )?wekend(?: (?P<next>prochain))?", _resolve_weekend),
    (
        rf"(?:en|(?P<which>debut|mi|fin|courant)|mois de) (?:de )?(?P<month>{MONTH_PATTERN})",
        _resolve_month,
    ),
    (r"(?P<which>debut|milieu|fin) (?:du|de) mois(?: (?P<next>prochain))?", _resolve_month),
    (r"(?:le |ce )mois(?: ci)?(?P<which>)(?: (?P<next>prochain))?", _resolve_month),
    (r"dans (?P<number>\d{1,2}) (?P<unit>jour|semaine|mois)s?", _resolve_delay),
    *(
        (word, _days_ahead(days))
        for word, days in (
            *(("aujourdhui", 0), ("demain", 1), ("surlendemain", 2)),
            *(("hier", -1), ("avanthier", -2)),
        )
    ),
)
