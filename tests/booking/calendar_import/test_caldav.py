"""Calendars of a real CalDAV server, and of servers and addresses that are not to be trusted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.booking.calendar_import import caldav_client
from bot.booking.calendar_import.caldav_client import CalendarAccess, fetch_events
from bot.booking.calendar_import.calendar_source_errors import (
    AnswerTooLarge,
    CalendarMoved,
    CalendarSourceError,
    ForbiddenAddress,
    InvalidAddress,
    NoCalendarThere,
    ServerTooSlow,
    ServerUnreachable,
    UnknownHost,
    UnreadableAnswer,
    WrongCredentials,
)
from bot.booking.calendar_import.public_addresses import find_ip_address, parse_address
from bot.booking.calendar_import.sandboxed_reader import read_calendar_file
from bot.booking.local_time import ZONE
from tests.support.calendar_server import (
    PASSWORD,
    USER,
    CalendarServer,
    answering,
    running_calendar_server,
)
from tests.support.console_calendars import MONDAYS, NINE, make_calendar, make_event

PERIOD = (
    dt.datetime(2026, 11, 25, tzinfo=ZONE),
    dt.datetime(2027, 1, 25, tzinfo=ZONE),
)
ANSWER = (
    b'<?xml version="1.0"?><multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    b"<response><propstat><prop><C:calendar-data>%b</C:calendar-data></prop></propstat></response>"
    b"</multistatus>"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalendarServer]:
    folder: Path = tmp_path_factory.mktemp("radicale")
    with running_calendar_server(folder) as running:
        yield running


def access(address: str, password: str = PASSWORD) -> CalendarAccess:
    return CalendarAccess(address, USER, password)


def starts(address: str) -> list[str]:
    """The starts of the busy times: « 11-30 14:00 »."""
    data = fetch_events(access(address), PERIOD, allow_private=True)
    times = read_calendar_file(data, *PERIOD).times if data.strip() else ()
    return [f"{each[0].astimezone(ZONE):%m-%d %H:%M}" for each in times]


def test_events_and_series_of_a_calendar_are_busy_times(server: CalendarServer) -> None:
    address = server.make_calendar("work")
    assert starts(address) == []
    server.put("work", "1", make_calendar(NINE))
    server.put("work", "2", make_calendar(MONDAYS))
    old = make_event("20250303T090000", "20250303T100000", uid="3")
    server.put("work", "3", make_calendar(old))
    assert starts(address) == ["11-27 09:00", "11-30 14:00", "12-07 14:00", "12-14 14:00"]
    server.delete("work", "1")
    assert starts(address)[0] == "11-30 14:00"


def test_a_wrong_password_and_a_calendar_that_is_not_there(server: CalendarServer) -> None:
    address = server.make_calendar("home")
    with pytest.raises(WrongCredentials):
        fetch_events(access(address, "wrong"), PERIOD, allow_private=True)
    with pytest.raises((NoCalendarThere, UnreadableAnswer)):
        fetch_events(access(server.address("nowhere")), PERIOD, allow_private=True)


def test_a_private_address_is_refused_before_it_is_asked(server: CalendarServer) -> None:
    address = server.address("work").replace("http:", "https:")
    with pytest.raises(ForbiddenAddress):
        fetch_events(access(address), PERIOD)
    with pytest.raises(InvalidAddress):
        fetch_events(access(server.address("work")), PERIOD)


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fd00::1", "ff02::1", "::"),
        *("::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "fe80::1%eth0", "not an address"),
    ],
)
def test_no_name_leads_to_an_address_that_is_not_public(ip: str) -> None:
    parts = parse_address("https://calendar.example/c/")
    for found in ([ip], ["93.184.216.34", ip]):
        with pytest.raises(ForbiddenAddress):
            find_ip_address(parts, resolve=lambda host, port, found=found: found)
    assert find_ip_address(parts, resolve=lambda host, port: ["2606:2800::1"]) == "2606:2800::1"
    with pytest.raises(UnknownHost):
        find_ip_address(parts, resolve=lambda host, port: [])


def test_the_name_is_resolved_once_and_the_server_hears_it() -> None:
    """A second answer, to this machine say, would come too late (DNS rebinding)."""
    resolved: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> list[str]:
        resolved.append((host, port))
        return ["127.0.0.1"] if len(resolved) == 1 else ["10.0.0.1"]

    with answering(207, ANSWER % b"") as (url, asked):
        port = int(url.split(":")[2].split("/")[0])
        named = f"http://calendar.example:{port}/c/"
        fetch_events(access(named), PERIOD, allow_private=True, resolve=resolve)
    assert resolved == [("calendar.example", port)]
    assert asked == [f"calendar.example:{port}"]


def test_a_redirect_is_not_followed(server: CalendarServer) -> None:
    to = {"location": server.address("work")}
    with answering(302, headers=to) as (url, _), pytest.raises(CalendarMoved):
        fetch_events(access(url), PERIOD, allow_private=True)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"<html></html>", UnreadableAnswer),
        (207, b"<html>", UnreadableAnswer),
        (207, b"\xff\xfe<", UnreadableAnswer),
        (207, b'<!DOCTYPE m [<!ENTITY a "aa">]><m>&a;</m>', UnreadableAnswer),
        (404, b"", NoCalendarThere),
        (500, b"", ServerUnreachable),
        (207, b"a" * (caldav_client.MAX_ANSWER_BYTES + 1), AnswerTooLarge),
    ],
    ids=["page", "cut", "encoding", "entities", "gone", "broken", "endless"],
)
def test_an_answer_that_is_no_calendar_is_told(
    status: int, body: bytes, error: type[CalendarSourceError]
) -> None:
    with answering(status, body) as (url, _), pytest.raises(error):
        fetch_events(access(url), PERIOD, allow_private=True)


def test_a_server_that_never_ends_is_left(monkeypatch: Any) -> None:
    monkeypatch.setattr(caldav_client, "MAX_SECONDS", 0.0)
    with answering(207, ANSWER % b"") as (url, _), pytest.raises(ServerTooSlow):
        fetch_events(access(url), PERIOD, allow_private=True)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "calendar.example/c/",
            "ftp://calendar.example/",
            "https://",
            "https://a:b@c.example/",
        ),
        *(
            "https://a.example/\n",
            "https://a.example/c d",
            "https://a.example:x/",
            "https://é.example",
        ),
        "https://a.example/" + "a" * 500,
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidAddress):
        parse_address(text)


def test_neither_address_nor_password_is_shown() -> None:
    shown = repr(access("https://calendar.example/"))
    assert PASSWORD not in shown
    assert "calendar.example" not in shown
