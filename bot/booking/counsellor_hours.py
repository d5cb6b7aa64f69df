"""The hours of a counsellor: weekly hours, exceptions by date, and busy times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Optional

from bot.booking.appointment_kinds import (
    AppointmentKind,
    BookingRequest,
    Kind,
    Mode,
    require_kind,
    require_language,
    require_mode,
)
from bot.booking.booking_errors import InvalidSpan, InvalidWeekday, UnknownLanguage
from bot.booking.busy_times import list_busy_quarters
from bot.booking.local_time import Interval, list_quarter_starts, local_intervals


@dataclass(frozen=True)
class HoursSpan:
    """Hours within one day in local time, whole minutes, with the kinds and modes available then.

    Raises InvalidSpan, UnknownKind, UnknownMode.
    """

    start: dt.time
    end: dt.time
    kinds: frozenset[Kind]
    ways: frozenset[Mode]

    def __post_init__(self) -> None:
        is_valid = _is_whole_minute(self.start) and _is_whole_minute(self.end)
        if not (is_valid and self.start < self.end and self.kinds and self.ways):
            raise InvalidSpan(self)
        for kind in self.kinds:
            require_kind(kind)
        for way in self.ways:
            require_mode(way)

    def takes(self, wanted: BookingRequest) -> bool:
        """Whether the kind and mode are available in these hours."""
        return wanted.kind in self.kinds and wanted.way in self.ways

    def has_room_for(self, kind: AppointmentKind) -> bool:
        """Whether an appointment of a kind fits into these hours, in a mode of both."""
        return fits(kind, self.start, self.end) and bool(kind.modes & self.ways)

    def with_kind(self, kind: AppointmentKind) -> HoursSpan:
        """Return the hours with a kind, unless there is no room for it."""
        return replace(self, kinds=self.kinds | {kind.code}) if self.has_room_for(kind) else self


@dataclass(frozen=True)
class Counsellor:
    """A counsellor with their hours. `weekly`: spans by weekday (Monday is 0).

    `exceptions`: spans of a date that replace the weekly ones; an empty one closes the day.
    `busy`: times of their own calendar (UTC, ascending, disjoint), subtracted from both.
    `languages`: ISO 639 codes. A closed counsellor has no hours.

    Raises InvalidWeekday, UnknownLanguage.
    """

    id: int
    languages: frozenset[str]
    weekly: Mapping[int, tuple[HoursSpan, ...]]
    exceptions: Mapping[dt.date, tuple[HoursSpan, ...]] = field(default_factory=dict)
    closed: bool = False
    busy: tuple[Interval, ...] = ()

    def __post_init__(self) -> None:
        if not set(self.weekly) <= set(range(7)):
            raise InvalidWeekday(self.weekly)
        if not self.languages:
            raise UnknownLanguage(self.languages)
        for code in self.languages:
            require_language(code)

    def speaks(self, language: Optional[str]) -> bool:
        """Whether the counsellor speaks a language; None accepts any."""
        return language is None or language in self.languages

    def speaks_for(self, kind: AppointmentKind, language: Optional[str]) -> bool:
        """Whether the counsellor speaks a language, and one that the kind requires if any."""
        return self.speaks(language) and bool(not kind.languages or kind.languages & self.languages)

    def with_kind(self, kind: AppointmentKind) -> Counsellor:
        """Return the counsellor with a kind in all hours that have room for it."""
        weekly = {day: _add_kind(spans, kind) for day, spans in self.weekly.items()}
        exceptions = {day: _add_kind(spans, kind) for day, spans in self.exceptions.items()}
        return replace(self, weekly=weekly, exceptions=exceptions)

    @property
    def received_kinds(self) -> frozenset[Kind]:
        """The kinds in any of the hours, weekly or by exception."""
        every = (*self.weekly.values(), *self.exceptions.values())
        return frozenset(kind for spans in every for span in spans for kind in span.kinds)

    def planned(self, day: dt.date) -> tuple[HoursSpan, ...]:
        """Return the hours of a date, weekly or by exception, busy or not."""
        if self.closed:
            return ()
        return self.exceptions.get(day, self.weekly.get(day.weekday(), ()))

    def spans(self, day: dt.date) -> tuple[HoursSpan, ...]:
        """Return the hours of a date, without busy times."""
        planned = self.planned(day)
        taken = self._taken.get(day)
        return tuple(_subtract_quarters(planned, taken)) if taken else planned

    @cached_property
    def _taken(self) -> Mapping[dt.date, AbstractSet[dt.time]]:
        return list_busy_quarters(self.busy)


@dataclass(frozen=True)
class DatedSpan:
    """A span on one date."""

    span: HoursSpan
    day: dt.date

    @property
    def starts(self) -> tuple[dt.datetime, ...]:
        """The possible starts in UTC, ascending; the last ones may lack room for an appointment."""
        return list_quarter_starts(self.day, self.span.start, self.span.end)

    def holds(self, start: dt.datetime, end: dt.datetime) -> bool:
        """Whether the time from `start` to `end` (aware) is within the span."""
        return any(
            opens <= start and end <= closes
            for opens, closes in local_intervals(self.day, self.span.start, self.span.end)
        )


def fits(kind: AppointmentKind, start: dt.time, end: dt.time) -> bool:
    """Whether an appointment of a kind fits between two local times of a day."""
    opens, closes = (dt.timedelta(hours=at.hour, minutes=at.minute) for at in (start, end))
    return kind.duration <= closes - opens


def list_dated_spans(counsellor: Counsellor, day: dt.date) -> Iterator[DatedSpan]:
    """Yield the spans of a counsellor on a date."""
    return (DatedSpan(span, day) for span in counsellor.spans(day))


def _add_kind(spans: Iterable[HoursSpan], kind: AppointmentKind) -> tuple[HoursSpan, ...]:
    return tuple(dict.fromkeys(each.with_kind(kind) for each in spans))


def _is_whole_minute(time: dt.time) -> bool:
    return time.tzinfo is None and not (time.second or time.microsecond)


def _subtract_quarters(
    spans: Iterable[HoursSpan], taken: AbstractSet[dt.time]
) -> Iterator[HoursSpan]:
    """Yield the spans of a day without the taken quarters, in order."""
    for span in spans:
        opens, last = None, span.end
        for begins, ends in _split_in_quarters(span.start, span.end):
            is_taken = begins.replace(minute=begins.minute // 15 * 15) in taken
            if not is_taken and opens is None:
                opens = begins
            elif is_taken and opens is not None:
                yield replace(span, start=opens, end=begins)
                opens, last = None, span.end
            last = ends
        if opens is not None:
            yield replace(span, start=opens, end=last)


def _split_in_quarters(start: dt.time, end: dt.time) -> Iterator[tuple[dt.time, dt.time]]:
    """Yield the parts of a time range between quarters of an hour."""
    while start < end:
        minutes = start.hour * 60 + start.minute // 15 * 15 + 15
        stop = end if minutes >= 24 * 60 else min(end, dt.time(*divmod(minutes, 60)))
        yield start, stop
        start = stop
