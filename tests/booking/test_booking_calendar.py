"""Holidays of French-speaking Belgium, closures, and wall time on the nights of change."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.booking.booking_errors import InvalidClosure, NaiveTime, OnHoliday, PlaceClosed
from bot.booking.closing_days import Closure, is_holiday
from bot.booking.local_time import (
    clock_time_exists,
    list_quarter_starts,
    local_day,
    local_intervals,
)
from bot.booking.venue import Venue
from tests.support.booking_factories import (
    AUTUMN,
    MONDAY,
    SPRING,
    UTC,
    counsellor,
    local,
    place,
    span,
)

DAYS = [
    *[(1, 1), (4, 6), (5, 1), (5, 14), (5, 25), (7, 21), (8, 15), (9, 27)],
    *[(11, 1), (11, 11), (11, 15), (12, 25)],
]


@pytest.mark.parametrize(("month", "day"), DAYS)
def test_holidays_of_2026(month: int, day: int) -> None:
    assert is_holiday(dt.date(2026, month, day))


@pytest.mark.parametrize("year", [2025, 2030, 2040])
def test_days_that_the_library_lacks_come_every_year(year: int) -> None:
    assert is_holiday(dt.date(year, 9, 27))
    assert is_holiday(dt.date(year, 11, 15))


@pytest.mark.parametrize(("month", "day"), [(3, 2), (7, 11), (9, 28), (11, 2), (12, 26)])
def test_other_days_are_no_holidays(month: int, day: int) -> None:
    assert not is_holiday(dt.date(2026, month, day))  # nor is the Flemish one, 11 July


def test_a_closure_holds_its_first_and_last_day() -> None:
    closure = Closure(MONDAY, MONDAY + dt.timedelta(days=2), "moving")
    closed = [closure.covers(MONDAY + dt.timedelta(days=n)) for n in range(-1, 4)]
    assert closed == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("last", "reason"), [(MONDAY - dt.timedelta(days=1), "moving"), (MONDAY, " ")]
)
def test_closures_that_make_no_sense(last: dt.date, reason: str) -> None:
    with pytest.raises(InvalidClosure):
        Closure(MONDAY, last, reason)


def test_a_place_says_why_it_is_closed() -> None:
    there = place(counsellor(span("09:00", "12:00")))
    there = Venue(there.counsellors, there.rules, (Closure(MONDAY, MONDAY, "moving"),))
    with pytest.raises(PlaceClosed) as closed:
        there.require_open(MONDAY)
    assert closed.value.reason == "moving"
    with pytest.raises(OnHoliday):
        there.require_open(dt.date(2026, 12, 25))
    assert there.is_open(MONDAY + dt.timedelta(days=1))
    assert not there.is_open(MONDAY)


@pytest.mark.parametrize(
    ("day", "wall", "there"),
    [
        (SPRING, "01:59", True),
        (SPRING, "02:00", False),
        (SPRING, "02:59", False),
        (SPRING, "03:00", True),
        (AUTUMN, "02:30", True),
    ],
)
def test_hours_that_the_clocks_never_show(day: dt.date, wall: str, there: bool) -> None:
    assert (
        clock_time_exists(local(day, wall)) is clock_time_exists(local(day, wall, fold=1)) is there
    )


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(NaiveTime):
        local_day(dt.datetime(2026, 3, 2, 9))


def test_a_moment_is_on_the_day_of_brussels() -> None:
    assert local_day(dt.datetime(2026, 3, 1, 23, 30, tzinfo=UTC)) == MONDAY


@pytest.mark.parametrize(
    ("day", "start", "end", "expected"),
    [
        (MONDAY, "09:00", "12:00", [("08:00", "11:00")]),
        (SPRING, "01:00", "04:00", [("00:00", "02:00")]),
        (SPRING, "02:15", "02:45", []),
        (SPRING, "02:30", "03:30", [("01:00", "01:30")]),
        (SPRING, "01:30", "02:30", [("00:30", "01:00")]),
        (AUTUMN, "01:00", "04:00", [("23:00", "03:00")]),
        (AUTUMN, "02:15", "02:45", [("00:15", "00:45"), ("01:15", "01:45")]),
        (AUTUMN, "02:00", "03:00", [("00:00", "02:00")]),
        (AUTUMN, "01:00", "02:30", [("23:00", "00:30"), ("01:00", "01:30")]),
        (AUTUMN, "02:30", "03:30", [("00:30", "01:00"), ("01:30", "02:30")]),
        (AUTUMN, "03:00", "04:00", [("02:00", "03:00")]),
    ],
)
def test_local_hours_are_intervals_in_utc(
    day: dt.date, start: str, end: str, expected: list[tuple[str, str]]
) -> None:
    found = local_intervals(day, dt.time.fromisoformat(start), dt.time.fromisoformat(end))
    assert [(f"{a:%H:%M}", f"{b:%H:%M}") for a, b in found] == expected


def test_starts_skip_the_hour_that_is_not_and_take_once_the_one_that_is_twice() -> None:
    spring = list_quarter_starts(SPRING, dt.time(1, 30), dt.time(3, 30))
    assert [f"{each:%H:%M}" for each in spring] == ["00:30", "00:45", "01:00", "01:15"]
    autumn = list_quarter_starts(AUTUMN, dt.time(2, 30), dt.time(3, 30))
    assert [f"{each:%H:%M}" for each in autumn] == ["00:30", "00:45", "02:00", "02:15"]
