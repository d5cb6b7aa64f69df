"""What a message about an appointment wishes: days and hours to have, days and hours to avoid.

A message is read clause by clause. A clause that only states something (« on a répétition jusque
10h », « il bosse mardi ») rules its time out; the others say what is wished.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Optional

from bot.booking.booking_errors import BookingError
from bot.booking.date_expressions.clause_stance import (
    find_later_or_earlier,
    find_shift,
    only_states,
    split_clauses,
    wants_another_day,
    wants_day_level,
)
from bot.booking.date_expressions.date_abbreviations import PUNCTUATION_SPELLINGS
from bot.booking.date_expressions.date_expression_parser import (
    DateExpression,
    NoSuchDay,
    NoSuchTime,
    find_end_bound,
    parse_date_expression,
    rules_out,
)
from bot.booking.date_expressions.date_vocabulary import (
    AFTERNOON,
    DAY_END,
    DAY_START,
    EVENING,
    MORNING,
)
from bot.booking.date_expressions.implied_days import replace_named_days, replace_references
from bot.language.folding import fold_text

# Parts of the day that somebody is busy in; hours after or before a bound are what remains.
_PARTS_TAKEN = (MORNING, AFTERNOON, EVENING)
_UNTIL_HOUR = re.compile(r"(?<!\w)jusqu\w*(?: a| au)?(?= (?:\d{1,2} ?h|midi))")
# Who does not work or study then is free, over folded text.
_NOT_BUSY = re.compile(
    r"(?<!\w)(?:(?:je|j|n|ne|on|il|y) ?)*(?:(?:travail\w*|bos\w+) (?:pas|plus|jamais)"
    r"|(?:ai|a|ya) (?:pas|plus|jamais) (?:de |d )?(?:cours|ecole|clase|travail|boulot|taf))(?!\w)"
)
_MAX_TEXT_CHARS = 600


@dataclass(frozen=True)
class WishContext:
    """What a wish is relative to.

    `today`: the local date. `start`: the local start (naive) of the appointment to change, None
    for a new one.
    """

    today: dt.date
    start: Optional[dt.datetime] = None


@dataclass(frozen=True)
class TimeWish:
    """A wish for another time.

    `when`: the days and hours. `after`, `before`: exclusive bounds of the start, local and naive.
    `inferred`: the day or the hour was not said but taken over from the appointment. `end_by`: the
    time at which the appointment must be over.
    """

    when: DateExpression
    after: Optional[dt.datetime] = None
    before: Optional[dt.datetime] = None
    inferred: bool = False
    end_by: Optional[dt.time] = None

    @property
    def moment(self) -> Optional[dt.datetime]:
        """The one day and hour wished (naive), or None."""
        if self.end_by or self.when.approximate:
            return None
        return self.when.moment

    @property
    def is_precise(self) -> bool:
        """Whether a day or an hour is wished, not only a part of the day."""
        when = self.when
        hours = bool(when.parts) and not all(part in _PARTS_TAKEN for part in when.parts or ())
        return bool(when.days or when.time or hours or self.end_by)

    def holds(self, start: dt.datetime, end: dt.datetime) -> bool:
        """Whether a slot (local) fits."""
        naive = start.replace(tzinfo=None, fold=0)
        if (self.after and naive <= self.after) or (self.before and naive >= self.before):
            return False
        if self.end_by and (end.date() != start.date() or end.time() > self.end_by):
            return False
        return self.when.holds(start)


def read_time_wish(text: str, context: WishContext) -> Optional[TimeWish]:
    """Return what a message wishes, or None where it says nothing about time.

    Raises NoSuchDay, NoSuchTime.
    """
    wished: list[str] = []
    stated: list[DateExpression] = []
    named: list[dt.date] = []
    for clause in split_clauses(text[:_MAX_TEXT_CHARS]):
        folded = replace_named_days(
            replace_references(_fold_clause(clause), context.start, named), context.today
        )
        found = parse_date_expression(folded, context.today)
        days = found.days or () if found else ()
        named += [day for day in days if not _is(day, context)][-1:]
        says = rules_out(folded, context.today) or find_end_bound(folded)[0]
        if found and not says and only_states(folded, "?" in clause, context.today):
            stated.append(_read_statement(folded, found, context.today))
        else:
            wished.append(folded)
    whole = " ".join(wished)
    shift, bare = find_shift(whole) if context.start else (None, whole)
    bare, direction = find_later_or_earlier(bare)
    end_by, bare = find_end_bound(bare)
    current = context.start
    when = parse_date_expression(bare, context.today, current) or DateExpression()
    when = _without_stated(when, stated, context)
    if current is not None:
        return _relative_to(
            when, current, whole, bare, context.today, direction, shift, end_by, stated
        )
    if when == DateExpression() and not end_by:
        return None
    return TimeWish(when, end_by=end_by)


def mentions_time(text: str, today: dt.date) -> bool:
    """Whether a text holds a day or an hour, even one that does not exist."""
    try:
        return read_time_wish(text, WishContext(today)) is not None
    except (NoSuchDay, NoSuchTime):
        return True


def names_moment(text: str, today: dt.date) -> bool:
    """Whether a text holds a day, a part of it or an hour, wished or ruled out; « tout de suite »
    is none."""
    try:
        wish = read_time_wish(text, WishContext(today))
    except (NoSuchDay, NoSuchTime):
        return True
    if wish is None:
        return False
    when = wish.when
    avoided = when.not_days or when.not_weekdays
    return bool(when.days or when.parts or when.time or wish.end_by or avoided)


def _read_statement(folded: str, found: DateExpression, today: dt.date) -> DateExpression:
    """Return what a statement leaves: busy until an hour is free after it."""
    parts = found.parts or ()
    if not any(start == DAY_START and (start, end) not in _PARTS_TAKEN for start, end in parts):
        return found
    return parse_date_expression(_UNTIL_HOUR.sub("apres", folded), today) or found


def read_named_days(text: str, today: dt.date) -> tuple[dt.date, ...]:
    """Return the days that a text names, also by their name; empty for none or impossible ones."""
    try:
        found = parse_date_expression(replace_named_days(_fold_clause(text), today), today)
    except BookingError:
        return ()
    return found.days or () if found else ()


def _fold_clause(clause: str) -> str:
    for pattern, plain in PUNCTUATION_SPELLINGS:
        clause = pattern.sub(plain, clause)
    return _NOT_BUSY.sub("libre", fold_text(clause).lower().replace("?", " "))


def _is(day: dt.date, context: WishContext) -> bool:
    return context.start is not None and day == context.start.date()


def _without_stated(
    when: DateExpression, stated: Iterable[DateExpression], context: WishContext
) -> DateExpression:
    """Rule out the days and hours of the clauses that only state something."""
    for each in stated:
        when = replace(
            when,
            not_weekdays=when.not_weekdays | each.not_weekdays | _repeated_weekday(each),
            not_days=when.not_days | each.not_days,
        )
        if each.days and (each.time is None and each.parts is None):
            when = replace(when, not_days=when.not_days | frozenset(each.days))
        elif each.days and not when.days and _may_be_wished(each.days, context):
            # Only a part of the day is taken: the rest of it may be what is wished.
            when = replace(when, days=each.days)
        unrelated = each.days is not None and each.days != when.days
        if each.parts and not unrelated and when.time is None and when.parts is None:
            busy = all(part in _PARTS_TAKEN for part in each.parts)
            when = replace(when, parts=_complement(each.parts) if busy else each.parts)
    kept = tuple(day for day in when.days or () if day not in when.not_days)
    return replace(when, days=kept or None)


def _may_be_wished(days: tuple[dt.date, ...], context: WishContext) -> bool:
    """Whether the rest of a day that is partly taken may be meant: never today."""
    if context.start is not None:
        return context.start.date() in days
    return context.today not in days


def _repeated_weekday(each: DateExpression) -> frozenset[int]:
    """The weekday of « tous les mercredis »."""
    days = each.days or ()
    weekdays = {day.weekday() for day in days}
    return frozenset(weekdays) if len(days) > 1 and len(weekdays) == 1 else frozenset()


def _complement(
    parts: Iterable[tuple[dt.time, dt.time]],
) -> Optional[tuple[tuple[dt.time, dt.time], ...]]:
    """Return the hours of the day outside of these."""
    left, at = [], DAY_START
    for start, end in sorted(parts):
        if at < start:
            left.append((at, start))
        at = max(at, end)
    if at < DAY_END:
        left.append((at, DAY_END))
    return tuple(left) or None


def _relative_to(
    when: DateExpression,
    start: dt.datetime,
    words: str,
    bare: str,
    today: dt.date,
    direction: int,
    shift: Optional[dt.timedelta],
    end_by: Optional[dt.time],
    stated: Iterable[DateExpression],
) -> Optional[TimeWish]:
    """Complete a wish by the appointment that it changes."""
    told = direction or stated or when.not_days or when.not_weekdays
    if when.time == start.time() and (when.days is None or (told and when.days == (start.date(),))):
        when = replace(when, time=None)  # the hour that it has, not the one wished
    if shift is not None and when.time is None:
        moved = start + shift
        return TimeWish(replace(when, days=(moved.date(),), time=moved.time()), inferred=True)
    if wants_another_day(words):
        when = replace(when, not_days=when.not_days | {start.date()})
    after = before = None
    if direction and when.moment is None:
        by_day = wants_day_level(words)
        if by_day and when.days == (start.date(),):
            when = replace(when, days=None)  # the day that it has: « le 10, c'est loin »
        after, before = _bounds(start, direction, by_day, when.days)
    if when == DateExpression() and not direction and not end_by:
        return None
    inferred = when.days is None or when.time is None or _is_ambiguous(when, bare, today)
    refused = start.date() in when.not_days or start.date().weekday() in when.not_weekdays
    hours = when.time is not None or when.parts is not None or end_by is not None
    by_day = bool(direction) and wants_day_level(words)
    if when.days is None and hours and not refused and not by_day:
        when = replace(when, days=(start.date(),))
    return TimeWish(when, after, before, inferred, end_by)


def _is_ambiguous(when: DateExpression, bare: str, today: dt.date) -> bool:
    """Whether the day is another one without the appointment: « vendredi », next week's or not."""
    plain = parse_date_expression(bare, today)
    return plain is not None and bool(set(when.days or ()) - set(plain.days or ()))


def _bounds(
    start: dt.datetime, direction: int, by_day: bool, days: Optional[tuple[dt.date, ...]]
) -> tuple[Optional[dt.datetime], Optional[dt.datetime]]:
    """Return the bounds of « plus tard » and « plus tôt », by the day or by the hour."""
    if direction > 0:
        midnight = dt.datetime.combine(start.date(), dt.time(23, 59))
        return (midnight if by_day else start), None
    if days is not None and start.date() not in days:
        return None, None
    return None, dt.datetime.combine(start.date(), dt.time()) if by_day else start
