"""The week's grid: which rows and lanes things take, and which hours are shown."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from bot.booking.appointment_repository import Appointment
from bot.booking.local_time import ZONE
from bot.console.web.templating import CONSOLE_FOLDER
from bot.console.web.week_grid import MAX_LANES, DayPlan, GridDay, build_week_grid
from tests.support.booking_factories import AUTUMN

FRIDAY = dt.date(2026, 11, 27)
NOW = dt.datetime(2026, 11, 27, 10, 20, tzinfo=ZONE)
TEN, NOON = dt.time(10), dt.time(12)


def booked(wall: str, minutes: int = 20, day: dt.date = FRIDAY, **more: object) -> Appointment:
    start = dt.datetime.combine(day, dt.time.fromisoformat(wall), ZONE).astimezone(dt.timezone.utc)
    values = dict.fromkeys(Appointment.__dataclass_fields__)
    end = start + dt.timedelta(minutes=minutes)
    return Appointment(**{**values, "start": start, "end": end, "state": "confirmed", **more})


def day_of(*appointments: Appointment, **more: object) -> GridDay:
    (day,) = build_week_grid([DayPlan(FRIDAY, appointments, **more)], NOW).days
    return day


def test_rows_are_quarters_from_the_first_hour_rounded_outwards() -> None:
    day = day_of(booked("08:00", 45), booked("09:10"), open=[(dt.time(9, 5), NOON)])
    assert [(each.row, each.rows) for each in day.blocks] == [(1, 3), (5, 2)]
    assert [(each.kind, each.row, each.rows) for each in day.bands] == [("open", 5, 12)]


def test_the_hours_shown_reach_the_first_and_the_last_thing() -> None:
    usual = build_week_grid([DayPlan(FRIDAY, [])], NOW)
    assert (usual.first_hour, usual.last_hour, usual.rows) == (8, 18, 40)
    assert usual.hours[:2] == [(1, 8), (5, 9)]
    long = build_week_grid([DayPlan(FRIDAY, [booked("07:30"), booked("19:45")])], NOW)
    assert (long.first_hour, long.last_hour) == (7, 21)
    night = build_week_grid([DayPlan(FRIDAY, [booked("23:30", 90)])], NOW)
    assert night.last_hour == 24


def test_what_overlaps_stands_side_by_side_and_a_free_lane_is_used_again() -> None:
    day = day_of(booked("09:00", 60), booked("09:15"), booked("09:45"), booked("10:00"))
    assert [each.lane for each in day.blocks] == [1, 2, 2, 1]
    assert day.lanes == 2


def test_more_than_the_lanes_share_the_last() -> None:
    day = day_of(*(booked("09:00") for _ in range(MAX_LANES + 3)))
    assert day.lanes == MAX_LANES


def test_cancelled_ones_take_no_room_and_begun_ones_do_not_move() -> None:
    late = booked("11:00")
    day = day_of(booked("09:00"), replace(late, state="cancelled"), late)
    assert [(each.movable, each.lane) for each in day.blocks] == [(False, 1), (True, 1)]
    assert [each.state for each in day.cancelled] == ["cancelled"]


def test_leave_outside_the_hours_shown_begins_with_them() -> None:
    day = day_of(leave=[(dt.time(6), TEN)])
    assert [(each.row, each.rows) for each in day.bands] == [(1, 8)]


@pytest.mark.parametrize(
    ("now", "row"),
    [(NOW, 10), (NOW.replace(hour=7), None), (NOW.replace(day=26), None)],
)
def test_now_is_a_row_of_today(now: dt.datetime, row: int | None) -> None:
    (day,) = build_week_grid([DayPlan(FRIDAY, [])], now).days
    assert day.now_row == row


def test_the_night_of_a_clock_change_is_placed_by_its_wall_time() -> None:
    (day,) = build_week_grid([DayPlan(AUTUMN, [booked("09:00", day=AUTUMN)])], NOW).days
    assert day.blocks[0].row == 5


def test_weekends_are_shown_if_something_is_there() -> None:
    saturday = DayPlan(dt.date(2026, 11, 28), [])
    assert build_week_grid([saturday], NOW).days == []
    assert build_week_grid([replace(saturday, open=[(TEN, NOON)])], NOW).days


def test_the_stylesheet_has_every_place_a_day_can_need() -> None:
    rules = (CONSOLE_FOLDER / "static" / "week_rows.css").read_text("utf-8")
    names = set(re.findall(r"^\.(\w+) {", rules, re.MULTILINE))
    rows = range(1, 24 * 4 + 1)
    places = {f"{kind}{number}" for kind in "rs" for number in rows}
    lanes = {f"{kind}{number}" for kind in "kn" for number in range(1, MAX_LANES + 1)}
    assert names == places | lanes | {f"t{number}" for number in rows if number % 4 == 0}
