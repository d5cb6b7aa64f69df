"""What a person writes about when, read against today: « mercredi aprem vers 14h », « pas lundi ».

`dateparser` 1.2 reads « je » as Thursday and « 14h » as a date; so this is a reader of our own.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
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

MAX_TEXT_CHARS = 300  # characters; what follows is not read
_NEAR_MINUTES = 30  # minutes around an hour that was said


@dataclass(frozen=True)
class DateExpression:
    """What was said; None where nothing was. Times are those of the clocks of the place.

    `days`: rising, also past ones. `parts`: stretches of the day, the end excluded. `soonest` and
    `anytime`: said in so many words. `not_weekdays` (Monday is 0), `not_days`: ruled out.
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
        """The one day and hour that were said, without a zone; None when it is wider."""
        if self.time is None or self.days is None or len(self.days) != 1:
            return None
        return dt.datetime.combine(self.days[0], self.time)

    def holds(self, local: dt.datetime) -> bool:
        """Whether a start, as the clocks of the place show it, is meant; near the hour will do."""
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
    """Read days and hours in `text`; None when there are none. Raises NoSuchDay, NoSuchTime.

    A day that has passed is given as it is; one that passed over two months ago is next year's.
    """
    spelled = _normalise_spelling(text)
    soonest, spelled = _extract_phrase(SOONEST, spelled)
    anytime, spelled = _extract_phrase(ANYTIME, spelled)
    reading = ExpressionRewriter(spelled, today)
    refused = reading.take_ruled_out()
    refused_days = [each for each in refused if isinstance(each, DaySet)]
    without = DateExpression(
        not_weekdays=frozenset(each.weekday for each in refused_days if each.weekday is not None),
        not_days=frozenset(d for each in refused_days if each.weekday is None for d in each.days),
    )
    days = [day for day in _combine_days(reading.left("D"), today) if without._allows(day)]
    hours = reading.left("T")
    found = DateExpression(
        days=tuple(days) or None,
        parts=_combine_parts(reading, days, [each for each in refused if isinstance(each, tuple)]),
        time=hours[0] if len(hours) == 1 else None,
        soonest=soonest,
        anytime=anytime,
        not_weekdays=without.not_weekdays,
        not_days=without.not_days,
    )
    return None if found == DateExpression() else found


def _normalise_spelling(text: str) -> str:
    text = text[:MAX_TEXT_CHARS]
    for pattern, plain in PUNCTUATION_SPELLINGS:
        text = pattern.sub(plain, text)
    # Lower case again: some letters become capitals when folded, and those are the reader's signs.
    text = fold_text(text).lower().replace("?", " ")
    for spelling, plain in (*SPELLINGS, *SHORT_WEEKDAY_SPELLINGS):
        text = " ".join(spelling.sub(plain, text).split())
    return text


def _extract_phrase(words: str, text: str) -> tuple[bool, str]:
    """Whether it was said, and the text without it."""
    rest, count = re.subn(rf"(?<!\w)(?:{words})(?!\w)", " ", text)
    return count > 0, " ".join(rest.split())


def _combine_days(found: list[DaySet], today: dt.date) -> list[dt.date]:
    """Days of the week are looked for in the weeks and months that were said with them."""
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
    reading: ExpressionRewriter, days: list[dt.date], refused: list[TimeRange]
) -> Optional[tuple[TimeRange, ...]]:
    """Parts of the day within the hours that were said; those that are left when one is refused."""
    spans: list[Any] = reading.left("P")
    hours = reading.left("T")
    if len(hours) > 1:
        spans = [(hour, _half_hour_later(hour)) for hour in hours]
    if not spans and refused:
        every = (MORNING, AFTERNOON, EVENING)
        spans = [each for each in every if each not in refused]
    wednesday = bool(days) and all(day.weekday() == 2 for day in days)
    if wednesday:
        spans = [AFTER_SCHOOL_WEDNESDAY if each == AFTER_SCHOOL else each for each in spans]
    for low, high in reading.left("W"):
        narrowed = [(max(low, start), min(high, end)) for start, end in spans]
        spans = [each for each in narrowed if each[0] < each[1]] or [(low, high)]
    return tuple(sorted(set(spans))) or None


def _half_hour_later(hour: dt.time) -> dt.time:
    """Half an hour later, on the same day."""
    return dt.time(*divmod(min(_minute_of_day(hour) + _NEAR_MINUTES, 24 * 60 - 1), 60))


def _minute_of_day(clock: dt.time) -> int:
    return 60 * clock.hour + clock.minute
