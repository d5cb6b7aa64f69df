"""Parser of date and time expressions: « mercredi aprem vers 14h », « pas lundi ».

`dateparser` 1.2 is not used, as it reads « je » as Thursday and « 14h » as a date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Optional

from bot.booking.date_expressions.date_abbreviations import (
    BARE_BOUND,
    FREE_UNTIL,
    HOPED,
    NOT_BUSY,
    ONCE_OVER,
    OR_AFTER,
    OR_BEFORE,
    PUNCTUATION_SPELLINGS,
    SHORT_WEEKDAY_SPELLINGS,
    UNTIL_DAY,
)
from bot.booking.date_expressions.date_vocabulary import (
    AFTER_SCHOOL,
    AFTER_SCHOOL_WEDNESDAY,
    ANYTIME,
    DAY_END,
    DAY_START,
    HOUR_PATTERN,
    NOON,
    SOONEST,
    SPELLINGS,
    TimeRange,
)
from bot.booking.date_expressions.day_expressions import DaySet, NoSuchDay
from bot.booking.date_expressions.expression_rewriter import ExpressionRewriter, NoSuchTime
from bot.language.folding import fold_text

__all__ = ["DateExpression", "NoSuchDay", "NoSuchTime", "parse_date_expression"]

MAX_TEXT_CHARS = 300  # the rest is ignored
_NEAR_MINUTES = 30  # tolerance around a time
_APPROXIMATE = re.compile(
    r"(?<!\w)(?:vers|environ|autour de|aux (?:alentours|environs) de)(?: les)? T\d"
    r"|T\d+ environ(?!\w)"
)
_OVER_BY = re.compile(
    r"(?<!\w)(?:faut|fo|faudra\w*|j?dois?|doit|devons|devr\w*|oblige\w*) (?:\w+ ){0,4}?"
    r"(?:part\w*|repart\w*|fin\w*|termin\w*|sort\w*|rentr\w*|dehors|retour\w*|quit\w*)"
    rf"(?: (?:a|avant|pour|vers|au plus tard|max\w*|d ici))+ (?P<hour>{HOUR_PATTERN})(?: max\w*)?"
    r"(?!\w)"
)
_EITHER = re.compile(r"([DT])\d+(?: ou(?: a| le| la| bien| plutot)* \1\d+)+")


@dataclass(frozen=True)
class DateExpression:
    """A parsed expression; None where nothing was named. Times are local.

    `days`: ascending, past ones included. `parts`: parts of the day, end excluded. `soonest`,
    `anytime`: named explicitly. `not_weekdays` (Monday is 0), `not_days`: excluded. `approximate`:
    the time is « vers » or « environ ». `beside_own`: « 10h ou 10h30 » of an appointment at 10.
    """

    days: Optional[tuple[dt.date, ...]] = None
    parts: Optional[tuple[TimeRange, ...]] = None
    time: Optional[dt.time] = None
    soonest: bool = False
    anytime: bool = False
    not_weekdays: frozenset[int] = frozenset()
    not_days: frozenset[dt.date] = frozenset()
    approximate: bool = False
    beside_own: bool = False

    @property
    def hours(self) -> frozenset[dt.time]:
        """The hours that are named, one or several."""
        several = [
            s for s, end in self.parts or () if self.time is None and end == _half_hour_later(s)
        ]
        return frozenset(several if self.time is None else [self.time])

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


def fold_clause(clause: str) -> str:
    """Fold a clause, with bounds and free days spelled in one way."""
    for pattern, plain in PUNCTUATION_SPELLINGS:
        clause = pattern.sub(plain, clause)
    folded = NOT_BUSY.sub("libre", fold_text(clause).lower().replace("?", " "))
    if "?" in clause:
        folded = HOPED.sub(r"\1 ", folded)
    folded = OR_AFTER.sub(r"a partir de \1", ONCE_OVER.sub(r"apres \1", folded))
    if not FREE_UNTIL.search(folded):
        folded = UNTIL_DAY.sub(lambda m: "au dela du" if m["au"] else "au dela de", folded)
    folded = OR_BEFORE.sub(r"jusqu a \1", folded).strip()
    return BARE_BOUND.sub(lambda m: "plus tard" if m[1] == "apres" else "plus tot", folded)


def parse_date_expression(
    text: str, today: dt.date, current: Optional[dt.datetime] = None
) -> Optional[DateExpression]:
    """Return the days and times named in `text`, or None.

    A past date is kept, unless it is over two months ago: then it is next year's. `current`: the
    start of the appointment that is being changed; beside another day or hour, its own only says
    which one it is. Raises NoSuchDay, NoSuchTime.
    """
    spelled = _normalise_spelling(text)
    soonest, spelled = _extract_phrase(SOONEST, spelled)
    anytime, spelled = _extract_phrase(ANYTIME, spelled)
    rewriter = ExpressionRewriter(spelled, today, current.date() if current else None)
    refused = rewriter.take_ruled_out()
    refused_days = [each for each in refused if isinstance(each, DaySet)]
    excluded = DateExpression(
        not_weekdays=frozenset(each.weekday for each in refused_days if each.weekday is not None),
        not_days=frozenset(d for each in refused_days if each.weekday is None for d in each.days),
    )
    found = rewriter.left("D")
    hours = [hour for hour in rewriter.left("T") if hour not in refused]
    if current is not None:
        one = len(set(hours)) == 1
        found = [_near_appointment(each, current.date(), today, one) for each in found]
        found = [each for each in found if not _names_day_of(each, current)] or found
    days = [day for day in _combine_days(found, today) if excluded._allows(day)]
    if current is not None:
        hours = [hour for hour in hours if hour != current.time()] or hours
    taken = [each for each in refused if isinstance(each, tuple)]
    expression = replace(
        excluded,
        days=tuple(days) or None,
        parts=_combine_parts(rewriter, days, hours, taken),
        time=hours[0] if len(hours) == 1 else None,
        soonest=soonest,
        anytime=anytime,
        approximate=len(hours) == 1 and bool(_APPROXIMATE.search(rewriter.text)),
        beside_own=current is not None and _names_beside_another(rewriter, current),
    )
    return None if expression == DateExpression() else expression


def find_end_bound(text: str) -> tuple[Optional[dt.time], str]:
    """Return the time at which an appointment must be over (« je dois avoir fini à 16h »), and the
    text without it."""
    spelled = _normalise_spelling(text)
    match = _OVER_BY.search(spelled)
    if match is None:
        return None, text
    hour = parse_date_expression(match["hour"], dt.date.max - 400 * dt.timedelta(days=1))
    rest = f"{spelled[: match.start()]} {spelled[match.end() :]}"
    return (hour.time, rest) if hour is not None else (None, text)


def rules_out(text: str, today: dt.date) -> bool:
    """Whether a text rules out a day or an hour in so many words, « pas lundi », « je peux pas »,
    or says when the appointment must be over. Raises NoSuchDay, NoSuchTime.
    """
    refused = ExpressionRewriter(_normalise_spelling(text), today).take_ruled_out()
    return bool(refused or find_end_bound(text)[0])


def leave_out_times(text: str, today: dt.date) -> str:
    """Return the words of a text that name no day and no time. Raises NoSuchDay, NoSuchTime."""
    rewriter = ExpressionRewriter(_normalise_spelling(text), today)
    rewriter.take(r"[DTPW]\d+")
    return rewriter.text


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


def _near_appointment(found: DaySet, day: dt.date, today: dt.date, one: bool) -> DaySet:
    """Return the weekday in the week of the appointment on `day`, unless it is over by then.

    `one`: « le vendredi » is a single day, as one hour is named with it.
    """
    if found.weekday is None or found.fixed or (len(found.days) != 1 and not one):
        return found
    near = day + (found.weekday - day.weekday()) * dt.timedelta(days=1)
    return replace(found, days=(near if near > today else found.days[0],))


def _names_day_of(found: DaySet, current: dt.datetime) -> bool:
    """Whether a day only says which appointment is meant: its date, « jeudi prochain », or « dans
    deux semaines »."""
    if found.bound:
        return False
    same_weekday = found.weekday == current.weekday() and found.fixed
    return same_weekday or (current.date() in found.days and (found.span or len(found.days) == 1))


def _names_beside_another(rewriter: ExpressionRewriter, current: dt.datetime) -> bool:
    """Whether the day or hour of the appointment is one of two that are named with « ou »."""
    pairs = " ".join(each[0] for each in _EITHER.finditer(rewriter.text))
    named = [rewriter.items[int(number)] for number in re.findall(r"\d+", pairs)]
    weekdays = [each.weekday for each in named if isinstance(each, DaySet)]
    return current.time() in named or current.weekday() in weekdays


def _combine_days(found: list[DaySet], today: dt.date) -> list[dt.date]:
    """Return the days, weekdays being resolved within the weeks and months named with them, and
    all within the limits that leave any of them."""
    limits = [each for each in found if each.bound]
    others = [each for each in found if not each.bound]
    days = _resolve_days(others or limits[:1], today) if limits else []
    within = [day for day in days if all(day in each.days for each in limits)]
    return within or _resolve_days(found, today)


def _resolve_days(found: list[DaySet], today: dt.date) -> list[dt.date]:
    single = {day for each in found if not each.span for day in each.days}
    spans = {day for each in found if each.span for day in each.days}
    weekdays = {each.weekday for each in found if each.weekday is not None}
    within = {day for day in spans if not weekdays or day.weekday() in weekdays}
    if spans and weekdays and within:
        single = {
            day for each in found if not each.span and each.weekday is None for day in each.days
        }
    if single and single <= spans:
        return sorted(single)  # « la semaine prochaine, le 3 »
    coming = {day for day in within if day >= today} or within
    return sorted(single | coming)


def _combine_parts(
    rewriter: ExpressionRewriter,
    days: list[dt.date],
    hours: list[dt.time],
    refused: list[TimeRange],
) -> Optional[tuple[TimeRange, ...]]:
    """Return the parts of the day within the named hours, or those that remain of all parts."""
    spans: list[Any] = rewriter.left("P")
    if len(hours) > 1:
        spans = [(hour, _half_hour_later(hour)) for hour in hours]
    if not spans and refused:
        spans = list(find_remaining_parts(refused))
    if days and all(day.weekday() == 2 for day in days):
        spans = [AFTER_SCHOOL_WEDNESDAY if each == AFTER_SCHOOL else each for each in spans]
    for low, high in rewriter.left("W"):
        narrowed = [(max(low, start), min(high, end)) for start, end in spans]
        spans = [each for each in narrowed if each[0] < each[1]] or [(low, high)]
    return tuple(sorted(set(spans))) or None


def find_remaining_parts(taken: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
    """Return the hours of the day outside of these; who is busy in the afternoon has no noon."""
    left, at = [], DAY_START
    for first, end in sorted(taken):
        start = NOON[0] if first == NOON[1] else first
        if at < start:
            left.append((at, start))
        at = max(at, end)
    return (*left, (at, DAY_END)) if at < DAY_END else tuple(left)


def _half_hour_later(hour: dt.time) -> dt.time:
    """Return the time half an hour later, at most 23:59."""
    return dt.time(*divmod(min(_minute_of_day(hour) + _NEAR_MINUTES, 24 * 60 - 1), 60))


def _minute_of_day(clock: dt.time) -> int:
    return 60 * clock.hour + clock.minute
