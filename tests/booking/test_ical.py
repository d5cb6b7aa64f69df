"""Calendar files, opened by two readers that are not the library which wrote them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.booking.booking_errors import InvalidPeriod, NaiveTime
from bot.booking.calendar_export import CalendarEntry, build_appointment_file, build_feed
from tests.support import calendar_parser
from tests.support.booking_factories import AUTUMN, MONDAY, NOW, SPRING, UTC, local

quick = settings(database=None, deadline=None, max_examples=60)
HOUR = dt.timedelta(hours=1)
BOOKED = CalendarEntry(
    uid="6d1f@boussole",
    sequence=0,
    start=local(MONDAY, "14:00"),
    end=local(MONDAY, "14:45"),
    summary="Rendez-vous à la Cité des Métiers, pour parler orientation",
    location="Quai de la Boverie 1; 4020 Liège, rez-de-chaussée à gauche en entrant (ascenseur)",
    description="Entretien.\nUn empêchement ? Dis-le à Boussole : « renard lune tilleul ».",
)
CANCELLED = replace(BOOKED, sequence=1, cancelled=True)


def _read(data: bytes) -> tuple[vobject.base.Component, list[calendar_parser.Component]]:
    return vobject.readOne(data.decode()), calendar_parser.parse_calendar(data)


def _properties(data: bytes, kind: str) -> list[dict[str, tuple[str, str]]]:
    return [properties for name, properties in calendar_parser.parse_calendar(data) if name == kind]


def test_a_file_says_when_where_and_what() -> None:
    calendar, _ = _read(build_appointment_file(BOOKED, NOW))
    event = calendar.vevent
    assert calendar.method.value == "PUBLISH"
    assert event.uid.value == "6d1f@boussole"
    assert event.sequence.value == "0"
    assert event.status.value == "CONFIRMED"
    assert event.dtstamp.value == NOW
    assert (event.summary.value, event.location.value) == (BOOKED.summary, BOOKED.location)
    assert event.description.value == BOOKED.description
    assert (event.dtstart.value, event.dtend.value) == (BOOKED.start, BOOKED.end)


def test_the_start_is_wall_time_with_its_zone() -> None:
    (event,) = _properties(build_appointment_file(BOOKED, NOW), "VEVENT")
    assert event["DTSTART"] == (";TZID=Europe/Brussels", "20260302T140000")
    assert event["DTEND"] == (";TZID=Europe/Brussels", "20260302T144500")
    assert event["DTSTAMP"] == ("", "20260301T120000Z")


def test_it_rings_a_day_and_two_hours_before() -> None:
    calendar, _ = _read(build_appointment_file(BOOKED, NOW))
    alarms = calendar.vevent.valarm_list
    assert [alarm.trigger.value for alarm in alarms] == [-24 * HOUR, -2 * HOUR]
    assert {alarm.action.value for alarm in alarms} == {"DISPLAY"}
    assert {alarm.description.value for alarm in alarms} == {BOOKED.summary}


def test_it_asks_nobody_for_an_answer() -> None:
    for data in (build_appointment_file(BOOKED, NOW), build_appointment_file(CANCELLED, NOW)):
        assert b"ATTENDEE" not in data
        assert b"ORGANIZER" not in data
        assert b"mailto:" not in data.lower()


def test_a_cancelled_one_rings_no_more() -> None:
    calendar, components = _read(build_appointment_file(CANCELLED, NOW))
    assert calendar.method.value == "CANCEL"
    assert calendar.vevent.status.value == "CANCELLED"
    assert calendar.vevent.uid.value == BOOKED.uid
    assert calendar.vevent.sequence.value == "1"
    assert "VALARM" not in [kind for kind, _ in components]


def test_the_same_appointment_gives_the_same_file() -> None:
    assert build_appointment_file(BOOKED, NOW) == build_appointment_file(BOOKED, NOW)


@pytest.mark.parametrize(
    "day",
    [SPRING, SPRING - dt.timedelta(days=1), AUTUMN, AUTUMN - dt.timedelta(days=1), MONDAY],
)
@pytest.mark.parametrize("wall", ["00:30", "01:00", "03:00", "03:30", "14:00", "23:15"])
def test_the_zone_in_the_file_gives_the_moment_back(day: dt.date, wall: str) -> None:
    start = local(day, wall).astimezone(UTC)
    end = start + 0.75 * HOUR
    booked = replace(BOOKED, start=start, end=end)
    calendar, _ = _read(build_appointment_file(booked, NOW))
    # vobject knows nothing of Brussels but what the file says.
    assert calendar.vevent.dtstart.value == start
    assert calendar.vevent.dtend.value == end


def test_a_naive_time_is_refused() -> None:
    naive = BOOKED.start.replace(tzinfo=None)
    with pytest.raises(NaiveTime):
        replace(BOOKED, start=naive)
    with pytest.raises(NaiveTime):
        build_appointment_file(BOOKED, naive)
    with pytest.raises(NaiveTime):
        build_feed([BOOKED], "Agenda", naive)


def test_it_starts_before_it_ends() -> None:
    with pytest.raises(InvalidPeriod):
        replace(BOOKED, end=BOOKED.start)


@quick
@given(st.text(), st.text(), st.text(), st.integers(0, 9))
def test_any_text_makes_a_file_that_both_readers_open(
    summary: str, location: str, description: str, sequence: int
) -> None:
    booked = replace(BOOKED, summary=summary, location=location, description=description)
    booked = replace(booked, sequence=sequence)
    calendar, _ = _read(build_appointment_file(booked, NOW))
    assert len(calendar.vevent_list) == 1
    _read(build_feed([booked], summary, NOW))


def test_a_feed_names_itself_and_says_how_often_to_read_it() -> None:
    data = build_feed([BOOKED], "Boussole : Anne, rendez-vous", NOW)
    calendar, _ = _read(data)
    (head,) = _properties(data, "VCALENDAR")
    assert calendar.x_wr_calname.value == "Boussole : Anne, rendez-vous"
    assert head["METHOD"] == ("", "PUBLISH")
    assert head["REFRESH-INTERVAL"] == (";VALUE=DURATION", "PT15M")
    assert head["X-PUBLISHED-TTL"] == ("", "PT15M")


def test_a_feed_is_in_order_and_rings_nobody() -> None:
    later = replace(BOOKED, uid="b@boussole", start=BOOKED.start + HOUR, end=BOOKED.end + HOUR)
    data = build_feed([later, BOOKED], "Agenda", NOW)
    calendar, components = _read(data)
    assert [event.uid.value for event in calendar.vevent_list] == [BOOKED.uid, later.uid]
    assert "VALARM" not in [kind for kind, _ in components]
    assert [kind for kind, _ in components].count("VTIMEZONE") == 1


def test_a_feed_keeps_what_is_cancelled_until_it_would_be_over() -> None:
    def statuses(now: dt.datetime) -> list[str]:
        return [
            event["STATUS"][1] for event in _properties(build_feed([CANCELLED], "A", now), "VEVENT")
        ]

    assert statuses(BOOKED.end - HOUR) == ["CANCELLED"]
    assert statuses(BOOKED.end) == []
    assert b"BEGIN:VEVENT" in build_feed([BOOKED], "A", BOOKED.end + HOUR)


def test_an_empty_feed_is_a_calendar() -> None:
    assert [kind for kind, _ in calendar_parser.parse_calendar(build_feed([], "Agenda", NOW))][
        -1
    ] == "VCALENDAR"
