"""A strict parser of calendar files (RFC 5545)."""

from __future__ import annotations

import re

# name *(";" param) ":" value
_LINE = re.compile(
    r'(?P<name>[A-Z0-9-]+)(?P<params>(?:;[A-Z0-9-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*)'
    r":(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)"
)
_NEEDED = {
    "VCALENDAR": {"PRODID", "VERSION"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "VALARM": {"ACTION", "DESCRIPTION", "TRIGGER"},
}
_INSIDE = {
    "VCALENDAR": "",
    "VEVENT": "VCALENDAR",
    "VTIMEZONE": "VCALENDAR",
    "STANDARD": "VTIMEZONE",
    "DAYLIGHT": "VTIMEZONE",
    "VALARM": "VEVENT",
}
_TEXTS = {"SUMMARY", "LOCATION", "DESCRIPTION", "X-WR-CALNAME", "NAME"}
_ESCAPED = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")

Component = tuple[str, dict[str, tuple[str, str]]]  # its name; by name: parameters, value


def parse_calendar(data: bytes) -> list[Component]:
    """Return the components in the order of their ends.

    Raises:
        AssertionError: At the first fault.
    """
    found: list[Component] = []
    open_ones: list[Component] = []
    for line in _unfolded(data):
        match = _LINE.fullmatch(line)
        assert match, line
        name, params, value = match.group("name", "params", "value")
        if name == "BEGIN":
            assert (open_ones[-1][0] if open_ones else "") == _INSIDE[value], value
            assert open_ones or not found, "more than one calendar"
            open_ones.append((value, {}))
        elif name == "END":
            kind, properties = open_ones.pop()
            assert kind == value
            assert set(properties) >= _NEEDED[kind], kind
            found.append((kind, properties))
        else:
            assert name not in open_ones[-1][1], f"{name} twice"
            assert name not in _TEXTS or _ESCAPED.fullmatch(value), line
            open_ones[-1][1][name] = (params, value)
    assert not open_ones
    return found


def _unfolded(data: bytes) -> list[str]:
    assert data.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data), "a bare CR or LF"
    lines: list[str] = []
    for raw in data.removesuffix(b"\r\n").split(b"\r\n"):
        assert 0 < len(raw) <= 75, raw
        text = raw.decode()  # a fold cuts no character in two
        if text.startswith((" ", "\t")):
            lines[-1] += text[1:]
        else:
            lines.append(text)
    return lines
