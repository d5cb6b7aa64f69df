"""A date expression in one line: « 1/12 13:00-18:00 @14:00 not:0 »."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Optional

from bot.booking.date_expressions.date_expression_parser import DateExpression


def render_when(when: Optional[DateExpression]) -> str:
    """Days (the year where it is not 2026), parts, hour, what is ruled out, and the two flags."""
    if when is None:
        return "-"
    words = [_days(when.days)] if when.days else []
    words += [f"{start:%H:%M}-{end:%H:%M}" for start, end in when.parts or ()]
    words += [f"@{when.time:%H:%M}"] if when.time else []
    words += [f"not:{weekday}" for weekday in sorted(when.not_weekdays)]
    words += [f"not:{_day(day)}" for day in sorted(when.not_days)]
    words += ["soonest"] if when.soonest else []
    words += ["anytime"] if when.anytime else []
    return " ".join(words)


def _days(days: Sequence[dt.date]) -> str:
    """More than two in a row as « first..last »."""
    in_a_row = (days[-1] - days[0]).days == len(days) - 1
    if len(days) > 2 and in_a_row:
        return f"{_day(days[0])}..{_day(days[-1])}"
    return " ".join(_day(day) for day in days)


def _day(day: dt.date) -> str:
    return f"{day.day}/{day.month}" + ("" if day.year == 2026 else f"/{day.year}")
