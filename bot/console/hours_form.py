"""Hours as a form gives them, and the value that designates a span on a page.

Problems are told by field, as keys of sentences; nothing that was typed is repeated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Optional, cast

from bot.booking.hours import Span
from bot.booking.kinds import MINUTES, WAYS, Kind, Way
from bot.console.forms import Form

MOST_DAYS = 92  # of one exception
MOST_SPANS = 12  # of one day
Spans = tuple[Span, ...]


class WrongForm(Exception):
    """`problems`: the key of a sentence by the field it stands at."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__()
        self.problems = dict(problems)


def span(form: Form) -> Span:
    """From, until, kinds and ways. Raises WrongForm."""
    start, end = _time(form.text("from")), _time(form.text("until"))
    kinds, ways = _among(form, "kinds", MINUTES), _among(form, "ways", WAYS)
    problems = {
        name: reason
        for name, wrong, reason in (
            ("from", start is None, "no_time"),
            ("until", end is None, "no_time"),
            ("kinds", not kinds, "no_kind"),
            ("ways", not ways, "no_way"),
        )
        if wrong
    }
    if problems or start is None or end is None:
        raise WrongForm(problems)
    if start >= end:
        raise WrongForm({"until": "ends_before"})
    made = Span(start, end, cast("frozenset[Kind]", kinds), cast("frozenset[Way]", ways))
    if _minutes(made) < max(MINUTES[kind] for kind in made.kinds):
        raise WrongForm({"until": "no_room"})
    return made


def weekdays(form: Form) -> list[int]:
    """The days that were ticked, Monday is 0. Raises WrongForm."""
    found = [day for day in range(7) if form.has("days", str(day))]
    if not found:
        raise WrongForm({"days": "no_weekday"})
    return found


def days(form: Form, today: dt.date) -> list[dt.date]:
    """From a date to another, or one alone; none of them is over. Raises WrongForm."""
    first = date(form.text("first"))
    last = date(form.text("last")) if form.text("last") else first
    if first is None or last is None:
        raise WrongForm({"first" if first is None else "last": "no_date"})
    if first < today:
        raise WrongForm({"first": "past_date"})
    if last < first:
        raise WrongForm({"last": "last_before_first"})
    count = (last - first).days + 1
    if count > MOST_DAYS:
        raise WrongForm({"last": "too_many_days"})
    return [first + dt.timedelta(days=number) for number in range(count)]


def date(text: str) -> Optional[dt.date]:
    """A date as browsers send it, within what a calendar can hold."""
    if len(text) != 10 or not text.isascii():
        return None
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None


def added(spans: Spans, new: Span) -> Spans:
    """In the order of the day; the same one twice is one. Raises WrongForm."""
    every = {*spans, new}
    if len(every) > MOST_SPANS:
        raise WrongForm({"from": "too_many_spans"})
    return tuple(sorted(every, key=lambda each: (each.start, each.end, named(each))))


def without(spans: Spans, name: str) -> Spans:
    """All but the one of that name."""
    return tuple(each for each in spans if named(each) != name)


def named(each: Span) -> str:
    """What a button carries: the span itself, so that it never takes away another."""
    kinds, ways = ",".join(sorted(each.kinds)), ",".join(sorted(each.ways))
    return f"{each.start:%H:%M}|{each.end:%H:%M}|{kinds}|{ways}"


def _time(text: str) -> Optional[dt.time]:
    if len(text) != 5 or not text.isascii():
        return None
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        return None


def _among(form: Form, name: str, known: Iterable[str]) -> frozenset[str]:
    return frozenset(form.all(name)) & frozenset(known)


def _minutes(made: Span) -> int:
    return (made.end.hour - made.start.hour) * 60 + made.end.minute - made.start.minute
