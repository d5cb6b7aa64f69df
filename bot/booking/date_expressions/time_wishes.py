"""What a message about an appointment wishes: days and hours to have, days and hours to avoid.

A message is read clause by clause. A clause that only states something (« on a répétition jusque
10h », « il bosse mardi ») rules its time out; the others say what is wished.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from bot.booking.booking_errors import BookingError
from bot.booking.date_expressions.clause_stance import (
    Comparison,
    read_comparison,
    read_statement,
    split_clauses,
    without_stated,
)
from bot.booking.date_expressions.date_expression_parser import (
    DateExpression,
    NoSuchDay,
    NoSuchTime,
    find_end_bound,
    fold_clause,
    parse_date_expression,
    rules_out,
)
from bot.booking.date_expressions.date_vocabulary import PARTS_TAKEN
from bot.booking.date_expressions.implied_days import replace_named_days, replace_references

_MAX_TEXT_CHARS = 600


@dataclass(frozen=True)
class WishContext:
    """What a wish is relative to.

    `today`: the local date. `start`: the local start (naive) of the appointment to change, None
    for a new one. `shown`: the starts (local, naive) that are offered on screen.
    """

    today: dt.date
    start: Optional[dt.datetime] = None
    shown: tuple[dt.datetime, ...] = ()

    @property
    def anchor(self) -> Optional[dt.datetime]:
        """What « ce jour-là » is about: the appointment, else the first time shown of one day."""
        one_day = len({each.date() for each in self.shown}) == 1
        return self.start or (min(self.shown) if one_day else None)


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
    def rules_out(self) -> bool:
        """Whether a day is ruled out."""
        return bool(self.when.not_days or self.when.not_weekdays)

    @property
    def is_precise(self) -> bool:
        """Whether a day or an hour is wished, not only a part of the day."""
        when = self.when
        hours = bool(when.parts) and not all(part in PARTS_TAKEN for part in when.parts or ())
        return bool(when.days or when.time or hours or self.end_by)

    def holds(self, start: dt.datetime, end: dt.datetime) -> bool:
        """Whether a slot (local) fits."""
        naive = start.replace(tzinfo=None, fold=0)
        if (self.after and naive <= self.after) or (self.before and naive >= self.before):
            return False
        if self.end_by and (end.date() != start.date() or end.time() > self.end_by):
            return False
        return self.when.holds(start)


@dataclass(frozen=True)
class _Clause:
    """A folded clause, what it says about time, and whether that is only a statement."""

    folded: str
    found: DateExpression
    states: bool


def read_time_wish(text: str, context: WishContext) -> Optional[TimeWish]:
    """Return what a message wishes, or None where it says nothing about time.

    Raises NoSuchDay, NoSuchTime.
    """
    clauses = _drop_taken_back(_read_clauses(text[:_MAX_TEXT_CHARS], context))
    stated = [each.found for each in clauses if each.states]
    whole = _join_clauses(each for each in clauses if not each.states)
    current = context.start
    compared = read_comparison(whole, shifts=current is not None)
    end_by, bare = find_end_bound(compared.rest)
    when = parse_date_expression(bare, context.today, current) or DateExpression()
    when = without_stated(when, stated, context.today, current)
    if current is not None:
        return _relative_to(when, context, whole, bare, compared, end_by, stated)
    when, after, before = _beside_shown(when, compared, context.shown)
    if when == DateExpression() and not (end_by or after or before):
        return None
    return TimeWish(when, after, before, end_by=end_by)


def _read_clauses(text: str, context: WishContext) -> list[_Clause]:
    read: list[_Clause] = []
    named: list[dt.date] = []
    today, own_day = context.today, context.start and context.start.date()
    for clause in split_clauses(text):
        folded = replace_references(
            _spell_days(clause, today), context.anchor, named, "semaine" in text
        )
        found = parse_date_expression(folded, today) or DateExpression()
        named += [day for day in found.days or () if day != own_day][-1:]
        own = bool(found.days) and set(found.days or ()) == {own_day}
        statement = None
        if found != DateExpression() and not rules_out(folded, today):
            statement = read_statement(folded, "?" in clause, own, found, today)
        read.append(_Clause(folded, statement or found, statement is not None))
    return read


def _spell_days(clause: str, today: dt.date) -> str:
    return replace_named_days(fold_clause(clause), today)


def _join_clauses(clauses: Iterable[_Clause]) -> str:
    """Return one text, with « | » before each clause that says a time.

    « je peux pas » is of the time in its own clause, else of the one before.
    """
    nothing = DateExpression()
    return " ".join(
        f"| {each.folded}" if each.found != nothing else each.folded for each in clauses
    )


def _drop_taken_back(clauses: list[_Clause]) -> list[_Clause]:
    """Leave out the clauses whose refusal of a day is taken back: « pas mardi. Ou si, mardi »."""
    kept: list[_Clause] = []
    wished: frozenset[dt.date] = frozenset()
    for each in reversed(clauses):
        found = each.found
        refused = found.days or () if each.states else ()
        back = any(
            day in found.not_days or day.weekday() in found.not_weekdays or day in refused
            for day in wished
        )
        if not back:
            kept.append(each)
        if not each.states and found.days and len(found.days) == 1:
            wished |= {found.days[0]}
    return kept[::-1]


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
    return bool(when.days or when.parts or when.time or wish.end_by or wish.rules_out)


def read_named_days(text: str, today: dt.date) -> tuple[dt.date, ...]:
    """Return the days that a text names, also by their name; empty for none or impossible ones."""
    try:
        found = parse_date_expression(_spell_days(text, today), today)
    except BookingError:
        return ()
    return found.days or () if found else ()


def _relative_to(
    when: DateExpression,
    context: WishContext,
    words: str,
    bare: str,
    compared: Comparison,
    end_by: Optional[dt.time],
    stated: Sequence[DateExpression],
) -> Optional[TimeWish]:
    """Complete a wish by the appointment that it changes; « plus tard » is than the times shown, if
    any."""
    start, direction = context.start or dt.datetime.min, compared.direction
    told = direction or stated or when.not_days or when.not_weekdays
    if when.time == start.time() and (when.days is None or (told and when.days == (start.date(),))):
        when = replace(when, time=None)  # the hour that it has, not the one wished
    if compared.shift is not None and when.time is None:
        moved = start + compared.shift
        return TimeWish(replace(when, days=(moved.date(),), time=moved.time()), inferred=True)
    if compared.another_day or (compared.another_moment and when.days != (start.date(),)):
        when = replace(when, not_days=when.not_days | {start.date()})
    after = before = None
    whole_days = [each.days or () for each in stated if not (each.time or each.parts)]
    absent = [day for days in whole_days if len(days) > 1 for day in days]
    if start.date() in absent and (direction > 0 or "apres" in words.split()):
        after = dt.datetime.combine(max(absent), dt.time(23, 59))
    elif direction and when.moment is None:
        if compared.by_day and when.days == (start.date(),):
            when = replace(when, days=None)  # the day that it has: « le 10, c'est loin »
        after, before = _bounds(context.shown or (start,), compared, when.days)
    if when == DateExpression() and not direction and not end_by:
        return None
    inferred = when.days is None or when.time is None or _is_ambiguous(when, bare, context.today)
    refused = start.date() in when.not_days or start.date().weekday() in when.not_weekdays
    hours = when.time is not None or when.parts is not None or end_by is not None
    if when.days is None and hours and not refused and not (direction and compared.by_day):
        when = replace(when, days=(start.date(),))
    return TimeWish(when, after, before, inferred, end_by)


def _is_ambiguous(when: DateExpression, bare: str, today: dt.date) -> bool:
    """Whether the day is another one without the appointment: « vendredi », next week's or not."""
    plain = parse_date_expression(bare, today)
    return plain is not None and bool(set(when.days or ()) - set(plain.days or ()))


def _bounds(
    times: Sequence[dt.datetime], compared: Comparison, days: Optional[tuple[dt.date, ...]]
) -> tuple[Optional[dt.datetime], Optional[dt.datetime]]:
    """Return the bounds of « plus tard » and « plus tôt » than these times, by the day or hour."""
    if compared.direction > 0:
        last = max(times)
        return (dt.datetime.combine(last, dt.time(23, 59)) if compared.by_day else last), None
    first = min(times)
    if days is not None and first.date() not in days:
        return None, None
    return None, dt.datetime.combine(first, dt.time()) if compared.by_day else first


def _beside_shown(
    when: DateExpression, compared: Comparison, shown: tuple[dt.datetime, ...]
) -> tuple[DateExpression, Optional[dt.datetime], Optional[dt.datetime]]:
    """Return a wish with its bounds beside the times shown. Of times of one day, that day is meant,
    unless another is wished."""
    days = {each.date() for each in shown}
    if compared.another_day or (compared.another_moment and not when.days):
        when = replace(when, not_days=when.not_days | days)
    if not (compared.direction and shown) or when.time or when.parts:
        return when, None, None
    if when.days and not days & set(when.days):
        return when, None, None
    if len(days) == 1 and not compared.by_day:
        when = replace(when, days=tuple(days))
    return (when, *_bounds(shown, compared, when.days))
