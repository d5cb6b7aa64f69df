"""Words that mean a day or an hour by the appointment at hand, replaced by that day or hour.

« le lendemain », « même heure », « ce jour-là », « la semaine d'après », « cette date ». Texts are
in folded form (`bot.language.folding`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Optional

from bot.booking.date_expressions.date_vocabulary import WEEKDAY_PATTERN, WEEKDAYS

_DAY = dt.timedelta(days=1)
_WEEK = 7 * _DAY
# Folding leaves one letter of « mm ».
_SAME, _AFTER = r"(?:meme|mem|m)", r"(?:d ?apres|suivante?|qui suit|de? deriere|deriere)"


def _write_date(day: dt.date) -> str:
    return f" le {day.day}/{day.month}/{day.year} "


def _write_week(day: dt.date) -> str:
    monday = day - _DAY * day.weekday()
    return f" semaine du {monday.day}/{monday.month}/{monday.year} "


def _weekday_beside(match: re.Match[str], start: dt.datetime) -> str:
    """Write the date of « le jeudi d'avant », « le lundi d'après »."""
    weekday, day = WEEKDAYS.index(match["weekday"]), start.date()
    if match["way"] is not None:
        return _write_date(day - _DAY * ((day.weekday() - weekday - 1) % 7 + 1))
    return _write_date(day + _DAY * ((weekday - day.weekday() - 1) % 7 + 1))


# What each phrase stands for, given the start of the appointment.
_REFERENCES: tuple[tuple[str, Callable[[dt.datetime], str]], ...] = (
    (
        rf"(?:la |a la )?semaine (?:juste |encore )?{_AFTER}",
        lambda start: _write_week(start + _WEEK),
    ),
    (r"(?:la )?semaine d ?avant|(?:la )?semaine precedente", lambda s: _write_week(s - _WEEK)),
    (r"cete semaine la", _write_week),
    (r"(?:le |au )?surlendemain", lambda start: _write_date(start.date() + 2 * _DAY)),
    (r"(?:le |au )?lendemain|(?:le )?jour (?:d ?apres|suivant)", lambda s: _write_date(s + _DAY)),
    (r"(?:la )?veile|(?:le )?jour d ?avant", lambda start: _write_date(start.date() - _DAY)),
    (
        rf"(?:(?:le|au|ce|du) )?(?:{_SAME} jour|jour {_SAME})|ce (?:jour|{WEEKDAY_PATTERN}) la"
        rf"|a la {_SAME} date"
        r"|(?:le |pour le )?jour (?:reste|me va|est bon|ne change)\w*",
        lambda start: _write_date(start.date()),
    ),
    (
        rf"(?:a )?(?:la |une )?{_SAME} h(?:eures?)?(?!\w)|l heure (?:reste|ne change)\w*",
        lambda start: f" {start.hour}h{start.minute:02d} ",
    ),
)
_COMPILED = tuple((re.compile(rf"(?<!\w)(?:{words})(?!\w)"), write) for words, write in _REFERENCES)
_WEEKDAY_BESIDE = re.compile(
    rf"(?<!\w)(?:le |ce )?(?P<weekday>{WEEKDAY_PATTERN}) "
    r"(?:(?P<way>d ?avant|precedent)|d ?apres|suivant|qui suit)(?!\w)"
)
_NEXT_ONE = re.compile(rf"(?<!\w)(?:cele (?:juste )?{_AFTER}|la suivante|la prochaine)(?!\w| fois)")
_THAT_DATE_AFTER_BOUND = re.compile(
    r"(?<!\w)(avant|apres|jusqu a|des) (?:cete date|ce jour)(?: la)?"
)


def replace_references(folded: str, start: Optional[dt.datetime], named: Sequence[dt.date]) -> str:
    """Write out what a clause says by the appointment at hand.

    `start`: the local start of the appointment, None without one. `named`: the days that the
    message names before this clause, for « avant cette date ».
    """
    if named:
        day = named[-1]
        folded = _THAT_DATE_AFTER_BOUND.sub(lambda match: f"{match[1]}{_write_date(day)}", folded)
    if start is None:
        return folded
    folded = _WEEKDAY_BESIDE.sub(lambda match: _weekday_beside(match, start), folded)
    for pattern, write in _COMPILED:
        # mypy cannot infer a lambda with a default, which binds this round's writer.
        folded = pattern.sub(lambda match, put=write: put(start), folded)  # type: ignore[misc]
    return _NEXT_ONE.sub(lambda match: _write_week(start + _WEEK), folded)
