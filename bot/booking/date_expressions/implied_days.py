"""Days that are said without a date, written out as dates, which the parser reads.

Those that have a name in Belgium: holidays, their eves, bridges, « le premier lundi de mai »; and
those that the appointment at hand gives: « le lendemain », « même heure », « la semaine d'après ».
Texts are in folded form (`bot.language.folding`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Optional

from dateutil.easter import easter  # type: ignore[import-untyped]  # it ships no types

from bot.booking.date_expressions.date_vocabulary import (
    MONTH_PATTERN,
    MONTHS,
    WEEKDAY_PATTERN,
    WEEKDAYS,
)

_DAY = dt.timedelta(days=1)
_WEEK = 7 * _DAY


def _fixed(month: int, day: int) -> Callable[[int], dt.date]:
    return lambda year: dt.date(year, month, day)


def _after_easter(days: int) -> Callable[[int], dt.date]:
    return lambda year: easter(year) + days * _DAY


def _black_friday(year: int) -> dt.date:
    """The day after the fourth Thursday of November."""
    first = dt.date(year, 11, 1)
    return first + ((3 - first.weekday()) % 7 + 22) * _DAY


# The day of each name in a year.
_NAMES: tuple[tuple[str, Callable[[int], dt.date]], ...] = (
    (r"lundi de paques?", _after_easter(1)),
    (r"(?:dimanche de )?paques?", _after_easter(0)),
    (r"vendredi saint", _after_easter(-2)),
    (r"mardi gras|carnaval", _after_easter(-47)),
    (r"(?:pont|vendredi) de l ?ascension", _after_easter(40)),
    (r"(?:jeudi de )?l ?ascension", _after_easter(39)),
    (r"lundi de (?:la )?pentecote", _after_easter(50)),
    (r"(?:dimanche de )?(?:la )?pentecote", _after_easter(49)),
    (r"noel", _fixed(12, 25)),
    (r"(?:black|blak) ?friday|vendredi noir", _black_friday),
    (r"haloween", _fixed(10, 31)),
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
    r"(?:(?:vacances?|conges?) (?:scolaires? )?(?:de |d )?(?:noel|hiver|fin d ?ane)"
    r"|(?:les |des )?fetes(?: de fin d ?ane)?(?! \w* ?(?:walonie|roi|comunaute)))(?!\w)"
)
# Folding leaves one letter of « mm ».
_SAME, _AFTER = r"(?:meme|mem|m)", r"(?:d ?apres|suivante?|qui suit|de? deriere|deriere)"


def _write_date(day: dt.date) -> str:
    return f" le {day.day}/{day.month}/{day.year} "


def _write_week(day: dt.date) -> str:
    monday = day - _DAY * day.weekday()
    return f" semaine du {monday.day}/{monday.month}/{monday.year} "


def _weekday_beside(match: re.Match[str], start: dt.datetime) -> str:
    """Write the date of « le jeudi d'avant », « le lundi d'après »."""
    return _write_date(_weekday_from(start.date(), match["weekday"], match["way"] is not None))


def _weekday_from(day: dt.date, name: str, back: bool) -> dt.date:
    """Return the nearest such weekday after a day, or before it."""
    weekday = WEEKDAYS.index(name)
    if back:
        return day - _DAY * ((day.weekday() - weekday - 1) % 7 + 1)
    return day + _DAY * ((weekday - day.weekday() - 1) % 7 + 1)


# What each phrase stands for, given the start of the appointment.
_REFERENCES: tuple[tuple[str, Callable[[dt.datetime], str]], ...] = (
    (
        rf"(?:la |a la )?semaine (?:juste |encore )?{_AFTER}",
        lambda start: _write_week(start + _WEEK),
    ),
    (r"(?:la )?semaine d ?avant|(?:la )?semaine precedente", lambda s: _write_week(s - _WEEK)),
    (
        r"cete semaine la|(?:le reste de )?la meme semaine|(?:le )?reste de (?:la|cete) semaine",
        _write_week,
    ),
    (r"(?:le |au )?surlendemain", lambda start: _write_date(start.date() + 2 * _DAY)),
    (r"(?:le |au )?lendemain|(?:le )?jour (?:d ?apres|suivant)", lambda s: _write_date(s + _DAY)),
    (r"(?:la )?veile|(?:le )?jour d ?avant", lambda start: _write_date(start.date() - _DAY)),
    (
        rf"(?:(?:le|au|ce|du) )?(?:{_SAME} jour|jour {_SAME})|ce (?:jour|{WEEKDAY_PATTERN}) la"
        rf"|a la {_SAME} date"
        r"|(?:le |pour le )?jour (?:reste|me va|est bon|ne change)\w*|dans la journe"
        r"|(?:gard\w+|meme) (?:la |le )?(?:date|jour)|la date (?:reste|me va|est bone)\w*",
        lambda start: _write_date(start.date()),
    ),
    (
        rf"(?:a )?(?:la |une )?{_SAME} h(?:eures?)?(?!\w)|l heure (?:reste|ne change)\w*"
        r"|pareil\w*|idem|(?:la )?meme chose|gard\w+ l heure|meme creneau",
        lambda start: f" {start.hour}h{start.minute:02d} ",
    ),
)
_SAME_DAY = re.compile(rf"(?<!\w)(?:(?:le|au) )?{_SAME} jour(?!\w)")
_COMPILED = tuple((re.compile(rf"(?<!\w)(?:{words})(?!\w)"), write) for words, write in _REFERENCES)
_WEEKDAY_BESIDE = re.compile(
    rf"(?<!\w)(?:le |ce )?(?P<weekday>{WEEKDAY_PATTERN}) "
    r"(?:(?P<way>d ?avant|precedent)|d ?apres|suivant|qui suit)(?!\w)"
)
_NEXT_ONE = re.compile(rf"(?<!\w)(?:cele (?:juste )?{_AFTER}|la suivante|la prochaine)(?!\w| fois)")
_THAT_DATE_AFTER_BOUND = re.compile(
    r"(?<!\w)(avant|apres|jusqu a|des) (?:cete date|ce jour)(?: la)?"
)


_WRITTEN = r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})"
# « le lundi qui suit Noël », « la Saint-Nicolas tombe un dimanche, le lundi suivant »
_BESIDE_NAMED = re.compile(
    rf"(?:le |au )?(?P<weekday>{WEEKDAY_PATTERN}) (?P<way>qui suit|suivant|(?:juste )?apres"
    rf"|qui precede|juste avant)(?: la| le)? +(?:le )?{_WRITTEN}"
)
_AFTER_NAMED = re.compile(
    rf" le {_WRITTEN} (?P<between>.*?)(?:le |au )?(?P<weekday>{WEEKDAY_PATTERN})"
    r" (?P<way>qui suit|suivant|d ?apres|juste apres)(?!\w)"
)
_FALLS_ON = re.compile(rf"tombe\w* (?:un|le) (?:{WEEKDAY_PATTERN})")


def replace_named_days(folded: str, today: dt.date) -> str:
    """Write the dates of named days, the next of each name from `today` on."""
    written = _replace_names(folded, today)
    if written == folded:
        return folded
    written = _FALLS_ON.sub(" ", written)
    return _AFTER_NAMED.sub(_write_beside, _BESIDE_NAMED.sub(_write_beside, written))


def _write_beside(match: re.Match[str]) -> str:
    """Write the date of a weekday before or after a date."""
    groups = match.groupdict()
    named = dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    back = match["way"] in ("qui precede", "juste avant")
    day = _weekday_from(named, match["weekday"], back)
    return f" {groups.get('between') or ''}{_write_date(day)}"


def _replace_names(folded: str, today: dt.date) -> str:
    folded = _BETWEEN.sub(lambda match: _write_between(today), folded)
    folded = _WINTER.sub(lambda match: _write_winter(today), folded)
    folded = _NTH_WEEKDAY.sub(lambda match: _write_date(_nth_weekday(match, today)), folded)
    for name, day_of in _NAMES:
        for pattern, shift in _patterns_of(name):
            if pattern.search(folded):
                folded = pattern.sub(_write_date(_next(day_of, today, shift)), folded)
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


def replace_references(
    folded: str, start: Optional[dt.datetime], named: Sequence[dt.date], names_week: bool
) -> str:
    """Write out what a clause says by the appointment at hand.

    `start`: the local start of the appointment, None without one. `named`: the days that the
    message names before this clause, for « avant cette date ». `names_week`: the message names a
    week: « la semaine suivante, même jour ».
    """
    if named:
        day = named[-1]
        folded = _THAT_DATE_AFTER_BOUND.sub(lambda match: f"{match[1]}{_write_date(day)}", folded)
    if start is None:
        return folded
    folded = _WEEKDAY_BESIDE.sub(lambda match: _weekday_beside(match, start), folded)
    if names_week:
        folded = _SAME_DAY.sub(_write_date(start.date() + _WEEK), folded)
    for pattern, write in _COMPILED:
        # mypy cannot infer a lambda with a default, which binds this round's writer.
        folded = pattern.sub(lambda match, put=write: put(start), folded)  # type: ignore[misc]
    return _NEXT_ONE.sub(lambda match: _write_week(start + _WEEK), folded)
