"""Who is there when, and when nobody is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.booking.closing_days import Closure
from bot.booking.permanence_days import PermanenceDay, TeamMember, build_permanence_day
from bot.booking.venue import Venue
from bot.opening_hours import InvalidOpeningHours, parse_opening_hours
from bot.settings import Settings, SettingsError, read_settings
from tests.support.booking_factories import MONDAY, NO_RULES, counsellor, local, span

OPENING = parse_opening_hours("lu-ve 09:00-12:00 13:00-17:00")
CLOSURE = Closure(MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=1), "journée d’équipe")


def member(name: str, *spans, partner: str = "Le Forem", **more) -> TeamMember:
    return TeamMember(name, "Orientation", partner, replace(counsellor(*spans), **more))


def told(found: PermanenceDay) -> tuple[list[str], list[str]]:
    there = [
        f"{each.partner} {each.start:%H:%M}-{each.end:%H:%M} {each.name}" for each in found.there
    ]
    return there, [f"{start:%H:%M}-{end:%H:%M}" for start, end in found.uncovered]


def on(date: dt.date, *members: TeamMember, opening=OPENING) -> tuple[list[str], list[str]]:
    return told(build_permanence_day(members, date, Venue((), NO_RULES, (CLOSURE,)), opening))


def test_by_partner_then_by_hour_and_what_is_left_uncovered() -> None:
    anna = member("Anna", span("09:00", "11:00"), span("10:30", "11:30"))
    bruno = member("Bruno", span("13:30", "15:00"), partner="CPMS")
    carla = member("Carla", span("08:00", "09:30"))
    assert on(MONDAY, anna, bruno, carla) == (
        ["CPMS 13:30-15:00 Bruno", "Le Forem 08:00-09:30 Carla", "Le Forem 09:00-11:30 Anna"],
        ["11:30-12:00", "13:00-13:30", "15:00-17:00"],
    )
    assert on(MONDAY) == ([], ["09:00-12:00", "13:00-17:00"])
    assert on(MONDAY, member("Anna", span("08:00", "18:00")))[1] == []
    assert on(MONDAY, anna, opening={})[1] == []


def test_exceptions_busy_times_and_who_does_not_receive() -> None:
    usual, other = span("09:00", "12:00"), span("14:00", "15:00")
    assert on(MONDAY, member("Anna", usual, exceptions={MONDAY: (other,)}))[0] == [
        "Le Forem 14:00-15:00 Anna"
    ]
    assert on(MONDAY, member("Anna", usual, exceptions={MONDAY: ()}))[0] == []
    busy = ((local(MONDAY, "10:00"), local(MONDAY, "11:00")),)
    assert on(MONDAY, member("Anna", usual, busy=busy)) == (
        ["Le Forem 09:00-10:00 Anna", "Le Forem 11:00-12:00 Anna"],
        ["10:00-11:00", "13:00-17:00"],
    )
    assert on(MONDAY, member("Anna", usual, closed=True))[0] == []


@pytest.mark.parametrize(
    ("date", "why"),
    [
        (CLOSURE.first, "journée d’équipe"),
        (dt.date(2026, 4, 6), ""),
        (dt.date(2027, 9, 27), ""),
        (MONDAY, None),
    ],
)
def test_nobody_is_there_on_a_closure_or_a_holiday(date: dt.date, why: str | None) -> None:
    found = build_permanence_day(
        [member("Anna", span("09:00", "12:00"))], date, Venue((), NO_RULES, (CLOSURE,)), {}
    )
    assert found.closed == why
    assert bool(found.there) == (why is None)


def test_opening_hours_as_they_are_written() -> None:
    found = parse_opening_hours(" lu-me 09:00-12:00  13:00-17:00 ; sa 10:00-12:00;")
    assert sorted(found) == [0, 1, 2, 5]
    assert [f"{start:%H:%M}-{end:%H:%M}" for start, end in found[0]] == [
        "09:00-12:00",
        "13:00-17:00",
    ]
    assert parse_opening_hours("") == {}


@pytest.mark.parametrize(
    "text",
    [
        "9h-17h",
        "lu",
        "lu 9:00-12:00",
        "lu 12:00-09:00",
        "ve-lu 09:00-12:00",
        "xx 09:00-12:00",
        "lu-xx 09:00-12:00",
        "lu 25:00-26:00",
        "lu 09:00-12:00 11:00-13:00",
        "lu 09:00-09:00",
    ],
)
def test_hours_that_cannot_be_read_stop_the_start(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidOpeningHours):
        parse_opening_hours(text)
    monkeypatch.setenv("BOUSSOLE_OPEN_HOURS", text)
    with pytest.raises(SettingsError, match="BOUSSOLE_OPEN_HOURS: not like"):
        read_settings()
    assert Settings(_env_file=None, open_hours="lu 09:00-12:00").open_hours
