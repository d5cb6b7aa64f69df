"""Parsing of the hours form, and the keys that designate time spans on a page.

Problems are reported by field as keys of sentences; nothing that was typed is repeated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import cast

from bot.booking.appointment_kinds import MODES, AppointmentKind, Mode
from bot.booking.counsellor_hours import HoursSpan
from bot.booking.leave import Leave
from bot.console.console_errors import SpanGone
from bot.console.web.form_reader import Form
from bot.console.web.form_values import parse_date, parse_time

MAX_DAYS = 92  # per exception
MAX_RUN_DAYS = 400  # that equal exceptions can follow each other and be changed together
MAX_SPANS = 12  # per day
Spans = tuple[HoursSpan, ...]


class InvalidHoursForm(Exception):
    """`problems` maps each field to the key of a sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__()
        self.problems = dict(problems)


def parse_span(form: Form, offered: Iterable[AppointmentKind]) -> HoursSpan:
    """Return the span: start, end, kinds (of those offered) and modes. Raises InvalidHoursForm."""
    minutes = {each.code: each.minutes for each in offered}
    start, end = parse_time(form.text("from")), parse_time(form.text("until"))
    kinds, ways = (
        _parse_choices(form, "kinds", minutes),
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
    made = HoursSpan(start, end, kinds, cast("frozenset[Mode]", ways))
    if _count_minutes(made) < max(minutes[kind] for kind in made.kinds):
        raise InvalidHoursForm({"until": "no_room"})
    return made


def parse_weekdays(form: Form) -> list[int]:
    """Return the ticked weekdays, 0 is Monday. Raises InvalidHoursForm."""
    weekdays = [day for day in range(7) if form.has("days", str(day))]
    if not weekdays:
        raise InvalidHoursForm({"days": "no_weekday"})
    return weekdays


def parse_date_range(form: Form, today: dt.date) -> list[dt.date]:
    """Return the dates of a range, or a single one; none is past. Raises InvalidHoursForm."""
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


def parse_leave(form: Form, today: dt.date) -> Leave:
    """Return the leave: a range of dates, with hours or without. Raises InvalidHoursForm."""
    days = parse_date_range(form, today)
    if not (form.text("from") or form.text("until")):
        return Leave(days[0], days[-1])
    start, end = parse_time(form.text("from")), parse_time(form.text("until"))
    if start is None or end is None:
        raise InvalidHoursForm({"from" if start is None else "until": "no_time"})
    if start >= end:
        raise InvalidHoursForm({"until": "ends_before"})
    return Leave(days[0], days[-1], (start, end))


def group_exceptions(
    exceptions: Mapping[dt.date, Spans], today: dt.date
) -> list[tuple[dt.date, dt.date, Spans]]:
    """Return first day, last day and hours of each run of equal exceptions, from today on."""
    runs: list[tuple[dt.date, dt.date, Spans]] = []
    for day, spans in sorted(each for each in exceptions.items() if each[0] >= today):
        if runs and runs[-1][1:] == (day - dt.timedelta(days=1), spans):
            runs[-1] = (runs[-1][0], day, spans)
        else:
            runs.append((day, day, spans))
    return runs


def add_span(spans: Spans, new: HoursSpan) -> Spans:
    """Return the spans in order with a new one; duplicates are merged. Raises InvalidHoursForm."""
    every = {*spans, new}
    if len(every) > MAX_SPANS:
        raise InvalidHoursForm({"from": "too_many_spans"})
    return tuple(sorted(every, key=lambda each: (each.start, each.end, span_key(each))))


def remove_span(spans: Spans, name: str) -> Spans:
    """Return the spans without the one of that key."""
    return tuple(each for each in spans if span_key(each) != name)


def replace_span(spans: Spans, name: str, new: HoursSpan) -> Spans:
    """Return the spans with a new one for that of a key. Raises InvalidHoursForm, SpanGone."""
    kept = remove_span(spans, name)
    if len(kept) == len(spans):
        raise SpanGone
    return add_span(kept, new)


def span_key(each: HoursSpan) -> str:
    """Return the key of a span: its content, so that a button never removes another one."""
    kinds, ways = ",".join(sorted(each.kinds)), ",".join(sorted(each.ways))
    return f"{each.start:%H:%M}|{each.end:%H:%M}|{kinds}|{ways}"


def _parse_choices(form: Form, name: str, known: Iterable[str]) -> frozenset[str]:
    return frozenset(form.all(name)) & frozenset(known)


def _count_minutes(made: HoursSpan) -> int:
    return (made.end.hour - made.start.hour) * 60 + made.end.minute - made.start.minute
