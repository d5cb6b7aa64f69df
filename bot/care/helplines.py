"""Which helpline fits, and which is open now. The facts live in helplines.yml (CARE S4)."""

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
    """A time without a zone: whether a line is open cannot be told."""


@dataclass(frozen=True)
class Helpline:
    """One helpline. `hours` None: not known, it may be closed. `rests`: closed on public holidays.
    `anonymous`, `chat`: known to be so, and to have one. `young`: for the young alone."""

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
        """Whether it answers at this local wall time; False where the hours are not known."""
        if self.hours is None or (self.rests and _is_holiday(local.date())):
            return False
        minute = local.hour * 60 + local.minute
        return any(start <= minute < end for start, end in self.hours[local.weekday()])


@dataclass(frozen=True)
class ShownLine:
    """A line that is always in sight: `page` stands beside its number at the foot of the pages,
    `chat` in the help of the chat."""

    number: str
    page: str
    chat: str


@dataclass(frozen=True)
class HelplineDirectory:
    """All lines, which of them go with a topic, and which are always in sight."""

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
    """The fitting lines that are open at `now`, and the emergency line: first in danger, else last.

    A line whose hours vary is shown besides. An unknown topic gets the lines for distress. `adult`:
    whether the person is grown up, None where it is not known.

    Raises:
        NaiveTime: `now` has no zone.
    """
    if now.tzinfo is None:
        raise NaiveTime("lines_for needs an aware time")
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
    """Without what is for the young alone, or with it right after the first."""
    if adult is None:
        return fitting
    young = [] if adult else [line for line in fitting[1:] if line.young]
    others = [line for line in fitting if not line.young or (not adult and line is fitting[0])]
    return [*others[:1], *young, *others[1:]]


def get_emergency_number() -> str:
    """The number to call in danger."""
    return load_helplines().lines["emergency"].number


def get_verification_date() -> dt.date:
    """The day the file was last checked."""
    return load_helplines().verified


def is_outdated(today: dt.date) -> bool:
    """Whether the file was last checked more than 180 days ago."""
    return today - load_helplines().verified > load_helplines().max_age


@lru_cache(maxsize=1)
def load_helplines() -> HelplineDirectory:
    """Read helplines.yml, once in a process."""
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
    """For each weekday, spans in minutes from midnight."""
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
