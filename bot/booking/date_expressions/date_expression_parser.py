"""Parser of date and time expressions: « mercredi aprem vers 14h », « pas lundi ».

`dateparser` 1.2 is not used, as it reads « je » as Thursday and « 14h » as a date.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any, Optional

from bot.booking.date_expressions.calendar_dates import DaySet, NoSuchDay
from bot.booking.date_expressions.date_abbreviations import (
    PUNCTUATION_SPELLINGS,
    SHORT_WEEKDAY_SPELLINGS,
)
from bot.booking.date_expressions.date_vocabulary import (
    AFTER_SCHOOL,
    AFTER_SCHOOL_WEDNESDAY,
    AFTERNOON,
    ANYTIME,
    EVENING,
    MORNING,
    SOONEST,
    SPELLINGS,
    TimeRange,
)
from bot.booking.date_expressions.expression_rewriter import ExpressionRewriter, NoSuchTime
from bot.language.folding import fold_text

__all__ = ["DateExpression", "NoSuchDay", "NoSuchTime", "parse_date_expression"]

MAX_TEXT_CHARS = 300  # the rest is ignored
_NEAR_MINUTES = 30  # tolerance around a time


@dataclass(frozen=True)
class DateExpression:
    """A parsed expression; None where nothing was named. Times are local.

    `days`: ascending, past ones included. `parts`: parts of the day, end excluded. `soonest`,
    `anytime`: named explicitly. `not_weekdays` (Monday is 0), `not_days`: excluded.
    """

    days: Optional[tuple[dt.date, ...]] = None
    parts: Optional[tuple[TimeRange, ...]] = None
    time: Optional[dt.time] = None
    soonest: bool = False
    anytime: bool = False
    not_weekdays: frozenset[int] = frozenset()
    not_days: frozenset[dt.date] = frozenset()

    @property
    def moment(self) -> Optional[dt.datetime]:
        """The day and time (naive) if both are unique, else None."""
        if self.time is None or self.days is None or len(self.days) != 1:
            return None
        return dt.datetime.combine(self.days[0], self.time)

    def holds(self, local: dt.datetime) -> bool:
        """Whether a local start matches, with a tolerance of half an hour around a time."""
        if not self._allows(local.date()):
            return False
        if self.days is not None and local.date() not in self.days:
            return False
        clock = local.time().replace(tzinfo=None, fold=0)
        if self.time is not None:
            return abs(_minute_of_day(clock) - _minute_of_day(self.time)) <= _NEAR_MINUTES
        return self.parts is None or any(start <= clock < end for start, end in self.parts)

    def _allows(self, day: dt.date) -> bool:
        return day.weekday() not in self.not_weekdays and day not in self.not_days


def parse_date_expression(text: str, today: dt.date) -> Optional[DateExpression]:
    """Return the days and times named in `text`, or None.

    A past date is kept, unless it is over two months ago: then it is next year's. Raises NoSuchDay,
    NoSuchTime.
    """
    spelled = _normalise_spelling(text)
    soonest, spelled = _extract_phrase(SOONEST, spelled)
    anytime, spelled = _extract_phrase(ANYTIME, spelled)
    rewriter = ExpressionRewriter(spelled, today)
    refused = rewriter.take_ruled_out()
    refused_days = [each for each in refused if isinstance(each, DaySet)]
    excluded = DateExpression(
        not_weekdays=frozenset(each.weekday for each in refused_days if each.weekday is not None),
        not_days=frozenset(d for each in refused_days if each.weekday is None for d in each.days),
    )
    days = [day for day in _combine_days(rewriter.left("D"), today) if excluded._allows(day)]
    hours = rewriter.left("T")
    expression = replace(
        excluded,
        days=tuple(days) or None,
        parts=_combine_parts(rewriter, days, [each for each in refused if isinstance(each, tuple)]),
        time=hours[0] if len(hours) == 1 else None,
        soonest=soonest,
        anytime=anytime,
    )
    return None if expression == DateExpression() else expression


def _normalise_spelling(text: str) -> str:
    text = text[:MAX_TEXT_CHARS]
    for pattern, plain in PUNCTUATION_SPELLINGS:
        text = pattern.sub(plain, text)
    # Folding makes some letters upper-case, which the rewriter uses for its signs.
    text = fold_text(text).lower().replace("?", " ")
    for spelling, plain in (*SPELLINGS, *SHORT_WEEKDAY_SPELLINGS):
        text = " ".join(spelling.sub(plain, text).split())
    return text


def _extract_phrase(words: str, text: str) -> tuple[bool, str]:
    """Return whether a phrase is in the text, and the text without it."""
    rest, count = re.subn(rf"(?<!\w)(?:{words})(?!\w)", " ", text)
    return count > 0, " ".join(rest.split())


def _combine_days(found: list[DaySet], today: dt.date) -> list[dt.date]:
    """Return the days, weekdays being resolved within the weeks and months named with them."""
    single = {day for each in found if not each.span for day in each.days}
    spans = {day for each in found if each.span for day in each.days}
    weekdays = {each.weekday for each in found if each.weekday is not None}
    within = {day for day in spans if not weekdays or day.weekday() in weekdays}
    if spans and weekdays and within:
        single = {
            day for each in found if not each.span and each.weekday is None for day in each.days
        }
    coming = {day for day in within if day >= today} or within
    return sorted(single | coming)


def _combine_parts(
    rewriter: ExpressionRewriter, days: list[dt.date], refused: list[TimeRange]
) -> Optional[tuple[TimeRange, ...]]:
    """Return the parts of the day within the named hours, or those that remain of all parts."""
    spans: list[Any] = rewriter.left("P")
    hours = rewriter.left("T")
    if len(hours) > 1:
        spans = [(hour, _half_hour_later(hour)) for hour in hours]
    if not spans and refused:
        spans = [part for part in (MORNING, AFTERNOON, EVENING) if part not in refused]
    if days and all(day.weekday() == 2 for day in days):
        spans = [AFTER_SCHOOL_WEDNESDAY if each == AFTER_SCHOOL else each for each in spans]
    for low, high in rewriter.left("W"):
        narrowed = [(max(low, start), min(high, end)) for start, end in spans]
        spans = [each for each in narrowed if each[0] < each[1]] or [(low, high)]
    return tuple(sorted(set(spans))) or None


def _half_hour_later(hour: dt.time) -> dt.time:
    """Return the time half an hour later, at most 23:59."""
    return dt.time(*divmod(min(_minute_of_day(hour) + _NEAR_MINUTES, 24 * 60 - 1), 60))


def _minute_of_day(clock: dt.time) -> int:
    return 60 * clock.hour + clock.minute
