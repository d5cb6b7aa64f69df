"""The helplines that fit a topic and are open now; the facts are in helplines.yml (CARE S4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Optional
from zoneinfo import ZoneInfo

import holidays
import yaml

_FILE = Path(__file__).with_name("helplines.yml")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MAX_OPEN_LINES = 2


class NaiveTime(ValueError):
    """The time has no zone, so opening hours cannot be checked."""


@dataclass(frozen=True)
class Helpline:
    """A helpline.

    `hours` is None if unknown. `rests`: closed on public holidays. `anonymous`, `chat`: known to be
    anonymous, to offer a chat. `young`: for young people only.
    """

    id: str
    name: str
    number: str
    what: str
    text: str
    free: bool
    hours: Optional[tuple[tuple[tuple[int, int], ...], ...]]
    sources: tuple[str, ...]
    rests: bool = False
    anonymous: bool = False
    chat: bool = False
    young: bool = False

    def is_open_at(self, local: dt.datetime) -> bool:
        """Return whether it is open at this local wall time; False if its hours are unknown."""
        if self.hours is None or (self.rests and _is_holiday(local.date())):
            return False
        minute = local.hour * 60 + local.minute
        return any(start <= minute < end for start, end in self.hours[local.weekday()])


@dataclass(frozen=True)
class ShownLine:
    """A helpline that is always visible: its text in the page footer, and in the chat's help."""

    number: str
    page: str
    chat: str


@dataclass(frozen=True)
class HelplineDirectory:
    """All helplines, those of each topic, and those that are always visible."""

    verified: dt.date
    max_age: dt.timedelta
    zone: ZoneInfo
    lines: dict[str, Helpline]
    always_shown: tuple[ShownLine, ...]
    urgent: dict[str, tuple[str, ...]]
    topics: dict[str, tuple[str, ...]]


def find_helplines(
    topic: str, now: dt.datetime, danger: bool = False, adult: Optional[bool] = None
) -> tuple[Helpline, ...]:
    """Return the helplines of a topic that are open at `now`, and the emergency number.

    The emergency number comes first in danger, else last. A helpline with variable hours is
    included. An unknown topic gets the helplines for distress. `adult`: None if unknown.

    Raises:
        NaiveTime: `now` has no time zone.
    """
    if now.tzinfo is None:
        raise NaiveTime("find_helplines needs an aware time")
    book = load_helplines()
    local = now.astimezone(book.zone)
    fitting = [book.lines[name] for name in book.topics.get(topic, book.topics["distress"])]
    fitting = _order_by_age(fitting, adult)
    certain = [line for line in fitting if line.is_open_at(local)][:_MAX_OPEN_LINES]
    shown = [line for line in fitting if line in certain or line.hours is None]
    names = book.urgent.get(topic, book.urgent["default"]) if danger else ("emergency",)
    urgent = [book.lines[name] for name in names]
    return tuple([*urgent, *shown] if danger else [*shown, *urgent])


def _order_by_age(fitting: list[Helpline], adult: Optional[bool]) -> list[Helpline]:
    """Drop the helplines for young people for an adult; else move them to the second place."""
    if adult is None:
        return fitting
    young = [] if adult else [line for line in fitting[1:] if line.young]
    others = [line for line in fitting if not line.young or (not adult and line is fitting[0])]
    return [*others[:1], *young, *others[1:]]


def get_emergency_number() -> str:
    """Return the emergency number."""
    return load_helplines().lines["emergency"].number


def get_verification_date() -> dt.date:
    """Return the date on which the file was last verified."""
    return load_helplines().verified


def is_outdated(today: dt.date) -> bool:
    """Return whether the file was last verified more than 180 days ago."""
    return today - load_helplines().verified > load_helplines().max_age


@lru_cache(maxsize=1)
def load_helplines() -> HelplineDirectory:
    """Return the contents of helplines.yml, cached."""
    data: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    lines = {name: _read_line(name, fields) for name, fields in data["lines"].items()}
    return HelplineDirectory(
        verified=data["verified"],
        max_age=dt.timedelta(days=data["max_age_days"]),
        zone=ZoneInfo(data["timezone"]),
        lines=lines,
        always_shown=tuple(
            ShownLine(lines[name].number, **words) for name, words in data["always_shown"].items()
        ),
        urgent={topic: tuple(names) for topic, names in data["urgent"].items()},
        topics={topic: tuple(names) for topic, names in data["topics"].items()},
    )


def _read_line(name: str, fields: dict[str, Any]) -> Helpline:
    return Helpline(
        id=name,
        name=fields["name"],
        number=fields["number"],
        what=fields["what"],
        text=fields["text"],
        free=fields["free"],
        hours=_parse_hours(fields["hours"]),
        sources=tuple(source["url"] for source in fields["sources"]),
        rests=fields.get("holidays") == "closed",
        anonymous=fields.get("anonymous", False),
        chat=fields.get("chat", False),
        young=fields.get("young", False),
    )


def _is_holiday(day: dt.date) -> bool:
    return day in _holidays(day.year)


@lru_cache(maxsize=8)
def _holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("BE", years=year))


def _parse_hours(given: Any) -> Optional[tuple[tuple[tuple[int, int], ...], ...]]:
    """Return, for each weekday, spans in minutes from midnight."""
    if given == "unknown":
        return None
    if given == "always":
        return (((0, 24 * 60),),) * 7
    return tuple(
        tuple((_parse_minutes(start), _parse_minutes(end)) for start, end in given.get(day, ()))
        for day in _DAYS
    )


def _parse_minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
