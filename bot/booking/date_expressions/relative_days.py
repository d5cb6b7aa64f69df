"""Resolution of days relative to today: « mardi en 8 », « fin de semaine », « demain »."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Optional

from bot.booking.date_expressions.calendar_dates import (
    DATE_PATTERNS,
    DaySet,
    NamedGroups,
    date_or_none,
    resolve_date,
    week_of,
)
from bot.booking.date_expressions.date_vocabulary import (
    MONTH_PATTERN,
    MONTHS,
    WEEKDAY_PATTERN,
    WEEKDAYS,
)

_DAY, _WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
_REPEATED_WEEKS = 4  # of « le mercredi »
_IN_WEEK = {"debut": (0, 1), "milieu": (1, 2, 3), "mi": (1, 2, 3), "fin": (3, 4)}
_IN_MONTH = {"debut": (1, 10), "milieu": (11, 20), "mi": (11, 20), "fin": (21, 31)}


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
    weeks = [week_of(today + _WEEK)] if groups["next"] else [week_of(today), week_of(today + _WEEK)]
    parts = [[day for day in week.days if day.weekday() in weekdays] for week in weeks]
    coming = [[day for day in days if day >= today] for days in parts]
    return DaySet(tuple(next(days for days in coming if days)), span=True)


def _resolve_month(groups: NamedGroups, today: dt.date) -> DaySet:
    """Resolve « en décembre », « fin du mois », « mois prochain » to the days not yet past."""
    number = MONTHS.index(groups["month"]) + 1 if groups.get("month") else today.month
    number = number % 12 + 1 if groups.get("next") else number
    year = today.year + (number < today.month)
    low, high = _IN_MONTH.get(groups["which"] or "", (1, 31))
    every = [date_or_none(year, number, day) for day in range(low, high + 1)]
    coming = [day for day in every if day and day >= today]
    return DaySet(tuple(coming or [day for day in every if day]), span=True)


def _resolve_delay(groups: NamedGroups, today: dt.date) -> DaySet:
    """Resolve « dans 3 jours » to a day, and « dans 15 jours », « 2 semaines », « un mois » to the
    week of that day."""
    number, unit = int(groups["number"] or 0), groups["unit"]
    if unit == "jour" and number not in (8, 15):
        return DaySet((today + number * _DAY,))
    ahead = {"jour": number - 1, "semaine": 7 * number, "mois": 30 * number}
    return week_of(today + ahead[unit or ""] * _DAY)


def _resolve_weekend(groups: NamedGroups, today: dt.date) -> DaySet:
    saturday = week_of(today).days[5]
    if groups["next"] and today >= saturday:
        saturday += _WEEK
    return DaySet((saturday, saturday + _DAY), span=True)


def _days_ahead(days: int) -> Callable[[NamedGroups, dt.date], DaySet]:
    return lambda groups, today: DaySet((today + days * _DAY,))


RELATIVE_DAY_RULES: tuple[tuple[str, Callable[[NamedGroups, dt.date], Optional[DaySet]]], ...] = (
    *((pattern, resolve_date) for pattern in DATE_PATTERNS),
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
        lambda groups, today: week_of(today + _WEEK),
    ),
    (r"cete semaine(?: ci)?", lambda groups, today: week_of(today)),
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
