"""Days that have a name in Belgium: holidays, their eves, bridges, « le premier lundi de mai ».

Names are in folded form (`bot.language.folding`) and replaced by dates, which the parser reads.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache

from dateutil.easter import easter  # type: ignore[import-untyped]  # it ships no types

from bot.booking.date_expressions.date_vocabulary import (
    MONTH_PATTERN,
    MONTHS,
    WEEKDAY_PATTERN,
    WEEKDAYS,
)

_DAY = dt.timedelta(days=1)


def _fixed(month: int, day: int) -> Callable[[int], dt.date]:
    return lambda year: dt.date(year, month, day)


def _after_easter(days: int) -> Callable[[int], dt.date]:
    return lambda year: easter(year) + days * _DAY


# The day of each name in a year.
_NAMES: tuple[tuple[str, Callable[[int], dt.date]], ...] = (
    (r"lundi de paques?", _after_easter(1)),
    (r"(?:dimanche de )?paques?", _after_easter(0)),
    (r"vendredi saint", _after_easter(-2)),
    (r"mardi gras|carnaval", _after_easter(-47)),
    (r"pont de l ?ascension", _after_easter(40)),
    (r"(?:jeudi de )?l ?ascension", _after_easter(39)),
    (r"lundi de (?:la )?pentecote", _after_easter(50)),
    (r"(?:dimanche de )?(?:la )?pentecote", _after_easter(49)),
    (r"noel", _fixed(12, 25)),
    (r"(?:la )?(?:saint|st) sylvestre|reveilon (?:du |de )?nouvel an", _fixed(12, 31)),
    (r"reveilon", _fixed(12, 24)),
    (r"(?:jour de l an|(?:le )?nouvel an|premier de l an)", _fixed(1, 1)),
    (r"(?:la )?(?:saint|st) nicolas", _fixed(12, 6)),
    (r"(?:la )?(?:saint|st) valentin", _fixed(2, 14)),
    (r"fete du travail|premier mai|1er mai", _fixed(5, 1)),
    (r"fete nationale", _fixed(7, 21)),
    (r"(?:l )?(?:asomption|15 aout)", _fixed(8, 15)),
    (
        r"fete de (?:la )?(?:comunaute(?: francaise)?|federation(?: walonie bruxeles)?|fwb)"
        r"|fetes? de walonie",
        _fixed(9, 27),
    ),
    (r"(?:la )?tousaint", _fixed(11, 1)),
    (r"(?:l )?armistice", _fixed(11, 11)),
    (r"fete (?:du roi|de la dynastie)", _fixed(11, 15)),
)
_SHIFTS = (
    (r"(?:l )?avant veile", -2),
    (r"(?:la )?veile|(?:le )?reveilon", -1),
    (r"(?:le )?surlendemain", 2),
    (r"(?:le )?lendemain", 1),
)
_JOUR = r"(?:(?:le |la |l )?(?:jour|soir) (?:de |du |d )?(?:la )?)?"
_OF = r" (?:(?:de|du|d|le|la|l|jour) )*"
_ORDINALS = {"premier": 0, "1er": 0, "deuxieme": 1, "2e": 1, "second": 1, "troisieme": 2, "3e": 2}
_NTH_WEEKDAY = re.compile(
    rf"(?:le )?(?P<nth>{'|'.join(_ORDINALS)}|dernier) (?P<weekday>{WEEKDAY_PATTERN})"
    rf" (?:de |du mois de |d )?(?P<month>{MONTH_PATTERN})(?!\w)"
)
_BETWEEN = re.compile(
    r"entre (?:la )?noel et (?:le |la )?(?:nouvel an|jour de l an|nouvel|an)(?!\w)"
)
_WINTER = re.compile(
    r"(?:(?:vacances?|conges?) (?:scolaires? )?(?:de |d )?(?:noel|hiver|fin d ?anee)"
    r"|(?:les |des )?fetes(?: de fin d ?anee)?(?! \w* ?(?:walonie|roi|comunaute)))(?!\w)"
)


def replace_named_days(folded: str, today: dt.date) -> str:
    """Write the dates of named days, the next of each name from `today` on."""
    folded = _BETWEEN.sub(lambda match: _write_between(today), folded)
    folded = _WINTER.sub(lambda match: _write_winter(today), folded)
    folded = _NTH_WEEKDAY.sub(lambda match: _write(_nth_weekday(match, today)), folded)
    for name, day_of in _NAMES:
        for pattern, shift in _patterns_of(name):
            if pattern.search(folded):
                folded = pattern.sub(_write(_next(day_of, today, shift)), folded)
    return folded


@cache
def _patterns_of(name: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    """Return the patterns of a name, its eves and the days after it, with the days between."""
    shifts = [(rf"(?:{words}){_OF}", days) for words, days in _SHIFTS]
    return tuple(
        (re.compile(rf"(?<!\w){_JOUR}{words}(?:le |la )?(?:{name})(?!\w)"), days)
        for words, days in (*shifts, ("", 0))
    )


def _next(day_of: Callable[[int], dt.date], today: dt.date, shift: int) -> dt.date:
    days = (day_of(today.year + ahead) + shift * _DAY for ahead in (0, 1))
    return next((day for day in days if day >= today), day_of(today.year + 1) + shift * _DAY)


def _nth_weekday(match: re.Match[str], today: dt.date) -> dt.date:
    month = MONTHS.index(match["month"]) + 1
    weekday = WEEKDAYS.index(match["weekday"])

    def of(year: int) -> dt.date:
        first = dt.date(year, month, 1)
        each = [first + number * _DAY for number in range(31)]
        days = [day for day in each if day.month == month and day.weekday() == weekday]
        return days[-1] if match["nth"] == "dernier" else days[_ORDINALS[match["nth"]]]

    return _next(of, today, 0)


def _write(day: dt.date) -> str:
    return f" le {day.day}/{day.month}/{day.year} "


def _write_range(first: dt.date, last: dt.date) -> str:
    return f" du {first.day}/{first.month}/{first.year} au {last.day}/{last.month}/{last.year} "


def _write_between(today: dt.date) -> str:
    year = today.year
    return _write_range(dt.date(year, 12, 26), dt.date(year, 12, 31))


def _write_winter(today: dt.date) -> str:
    """The two weeks of school holidays that hold Christmas and New Year."""
    year = today.year - (today < dt.date(today.year, 1, 4))
    christmas = dt.date(year, 12, 25)
    monday = christmas - christmas.weekday() * _DAY
    return _write_range(monday, monday + 11 * _DAY)
