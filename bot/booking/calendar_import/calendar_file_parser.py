"""A calendar file as lines, and of those only what says when: no title, place, text or guest leaves
this module, so none can be stored, shown or logged."""

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
_MAX_DEPTH = 4  # VCALENDAR, VEVENT, VALARM, and one to spare
_MAX_ZONE_LINES = 400  # lines of one VTIMEZONE
_EVENT_PROPERTIES = {"UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE"}
_EVENT_PROPERTIES |= {"RECURRENCE-ID", "SEQUENCE", "TRANSP", "STATUS", "X-MICROSOFT-CDO-BUSYSTATUS"}
_EVENT_PROPERTIES |= {"X-MOZ-INVITED-ATTENDEE", "ATTENDEE"}
_NAME = re.compile(r"[A-Za-z0-9-]+(?=[;:])")
_FOLD = re.compile(rb"\n[ \t]")
_FREE_VALUES = {"TRANSP": "TRANSPARENT", "STATUS": "CANCELLED"}


@dataclass(frozen=True)
class CalendarProperty:
    """One property: its name and the keys of `params` are in capitals."""

    name: str
    params: dict[str, str]
    value: str


@dataclass(frozen=True)
class RawEvent:
    """The times of one VEVENT as they are written. `free`: it keeps nobody busy."""

    uid: str
    times: list[CalendarProperty]
    free: bool


@dataclass
class RawCalendar:
    """`zones`: the lines of each VTIMEZONE by its id; `zone`: that of times without one.
    `unread`: events with a line that is none."""

    events: list[RawEvent] = field(default_factory=list)
    zones: dict[str, list[str]] = field(default_factory=dict)
    zone: str = ""
    owner: str = ""
    unread: int = 0


def parse_calendar_file(data: bytes, address: str = "") -> RawCalendar:
    """What a file says of times. `address`: the owner's there, to know what they declined.

    Raises a `CalendarFileError`; none repeats what the file holds.
    """
    found = RawCalendar(owner=address.strip().lower())
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
            _read_calendar_property(found, name.partition(";")[0], value)
        elif stack[1] == "VTIMEZONE" or len(stack) == 2:
            block.append(line)
        if name == "END":
            stack.pop()
            if len(stack) == 1:
                _add_component(found, value.upper(), block)
    if stack:
        raise TruncatedCalendar
    return found


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
        # Old Outlook writes titles in the code page of the machine; times are ASCII in any.
        text = flat.decode("latin-1")
    found = [line for line in text.split("\n") if line.strip()]
    if not found or found[0].strip().upper() != "BEGIN:VCALENDAR":
        raise NotACalendar
    return iter(found)


def _require_shape(stack: list[str]) -> None:
    if stack[0] != "VCALENDAR" or len(stack) > _MAX_DEPTH:
        raise NotACalendar


def _read_calendar_property(found: RawCalendar, name: str, value: str) -> None:
    if name == "X-WR-TIMEZONE":
        found.zone = value.strip()
    elif name == "X-WR-CALNAME" and "@" in value and not found.owner:
        found.owner = value.strip().lower()  # Google names a calendar after its owner's address


def _add_component(found: RawCalendar, kind: str, block: list[str]) -> None:
    if kind == "VTIMEZONE":
        names = [line.partition(":")[2].strip() for line in block if line.upper()[:5] == "TZID:"]
        if names and len(block) <= _MAX_ZONE_LINES:
            found.zones[names[0]] = block
    elif kind == "VEVENT":
        if len(found.events) + found.unread >= MAX_EVENTS:
            raise TooManyEvents
        event = _parse_event(block, found.owner)
        if event is None:
            found.unread += 1
        else:
            found.events.append(event)


def _parse_event(block: list[str], owner: str) -> Optional[RawEvent]:
    """None when a line that matters is none."""
    try:
        lines = [_parse_property(line) for line in block if _is_relevant(line)]
    except ValueError:
        return None
    uid = next((line.value for line in lines if line.name == "UID"), "")
    owners = {
        owner,
        *(_normalise_address(each.value) for each in lines if each.name.startswith("X-MOZ")),
    }
    return RawEvent(uid, lines, any(_marks_free(line, owners) for line in lines))


def _is_relevant(line: str) -> bool:
    name = _NAME.match(line)
    return name is not None and name[0].upper() in _EVENT_PROPERTIES


def _parse_property(text: str) -> CalendarProperty:
    name, params, value = Contentline(text).parts()
    flat = {key.upper(): each for key, each in params.items() if isinstance(each, str)}
    return CalendarProperty(name.upper(), flat, value.strip())


def _marks_free(line: CalendarProperty, owners: set[str]) -> bool:
    """Transparent, cancelled, « free » in Outlook's words, or declined by the owner."""
    if line.name == "ATTENDEE":
        said_no = line.params.get("PARTSTAT", "").upper() == "DECLINED"
        return said_no and _normalise_address(line.value) in owners - {""}
    if line.name == "X-MICROSOFT-CDO-BUSYSTATUS":
        return line.value.upper() == "FREE"
    return _FREE_VALUES.get(line.name) == line.value.upper()


def _normalise_address(value: str) -> str:
    return value.strip().lower().removeprefix("mailto:")
