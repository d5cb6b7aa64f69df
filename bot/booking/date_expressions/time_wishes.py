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
    find_later_or_earlier,
    find_shift,
    names_arrangement,
    only_states,
    read_busy_until,
    read_statement,
    split_clauses,
    wants_another_day,
    wants_day_level,
    without_stated,
)
from bot.booking.date_expressions.date_abbreviations import fold_clause
from bot.booking.date_expressions.date_expression_parser import (
    DateExpression,
    NoSuchDay,
    NoSuchTime,
    find_end_bound,
    parse_date_expression,
    rules_out,
)
from bot.booking.date_expressions.date_vocabulary import PARTS_TAKEN
from bot.booking.date_expressions.implied_days import (
    bounds_beside,
    place_beside_shown,
    replace_named_days,
    replace_references,
)

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
    shift, bare = find_shift(whole) if context.start else (None, whole)
    bare, direction = find_later_or_earlier(bare)
    end_by, bare = find_end_bound(bare)
    current = context.start
    when = parse_date_expression(bare, context.today, current) or DateExpression()
    when = without_stated(when, stated, context.today, current)
    if current is not None:
        return _relative_to(when, context, whole, bare, direction, shift, end_by, stated)
    if context.shown and wants_another_day(whole, names_own_day=bool(when.days)):
        when = replace(when, not_days=when.not_days | {each.date() for each in context.shown})
    when, after, before = place_beside_shown(when, direction, wants_day_level(whole), context.shown)
    if when == DateExpression() and not (end_by or after or before):
        return None
    return TimeWish(when, after, before, end_by=end_by)


def _read_clauses(text: str, context: WishContext) -> list[_Clause]:
    read: list[_Clause] = []
    named: list[dt.date] = []
    for clause in split_clauses(text):
        folded = fold_clause(clause)
        folded = replace_references(folded, context.anchor, named, "semaine" in text)
        folded = replace_named_days(folded, context.today)
        until = read_busy_until(folded, context.today)
        found = parse_date_expression(until or folded, context.today)
        days = found.days or () if found else ()
        named += [day for day in days if not _is(day, context)][-1:]
        says = bool(until) or rules_out(folded, context.today) or find_end_bound(folded)[0]
        states = bool(
            found
            and not says
            and not (_designates(folded, days, context))
            and only_states(folded, "?" in clause, context.today)
        )
        if states and found:
            found = read_statement(folded, found, context.today)
        read.append(_Clause(until or folded, found or DateExpression(), states))
    return read


def _designates(folded: str, days: tuple[dt.date, ...], context: WishContext) -> bool:
    """Whether a clause names the day of the appointment only to say which one is meant."""
    return bool(days) and all(_is(day, context) for day in days) and names_arrangement(folded)


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
        found = parse_date_expression(replace_named_days(fold_clause(text), today), today)
    except BookingError:
        return ()
    return found.days or () if found else ()


def _is(day: dt.date, context: WishContext) -> bool:
    return context.start is not None and day == context.start.date()


def _relative_to(
    when: DateExpression,
    context: WishContext,
    words: str,
    bare: str,
    direction: int,
    shift: Optional[dt.timedelta],
    end_by: Optional[dt.time],
    stated: Sequence[DateExpression],
) -> Optional[TimeWish]:
    """Complete a wish by the appointment that it changes; « plus tard » is than the times shown, if
    any."""
    start = context.start or dt.datetime.min
    told = direction or stated or when.not_days or when.not_weekdays
    if when.time == start.time() and (when.days is None or (told and when.days == (start.date(),))):
        when = replace(when, time=None)  # the hour that it has, not the one wished
    if shift is not None and when.time is None:
        moved = start + shift
        return TimeWish(replace(when, days=(moved.date(),), time=moved.time()), inferred=True)
    if wants_another_day(words, when.days == (start.date(),)):
        when = replace(when, not_days=when.not_days | {start.date()})
    after = before = None
    absent = [day for each in stated if len(each.days or ()) > 1 for day in each.days or ()]
    if start.date() in absent and "apres" in words.split():
        after = dt.datetime.combine(max(absent), dt.time(23, 59))
    elif direction and when.moment is None:
        by_day = wants_day_level(words)
        if by_day and when.days == (start.date(),):
            when = replace(when, days=None)  # the day that it has: « le 10, c'est loin »
        beside = (max if direction > 0 else min)(context.shown, default=start)
        after, before = bounds_beside(beside, direction, by_day, when.days)
    if when == DateExpression() and not direction and not end_by:
        return None
    inferred = when.days is None or when.time is None or _is_ambiguous(when, bare, context.today)
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
