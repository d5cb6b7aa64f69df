"""Hours as a form gives them, and the value that designates a span on a page.

Problems are told by field, as keys of sentences; nothing that was typed is repeated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import cast

from bot.booking.appointment_kinds import DURATION_MINUTES, MODES, Kind, Mode
from bot.booking.counsellor_hours import HoursSpan
from bot.console.web.form_reader import Form
from bot.console.web.form_values import parse_date, parse_time

MAX_DAYS = 92  # of one exception
MAX_SPANS = 12  # of one day
Spans = tuple[HoursSpan, ...]


class InvalidHoursForm(Exception):
    """`problems`: the key of a sentence by the field it stands at."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__()
        self.problems = dict(problems)


def parse_span(form: Form) -> HoursSpan:
    """From, until, kinds and ways. Raises InvalidHoursForm."""
    start, end = parse_time(form.text("from")), parse_time(form.text("until"))
    kinds, ways = (
        _parse_choices(form, "kinds", DURATION_MINUTES),
        _parse_choices(form, "ways", MODES),
    )
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
        raise InvalidHoursForm(problems)
    if start >= end:
        raise InvalidHoursForm({"until": "ends_before"})
    made = HoursSpan(start, end, cast("frozenset[Kind]", kinds), cast("frozenset[Mode]", ways))
    if _count_minutes(made) < max(DURATION_MINUTES[kind] for kind in made.kinds):
        raise InvalidHoursForm({"until": "no_room"})
    return made


def parse_weekdays(form: Form) -> list[int]:
    """The days that were ticked, Monday is 0. Raises InvalidHoursForm."""
    found = [day for day in range(7) if form.has("days", str(day))]
    if not found:
        raise InvalidHoursForm({"days": "no_weekday"})
    return found


def parse_date_range(form: Form, today: dt.date) -> list[dt.date]:
    """From a date to another, or one alone; none of them is over. Raises InvalidHoursForm."""
    first = parse_date(form.text("first"))
    last = parse_date(form.text("last")) if form.text("last") else first
    if first is None or last is None:
        raise InvalidHoursForm({"first" if first is None else "last": "no_date"})
    if first < today:
        raise InvalidHoursForm({"first": "past_date"})
    if last < first:
        raise InvalidHoursForm({"last": "last_before_first"})
    count = (last - first).days + 1
    if count > MAX_DAYS:
        raise InvalidHoursForm({"last": "too_many_days"})
    return [first + dt.timedelta(days=number) for number in range(count)]


def add_span(spans: Spans, new: HoursSpan) -> Spans:
    """In the order of the day; the same one twice is one. Raises InvalidHoursForm."""
    every = {*spans, new}
    if len(every) > MAX_SPANS:
        raise InvalidHoursForm({"from": "too_many_spans"})
    return tuple(sorted(every, key=lambda each: (each.start, each.end, span_key(each))))


def remove_span(spans: Spans, name: str) -> Spans:
    """All but the one of that name."""
    return tuple(each for each in spans if span_key(each) != name)


def span_key(each: HoursSpan) -> str:
    """What a button carries: the span itself, so that it never takes away another."""
    kinds, ways = ",".join(sorted(each.kinds)), ",".join(sorted(each.ways))
    return f"{each.start:%H:%M}|{each.end:%H:%M}|{kinds}|{ways}"


def _parse_choices(form: Form, name: str, known: Iterable[str]) -> frozenset[str]:
    return frozenset(form.all(name)) & frozenset(known)


def _count_minutes(made: HoursSpan) -> int:
    return (made.end.hour - made.start.hour) * 60 + made.end.minute - made.start.minute
