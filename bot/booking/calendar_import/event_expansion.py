"""Expansion of the events of a calendar file to busy times.

Recurrences are expanded within a period. A rule whose conditions are never met is still tried until
the year 9999, so uploaded files are read by `sandboxed_reader`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from math import prod
from typing import Any, Optional, Union

import recurring_ical_events
from icalendar import Calendar, Event
from icalendar.prop import vDDDTypes, vDuration, vRecur

from bot.booking.busy_times import merge_intervals
from bot.booking.calendar_import.calendar_file_errors import TooManyTimes
from bot.booking.calendar_import.calendar_file_parser import (
    CalendarProperty,
    RawEvent,
    parse_calendar_file,
)
from bot.booking.calendar_import.time_zone_names import ZoneResolver
from bot.booking.local_time import ZONE, Interval

MAX_TIMES = 20_000
_ACCEPTED_YEARS = range(1900, 2200)
_SUB_DAILY_FREQUENCIES = ("SECONDLY", "MINUTELY", "HOURLY")
_SUB_DAILY_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")
_RECURRENCE_PROPERTIES = ("RRULE", "RDATE")
_DAY, _UTC = dt.timedelta(days=1), dt.timezone.utc
_FREE_MARK = "X-FREE"
# Raised by the libraries for invalid lines.
_PARSE_ERRORS = (ValueError, TypeError, KeyError, AttributeError, IndexError, ArithmeticError)

DateOrMoment = Union[dt.date, dt.datetime]


class _EndsBeforeStart(Exception):
    """An event ends before its start."""


class _TooFrequent(Exception):
    """A rule recurs within a day."""


@dataclass(frozen=True)
class BusyTimes:
    """The busy times of a period, ascending and disjoint, on full quarters of an hour.

    The other fields count ignored events: `unread` have an invalid line, `backwards` end before
    they start, `too_often` recur hourly or faster.
    """

    times: tuple[Interval, ...]
    unread: int = 0
    backwards: int = 0
    too_often: int = 0


def extract_busy_times(
    data: bytes, first: dt.datetime, last: dt.datetime, address: str = ""
) -> BusyTimes:
    """Return the busy times of a file from `first` to `last` (aware).

    `address`: see `parse_calendar_file`.

    Raises:
        CalendarFileError: the subclass says why the file is refused.
    """
    calendar = parse_calendar_file(data, address)
    expander = _EventExpander(ZoneResolver(calendar.zones, calendar.zone), first, last)
    times: list[Interval] = []
    ignored = {"unread": calendar.unread, "backwards": 0, "too_often": 0}
    for events in _group_by_uid(calendar.events):
        try:
            times += list(expander.times(events))
        except _EndsBeforeStart:
            ignored["backwards"] += 1
        except _TooFrequent:
            ignored["too_often"] += 1
        except _PARSE_ERRORS:
            ignored["unread"] += 1
        if len(times) > MAX_TIMES:
            raise TooManyTimes
    clipped = ((max(start, first), min(end, last)) for start, end in times)
    return BusyTimes(merge_intervals(each for each in clipped if each[0] < each[1]), **ignored)


def _group_by_uid(events: list[RawEvent]) -> Iterator[list[RawEvent]]:
    """Group recurring events with their exceptions; an event without a UID stands alone."""
    groups: defaultdict[object, list[RawEvent]] = defaultdict(list)
    for number, event in enumerate(events):
        groups[event.uid or number].append(event)
    return iter(groups.values())


class _EventExpander:
    """Expands the events of a file within a period."""

    def __init__(self, zones: ZoneResolver, first: dt.datetime, last: dt.datetime) -> None:
        self.zones, self.first, self.last = zones, first, last

    def times(self, events: list[RawEvent]) -> Iterator[Interval]:
        """Yield the busy times of the events with one UID."""
        if any(line.name in _RECURRENCE_PROPERTIES for event in events for line in event.times):
            return self._recurring([self._component(event) for event in events])
        components = (self._component(event) for event in _latest_versions(events))
        return chain.from_iterable(map(self._event_intervals, components))

    def _recurring(self, components: list[Event]) -> Iterator[Interval]:
        calendar = Calendar()
        for each in components:
            self._event_intervals(each)  # raises if it ends before it starts
            calendar.add_component(each)
        recurrences = recurring_ical_events.of(calendar, components=["VEVENT"])
        first, last = self.first.astimezone(ZONE), self.last.astimezone(ZONE)
        return chain.from_iterable(map(self._event_intervals, recurrences.between(first, last)))

    def _event_intervals(self, event: Event) -> list[Interval]:
        """Return the interval of an event, none if it is free or has no duration."""
        start, end = _property_value(event, "DTSTART"), _event_end(event)
        since, until = _to_utc(start), _to_utc(end, late=True)
        if until < since:
            raise _EndsBeforeStart
        return [] if _FREE_MARK in event or start == end else [(since, until)]

    def _component(self, raw: RawEvent) -> Event:
        event = Event()
        if raw.uid:
            event.add("uid", raw.uid)
        if raw.free:
            event.add(_FREE_MARK, "1")
        starts = (self._parse_dates(line)[0] for line in raw.times if line.name == "DTSTART")
        start = next(starts, None)
        if not isinstance(start, dt.date):
            raise ValueError
        for line in raw.times:
            self._add(event, line, start)
        return event

    def _add(self, event: Event, line: CalendarProperty, start: DateOrMoment) -> None:
        if line.name == "RRULE":
            event.add("rrule", self._parse_rule(line.value, start))
        elif line.name == "DURATION":
            event.add("duration", vDuration.from_ical(line.value))
        elif line.name == "SEQUENCE":
            event.add("sequence", int(line.value))
        elif line.name in ("RDATE", "EXDATE"):
            event.add(line.name, self._parse_dates(line))
        elif line.name == "RECURRENCE-ID":
            ranged = {"RANGE": line.params["RANGE"]} if "RANGE" in line.params else {}
            event.add(line.name, self._parse_dates(line)[0], parameters=ranged)
        elif line.name in ("DTSTART", "DTEND"):
            event.add(line.name, self._parse_dates(line)[0])

    def _parse_rule(self, value: str, start: DateOrMoment) -> vRecur:
        """Return a rule that ends with the period."""
        rule = vRecur.from_ical(value)
        per_day = prod(len(rule.get(part, [0])) for part in _SUB_DAILY_PARTS)
        if rule.get("FREQ", [""])[0] in _SUB_DAILY_FREQUENCIES or per_day > 24:
            raise _TooFrequent
        rule["UNTIL"] = [_clip_until(rule.get("UNTIL", [None])[0], start, self.last + _DAY)]
        return rule

    def _parse_dates(self, line: CalendarProperty) -> list[Any]:
        """Return the dates, aware times or periods of a line."""
        zone = self.zones.get(line.params["TZID"]) if "TZID" in line.params else self.zones.usual
        return [_with_zone(vDDDTypes.from_ical(each), zone) for each in line.value.split(",")]


def _latest_versions(events: list[RawEvent]) -> list[RawEvent]:
    """Return the changed instances of a series whose master is missing, and the last version."""
    single = [each for each in events if all(line.name != "RECURRENCE-ID" for line in each.times)]
    return [*(each for each in events if each not in single), *single[-1:]]


def _with_zone(value: Any, zone: dt.tzinfo) -> Any:
    if isinstance(value, tuple):
        return tuple(_with_zone(each, zone) for each in value)
    if isinstance(value, dt.date) and value.year not in _ACCEPTED_YEARS:
        raise ValueError
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        return value.replace(tzinfo=zone)
    return value


def _clip_until(
    given: Optional[DateOrMoment], start: DateOrMoment, last: dt.datetime
) -> DateOrMoment:
    """Return the end of a rule, at most `last`, with the type of its start."""
    if not isinstance(start, dt.datetime):
        return min(_to_date(given or last), last.date())
    if given is None:
        return last.astimezone(_UTC)
    if not isinstance(given, dt.datetime):  # that whole day
        given = dt.datetime.combine(given, dt.time(23, 59, 59))
    return min(given if given.tzinfo else given.replace(tzinfo=start.tzinfo), last).astimezone(_UTC)


def _property_value(event: Any, name: str) -> Any:
    return event[name].dt if name in event else None


def _event_end(event: Event) -> DateOrMoment:
    start, end, length = (_property_value(event, name) for name in ("DTSTART", "DTEND", "DURATION"))
    if end is not None:
        return end
    if length is None:
        return start if isinstance(start, dt.datetime) else start + _DAY
    if isinstance(start, dt.datetime) and length % _DAY:
        return start.astimezone(_UTC) + length  # elapsed time, across clock changes
    return start + length


def _to_utc(when: DateOrMoment, late: bool = False) -> dt.datetime:
    """Return a moment in UTC; a date is its local midnight.

    A repeated or non-existent time is read as the earlier of its two meanings, or with `late` as
    the later, so that a busy time is never too short.
    """
    if not isinstance(when, dt.datetime):
        when = dt.datetime.combine(when, dt.time(), ZONE)
    elif when.tzinfo is None:
        when = when.replace(tzinfo=ZONE)
    meanings = [when.replace(fold=fold).astimezone(_UTC) for fold in (0, 1)]
    return max(meanings) if late else min(meanings)


def _to_date(when: DateOrMoment) -> dt.date:
    return when.date() if isinstance(when, dt.datetime) else when
