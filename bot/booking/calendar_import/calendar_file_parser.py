"""Parser of calendar files that keeps only times.

No title, place, text or guest leaves this module, so that none can be stored, shown or logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Optional

from icalendar.parser import Contentline

from bot.booking.calendar_import.calendar_file_errors import (
    EmptyFile,
    NotACalendar,
    TooLargeFile,
    TooManyEvents,
    TruncatedCalendar,
    WrongEncoding,
    ZippedCalendar,
)

MAX_FILE_BYTES, MAX_EVENTS = 1024 * 1024, 10_000
_MAX_DEPTH = 4  # VCALENDAR, VEVENT, VALARM, and one spare
_MAX_ZONE_LINES = 400  # per VTIMEZONE
_EVENT_PROPERTIES = {"UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE"}
_EVENT_PROPERTIES |= {"RECURRENCE-ID", "SEQUENCE", "TRANSP", "STATUS", "X-MICROSOFT-CDO-BUSYSTATUS"}
_EVENT_PROPERTIES |= {"X-MOZ-INVITED-ATTENDEE", "ATTENDEE"}
_NAME = re.compile(r"[A-Za-z0-9-]+(?=[;:])")
_FOLD = re.compile(rb"\n[ \t]")
_FREE_VALUES = {"TRANSP": "TRANSPARENT", "STATUS": "CANCELLED"}


@dataclass(frozen=True)
class CalendarProperty:
    """A property; its name and the keys of `params` are upper-case."""

    name: str
    params: dict[str, str]
    value: str


@dataclass(frozen=True)
class RawEvent:
    """The unparsed times of a VEVENT. `free`: it does not make its owner busy."""

    uid: str
    times: list[CalendarProperty]
    free: bool


@dataclass
class RawCalendar:
    """The parsed file.

    `zones`: the lines of each VTIMEZONE by id; `zone`: the zone of times without one. `unread`: the
    number of events with an invalid line.
    """

    events: list[RawEvent] = field(default_factory=list)
    zones: dict[str, list[str]] = field(default_factory=dict)
    zone: str = ""
    owner: str = ""
    unread: int = 0


def parse_calendar_file(data: bytes, address: str = "") -> RawCalendar:
    """Return the events and zones of a file.

    `address` is the owner's in the file, to recognise declined events.

    Raises:
        CalendarFileError: the subclass says why.
    """
    calendar = RawCalendar(owner=address.strip().lower())
    stack: list[str] = []
    block: list[str] = []
    for line in _split_lines(data):
        name, _, value = line.partition(":")
        name, value = name.upper(), value.strip()
        if name == "BEGIN":
            stack.append(value.upper())
            _require_shape(stack)
            if len(stack) == 2:
                block = []
        elif not stack:
            raise NotACalendar
        elif name == "END" and stack[-1] != value.upper():
            raise TruncatedCalendar
        if len(stack) == 1:
            _read_calendar_property(calendar, name.partition(";")[0], value)
        elif stack[1] == "VTIMEZONE" or len(stack) == 2:
            block.append(line)
        if name == "END":
            stack.pop()
            if len(stack) == 1:
                _add_component(calendar, value.upper(), block)
    if stack:
        raise TruncatedCalendar
    return calendar


def _split_lines(data: bytes) -> Iterator[str]:
    if len(data) > MAX_FILE_BYTES:
        raise TooLargeFile
    if not data.strip():
        raise EmptyFile
    if data.startswith(b"PK\x03\x04"):
        raise ZippedCalendar
    if b"\0" in data:
        raise WrongEncoding if b"BEGIN:VCALENDAR" in data.replace(b"\0", b"") else NotACalendar
    flat = _FOLD.sub(b"", data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    try:
        text = flat.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Old Outlook versions write titles in a local code page; times are ASCII in all of them.
        text = flat.decode("latin-1")
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or lines[0].strip().upper() != "BEGIN:VCALENDAR":
        raise NotACalendar
    return iter(lines)


def _require_shape(stack: list[str]) -> None:
    if stack[0] != "VCALENDAR" or len(stack) > _MAX_DEPTH:
        raise NotACalendar


def _read_calendar_property(calendar: RawCalendar, name: str, value: str) -> None:
    if name == "X-WR-TIMEZONE":
        calendar.zone = value.strip()
    elif name == "X-WR-CALNAME" and "@" in value and not calendar.owner:
        calendar.owner = value.strip().lower()  # Google names a calendar by its owner's address


def _add_component(calendar: RawCalendar, kind: str, block: list[str]) -> None:
    if kind == "VTIMEZONE":
        names = [line.partition(":")[2].strip() for line in block if line.upper()[:5] == "TZID:"]
        if names and len(block) <= _MAX_ZONE_LINES:
            calendar.zones[names[0]] = block
    elif kind == "VEVENT":
        if len(calendar.events) + calendar.unread >= MAX_EVENTS:
            raise TooManyEvents
        event = _parse_event(block, calendar.owner)
        if event is None:
            calendar.unread += 1
        else:
            calendar.events.append(event)


def _parse_event(block: list[str], owner: str) -> Optional[RawEvent]:
    """Return the event, or None if a relevant line is invalid."""
    try:
        lines = [_parse_property(line) for line in block if _is_relevant(line)]
    except ValueError:
        return None
    uid = next((line.value for line in lines if line.name == "UID"), "")
    invited = (line.value for line in lines if line.name.startswith("X-MOZ"))
    owners = {owner, *map(_normalise_address, invited)}
    return RawEvent(uid, lines, any(_marks_free(line, owners) for line in lines))


def _is_relevant(line: str) -> bool:
    name = _NAME.match(line)
    return name is not None and name[0].upper() in _EVENT_PROPERTIES


def _parse_property(text: str) -> CalendarProperty:
    name, params, value = Contentline(text).parts()
    flat = {key.upper(): text for key, text in params.items() if isinstance(text, str)}
    return CalendarProperty(name.upper(), flat, value.strip())


def _marks_free(line: CalendarProperty, owners: set[str]) -> bool:
    """Whether a property marks its event as transparent, cancelled, free or declined."""
    if line.name == "ATTENDEE":
        is_declined = line.params.get("PARTSTAT", "").upper() == "DECLINED"
        return is_declined and _normalise_address(line.value) in owners - {""}
    if line.name == "X-MICROSOFT-CDO-BUSYSTATUS":
        return line.value.upper() == "FREE"
    return _FREE_VALUES.get(line.name) == line.value.upper()


def _normalise_address(value: str) -> str:
    return value.strip().lower().removeprefix("mailto:")
