"""When a counsellor receives: weekly hours, other hours on single dates, and what is taken then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import Optional

from bot.booking import busy as busy_times
from bot.booking.errors import UnknownLanguage, WrongSpan, WrongWeekday
from bot.booking.kinds import Kind, Wanted, Way, require_kind, require_language, require_way
from bot.booking.local_time import Stretch, starts, stretches


@dataclass(frozen=True)
class Span:
    """Hours of one day in local wall time, whole minutes, and the kinds and ways taken then.

    It does not pass midnight. Raises WrongSpan, UnknownKind, UnknownWay.
    """

    start: dt.time
    end: dt.time
    kinds: frozenset[Kind]
    ways: frozenset[Way]

    def __post_init__(self) -> None:
        if not (_is_wall(self.start) and _is_wall(self.end) and self.start < self.end):
            raise WrongSpan(self)
        if not (self.kinds and self.ways):
            raise WrongSpan(self)
        for kind in self.kinds:
            require_kind(kind)
        for way in self.ways:
            require_way(way)

    def takes(self, wanted: Wanted) -> bool:
        """Whether both the kind and the way are taken in these hours."""
        return wanted.kind in self.kinds and wanted.way in self.ways


@dataclass(frozen=True)
class Counsellor:
    """One who receives. `weekly`: spans by weekday, Monday is 0.

    `exceptions`: the spans of single dates in place of the weekly ones; none closes that day.
    `busy`: times (UTC, rising, apart) that their own calendar takes out of either.
    `languages`: ISO 639 codes. A closed counsellor offers nothing.
    Raises WrongWeekday, UnknownLanguage.
    """

    id: int
    languages: frozenset[str]
    weekly: Mapping[int, tuple[Span, ...]]
    exceptions: Mapping[dt.date, tuple[Span, ...]] = field(default_factory=dict)
    closed: bool = False
    busy: tuple[Stretch, ...] = ()

    def __post_init__(self) -> None:
        if not set(self.weekly) <= set(range(7)):
            raise WrongWeekday(self.weekly)
        if not self.languages:
            raise UnknownLanguage(self.languages)
        for code in self.languages:
            require_language(code)

    def speaks(self, language: Optional[str]) -> bool:
        """Whether the language is spoken; any will do when it is None."""
        return language is None or language in self.languages

    def spans(self, day: dt.date) -> tuple[Span, ...]:
        """The hours of a date."""
        if self.closed:
            return ()
        told = self.exceptions.get(day, self.weekly.get(day.weekday(), ()))
        taken = self._taken.get(day)
        return tuple(busy_times.without(told, taken)) if taken else told

    @cached_property
    def _taken(self) -> Mapping[dt.date, AbstractSet[dt.time]]:
        return busy_times.walls(self.busy)


@dataclass(frozen=True)
class Opening:
    """A span on one date."""

    span: Span
    day: dt.date

    @property
    def starts(self) -> tuple[dt.datetime, ...]:
        """The starts that can be had, in UTC, rising; near the end not all have room."""
        return starts(self.day, self.span.start, self.span.end)

    def holds(self, start: dt.datetime, end: dt.datetime) -> bool:
        """Whether the wall clock stays within the span from start to end (aware)."""
        return any(
            opens <= start and end <= closes
            for opens, closes in stretches(self.day, self.span.start, self.span.end)
        )


def openings(counsellor: Counsellor, day: dt.date) -> Iterator[Opening]:
    """The counsellor's spans on a date."""
    return (Opening(span, day) for span in counsellor.spans(day))


def _is_wall(time: dt.time) -> bool:
    return time.tzinfo is None and not (time.second or time.microsecond)
