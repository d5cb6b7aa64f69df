"""When a calendar file keeps somebody busy: as Google, Outlook, Thunderbird and Nextcloud write."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.booking.calendar_import.calendar_file_errors import (
    CalendarFileError,
    EmptyFile,
    NotACalendar,
    TooLargeFile,
    TooManyEvents,
    TooManyTimes,
    TruncatedCalendar,
    WrongEncoding,
    ZippedCalendar,
)
from bot.booking.calendar_import.calendar_file_parser import parse_calendar_file
from bot.booking.calendar_import.event_expansion import extract_busy_times
from tests.support.calendar_files import (
    FIRST,
    LAST,
    PRIVATE,
    make_calendar,
    make_event,
    read_busy_times,
    render_busy,
)

HOUR = "DTEND:20260303T100000Z"
CUSTOM = (
    "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\n"
    "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"
    "TZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\nEND:STANDARD\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\r\n"
    "TZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE"
)


def at(zone: str, day: str = "20260303") -> str:
    return make_event(f"{zone}:{day}T090000", f"DTEND{zone}:{day}T100000")


@pytest.mark.parametrize(
    ("part", "times"),
    [
        (make_event(":20260303T090000Z", HOUR), ["03-03 10:00-11:00"]),
        (at(""), ["03-03 09:00-10:00"]),
        (at(";TZID=Europe/Brussels"), ["03-03 09:00-10:00"]),
        (at(';TZID="Europe/London"'), ["03-03 10:00-11:00"]),
        (at(";TZID=Romance Standard Time"), ["03-03 09:00-10:00"]),
        (at(";TZID=GMT Standard Time"), ["03-03 10:00-11:00"]),
        (at(";TZID=/mozilla.org/20050126_1/Europe/London"), ["03-03 10:00-11:00"]),
        (at(";TZID=Nowhere/At All"), ["03-03 09:00-10:00"]),
        (at(";TZID=../../etc/passwd"), ["03-03 09:00-10:00"]),
        (make_event(":20260303T090000Z", "DURATION:PT20M"), ["03-03 10:00-10:30"]),
        (make_event(";VALUE=DATE:20260303"), ["03-03 00:00-03-04 00:00"]),
        (
            make_event(";VALUE=DATE:20260303", "DTEND;VALUE=DATE:20260306"),
            ["03-03 00:00-03-06 00:00"],
        ),
        (make_event(":20260303T203000Z", "DTEND:20260305T070000Z"), ["03-03 21:30-03-05 08:00"]),
        (make_event(":20260301T090000Z", "DTEND:20260302T093000Z"), ["03-02 09:00-10:30"]),
        (make_event(":20260303T090000Z"), []),
        (make_event(":20260303T090000Z", "DTEND:20260303T090000Z"), []),
        (make_event(":20250303T090000Z", "DTEND:20250303T100000Z"), []),
        (make_event(":20280303T090000Z", "DTEND:20280303T100000Z"), []),
    ],
)
def test_one_event_keeps_busy_at_its_times(part: str, times: list[str]) -> None:
    found = read_busy_times(part)
    assert render_busy(found) == times
    assert (found.unread, found.backwards, found.too_often) == (0, 0, 0)


def test_a_zone_that_the_file_spells_out_is_its_own() -> None:
    custom = at(";TZID=Customized Time Zone", "20260310")
    assert render_busy(read_busy_times(CUSTOM, custom)) == ["03-10 14:00-15:00"]
    assert render_busy(read_busy_times(custom)) == [
        "03-10 09:00-10:00"
    ]  # not that of the file before
    endless = CUSTOM.replace("YEARLY", "SECONDLY")
    assert render_busy(read_busy_times(endless, custom)) == ["03-10 09:00-10:00"]


def test_times_without_a_zone_are_in_the_zone_of_the_calendar() -> None:
    assert render_busy(read_busy_times("X-WR-TIMEZONE:Europe/London", at(""))) == [
        "03-03 10:00-11:00"
    ]


@pytest.mark.parametrize(
    "line",
    ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"],
)
def test_a_free_or_cancelled_event_keeps_nobody_busy(line: str) -> None:
    assert render_busy(read_busy_times(make_event(":20260303T090000Z", HOUR, line))) == []


@pytest.mark.parametrize("line", ["TRANSP:OPAQUE", "STATUS:TENTATIVE", "STATUS:CONFIRMED"])
def test_a_busy_event_keeps_busy(line: str) -> None:
    assert len(read_busy_times(make_event(":20260303T090000Z", HOUR, line)).times) == 1


def test_what_the_owner_declined_is_free_and_what_somebody_else_declined_is_not() -> None:
    mine = "ATTENDEE;CN=Anna;PARTSTAT=DECLINED:mailto:Anna@cite.example"
    other = "ATTENDEE;CN=Bruno;PARTSTAT=DECLINED:mailto:bruno@cite.example"
    declined, attended = (make_event(":20260303T090000Z", HOUR, line) for line in (mine, other))
    assert render_busy(read_busy_times(declined, address=" anna@CITE.example ")) == []
    assert render_busy(read_busy_times("X-WR-CALNAME:anna@cite.example", declined)) == []
    moz = "X-MOZ-INVITED-ATTENDEE:mailto:anna@cite.example"
    assert render_busy(read_busy_times(make_event(":20260303T090000Z", HOUR, mine, moz))) == []
    assert render_busy(read_busy_times(attended, address="anna@cite.example")) == [
        "03-03 10:00-11:00"
    ]
    assert render_busy(read_busy_times(declined)) == ["03-03 10:00-11:00"]


def test_a_series_with_its_exceptions() -> None:
    zone = ";TZID=Europe/Brussels"
    series = make_event(
        f"{zone}:20260223T090000",
        f"DTEND{zone}:20260223T100000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260318T225959Z",
        f"EXDATE{zone}:20260309T090000",
    )
    moved = make_event(
        f"{zone}:20260311T140000",
        f"DTEND{zone}:20260311T150000",
        f"RECURRENCE-ID{zone}:20260311T090000",
    )
    cancelled = make_event(
        f"{zone}:20260316T090000", "STATUS:CANCELLED", f"RECURRENCE-ID{zone}:20260316T090000"
    )
    assert render_busy(read_busy_times(series, moved, cancelled)) == [
        "03-02 09:00-10:00",
        "03-04 09:00-10:00",
        "03-11 14:00-15:00",
        "03-18 09:00-10:00",
    ]


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("FREQ=DAILY;COUNT=3", 3),
        ("FREQ=DAILY;UNTIL=20260305", 3),
        ("FREQ=WEEKLY", 43),
        ("FREQ=MONTHLY;BYDAY=1TU", 10),
        ("FREQ=YEARLY", 1),
    ],
)
def test_a_recurrence_rule_gives_its_number_of_times(rule: str, count: int) -> None:
    assert (
        len(read_busy_times(make_event(":20260303T090000Z", HOUR, f"RRULE:{rule}")).times) == count
    )


def test_a_series_that_began_long_ago_keeps_its_hour_in_summer() -> None:
    zone = ";TZID=Europe/Brussels"
    part = make_event(
        f"{zone}:20110307T090000", f"DTEND{zone}:20110307T093000", "RRULE:FREQ=WEEKLY;BYDAY=MO"
    )
    found = render_busy(read_busy_times(part))
    assert found[:2] == ["03-02 09:00-09:30", "03-09 09:00-09:30"]
    assert "07-06 09:00-09:30" in found


def test_all_day_series_and_single_dates_added() -> None:
    part = make_event(
        ";VALUE=DATE:20260302", "RRULE:FREQ=WEEKLY;COUNT=2", "RDATE;VALUE=DATE:20260304"
    )
    assert render_busy(read_busy_times(part)) == [
        "03-02 09:00-03-03 00:00",
        "03-04 00:00-03-05 00:00",
        "03-09 00:00-03-10 00:00",
    ]


@pytest.mark.parametrize(
    ("day", "lines", "times"),
    [
        ("20260329", "DTEND{z}:20260329T033000", ["03-29 01:30-03:30"]),
        ("20260329", "DURATION:PT2H", ["03-29 01:30-04:30"]),
        ("20261025", "DTEND{z}:20261025T033000", ["10-25 01:30-03:30"]),
        ("20261025", "DTEND{z}:20261025T023000", ["10-25 01:30-02:30"]),
        ("20261025", "DURATION:PT2H", ["10-25 01:30-02:30"]),
        ("20261024", "DTEND{z}:20261025T040000", ["10-24 01:30-10-25 04:00"]),
    ],
)
def test_the_nights_when_the_clocks_change(day: str, lines: str, times: list[str]) -> None:
    zone = ";TZID=Europe/Brussels"
    found = read_busy_times(make_event(f"{zone}:{day}T013000", lines.format(z=zone)))
    assert render_busy(found) == times
    if "023000" in lines:  # the second 2:30: nobody is free too early
        assert found.times[0][1] - found.times[0][0] == dt.timedelta(hours=2)


def test_a_series_through_the_nights_when_the_clocks_change() -> None:
    zone = ";TZID=Europe/Brussels"
    part = make_event(
        f"{zone}:20260327T023000", f"DTEND{zone}:20260327T031500", "RRULE:FREQ=DAILY;COUNT=4"
    )
    found = render_busy(read_busy_times(part))
    assert found == [
        "03-27 02:30-03:15",
        "03-28 02:30-03:15",
        "03-29 01:30-03:15",  # 2:30 does not exist: either hour that it may mean
        "03-30 02:30-03:15",
    ]


BROKEN = [
    (make_event(":20260303T100000Z", "DTEND:20260303T090000Z"), "backwards"),
    (make_event(":20260303T100000Z", "DURATION:-PT1H"), "backwards"),
    (make_event(":20260303T1Z", HOUR), "unread"),
    (make_event(":"), "unread"),
    (make_event(":20260230T090000Z", HOUR), "unread"),
    (make_event(":20260303T090000Z", "DURATION:P9999999999D"), "unread"),
    (make_event(":20260303T090000Z", "DTEND:99991231T235959Z"), "unread"),
    (make_event(":00010101T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY"), "unread"),
    (make_event(":20260303T090000Z", HOUR, "RRULE:FREQ=SOMETIMES"), "unread"),
    (make_event(":20260303T090000Z", HOUR, "RRULE:"), "unread"),
    (make_event(":20260303T090000Z", HOUR, "RRULE:FREQ=DAILY;BYMONTHDAY=x"), "unread"),
    (make_event(":20260303T090000Z", HOUR, "SEQUENCE:x"), "unread"),
    ("BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT", "unread"),
    (make_event(":20260303T090000Z", HOUR, "RRULE:FREQ=SECONDLY"), "too_often"),
    (make_event(":20260303T090000Z", HOUR, "RRULE:FREQ=MINUTELY;COUNT=5"), "too_often"),
    (make_event(":20260303T090000Z", HOUR, "RRULE:FREQ=HOURLY"), "too_often"),
    (
        make_event(":20260303T090000Z", HOUR, f"RRULE:FREQ=DAILY;BYMINUTE={','.join(['1'] * 60)}"),
        "too_often",
    ),
]


@pytest.mark.parametrize(("part", "why"), BROKEN)
def test_an_event_that_cannot_be_read_is_counted_and_the_others_are_kept(
    part: str, why: str
) -> None:
    found = read_busy_times(
        part, make_event(":20260304T090000Z", "DTEND:20260304T100000Z", uid="two")
    )
    assert render_busy(found) == ["03-04 10:00-11:00"]
    counts = {name: getattr(found, name) for name in ("unread", "backwards", "too_often")}
    assert counts == {**dict.fromkeys(counts, 0), why: 1}


REFUSED = [
    (b"", EmptyFile),
    (b" \r\n\t", EmptyFile),
    (b"\xef\xbb\xbf", NotACalendar),
    (b"Bonjour,\r\n", NotACalendar),
    (b"<html>BEGIN:VCALENDAR</html>", NotACalendar),
    (b"BEGIN:VCARD\r\nEND:VCARD\r\n", NotACalendar),
    (bytes(range(256)) * 9, NotACalendar),
    (b"\x89PNG\r\n\x1a\n\0\0", NotACalendar),
    (b"PK\x03\x04" + bytes(90), ZippedCalendar),
    (make_calendar().decode().encode("utf-16"), WrongEncoding),
    (make_calendar().decode().encode("utf-32-be"), WrongEncoding),
    (make_calendar(make_event(":20260303T090000Z"))[:-20], TruncatedCalendar),
    (make_calendar(make_event(":20260303T090000Z"))[:-40], TruncatedCalendar),
    (b"BEGIN:VCALENDAR", TruncatedCalendar),
    (make_calendar("END:VEVENT"), TruncatedCalendar),
    (make_calendar() + b"hello", NotACalendar),
    (make_calendar("BEGIN:VEVENT\r\n" * 50_000), NotACalendar),
    (make_calendar("BEGIN:X\r\n" * 5 + "END:X\r\n" * 5), NotACalendar),
    (make_calendar("X:" + "x" * 1024 * 1024), TooLargeFile),
    (make_calendar(*["BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT"] * 10_001), TooManyEvents),
    (
        make_calendar(make_event(":19100101T090000Z", "DURATION:P50000D", "RRULE:FREQ=DAILY")),
        TooManyTimes,
    ),
]


@pytest.mark.parametrize(("data", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_a_file_that_is_refused_as_a_whole(data: bytes, reason: type[Exception]) -> None:
    with pytest.raises(CalendarFileError) as refused:
        extract_busy_times(data, FIRST, LAST)
    assert type(refused.value) is reason
    assert refused.value.args == ()


def test_ten_thousand_events_are_read() -> None:
    lines = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:20260303T090000Z\r\nDURATION:PT1H\r\nEND:VEVENT"
    found = read_busy_times(*map(lines.format, range(10_000)))
    assert render_busy(found) == ["03-03 10:00-11:00"]


def test_folded_lines_old_line_ends_and_code_pages() -> None:
    part = make_event(":20260303T090000Z", HOUR)
    folded = make_calendar(part).replace(b"DTSTART:2026", b"DTSTART:20\r\n 26")
    assert render_busy(extract_busy_times(folded, FIRST, LAST)) == ["03-03 10:00-11:00"]
    for data in (
        make_calendar(part).replace(b"\r\n", b"\n"),
        make_calendar(part).replace(b"\r\n", b"\r"),
        b"\xef\xbb\xbf" + make_calendar(part),
        make_calendar(part).replace(b"docteur", "thérapeute".encode("cp1252")),
    ):
        assert render_busy(extract_busy_times(data, FIRST, LAST)) == ["03-03 10:00-11:00"]


def test_no_title_place_or_text_is_kept_even_for_a_moment() -> None:
    part = make_event(":20260303T090000Z", HOUR, f"ATTENDEE;CN={PRIVATE}:mailto:a@b.example")
    kept = parse_calendar_file(make_calendar(f"X-WR-CALNAME:{PRIVATE}", part))
    shown_ = repr([[(each.name, each.value) for each in one.times] for one in kept.events])
    assert "Janssens" not in repr(kept).replace(f"'CN': '{PRIVATE}'", "")
    assert "docteur" not in shown_


lines = st.sampled_from(
    [
        "BEGIN:VEVENT",
        "END:VEVENT",
        "UID:1",
        "UID:2",
        "DTSTART:20260303T090000Z",
        "DTSTART;VALUE=DATE:20260303",
        "DTSTART;TZID=Europe/Brussels:20260329T023000",
        "DTEND:20260303",
        "DTEND:20260304T090000",
        "DURATION:P1DT2H",
        "DURATION:P",
        "RRULE:FREQ=DAILY;COUNT=4",
        "RRULE:FREQ=WEEKLY;UNTIL=20260401",
        "RRULE:UNTIL=2026;UNTIL=2027;FREQ=DAILY",
        "EXDATE:20260303T090000Z,20260304",
        "RDATE;VALUE=PERIOD:20260305T090000Z/PT2H",
        "RDATE:20260305T090000Z/20260304T090000Z",
        "RECURRENCE-ID:20260304T090000Z",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260304",
        "SEQUENCE:2",
        "STATUS:CANCELLED",
    ]
)
blocks = st.lists(lines.filter(lambda line: "VEVENT" not in line), max_size=8).map(
    lambda some: "\r\n".join(["BEGIN:VEVENT", *some, "END:VEVENT"])
)


@settings(database=None, deadline=None, max_examples=300)
@given(st.lists(st.one_of(blocks, lines), max_size=6))
def test_whatever_comes_ends_in_times_or_in_a_named_refusal(some: list[str]) -> None:
    try:
        found = extract_busy_times(make_calendar(*some), FIRST, LAST)
    except CalendarFileError:
        return
    assert [(start, end) for start, end in found.times if not (FIRST <= start < end <= LAST)] == []
