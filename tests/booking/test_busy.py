"""Busy times: joined, taken out of the hours of a day, and there and back as JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.booking import busy_times
from bot.booking.booking_errors import InvalidBusyTimes, OutsideHours
from bot.booking.free_slots import list_slots
from bot.booking.local_time import QUARTER_HOUR
from bot.booking.slot_check import require_slot
from tests.support.booking_factories import (
    AUTUMN,
    MONDAY,
    NO_RULES,
    NOW,
    SHORT,
    SPRING,
    counsellor,
    list_wall_times,
    local,
    place,
    span,
)

TUESDAY = MONDAY + dt.timedelta(days=1)
EPOCH = dt.datetime(2026, 3, 2, tzinfo=dt.timezone.utc)


def stretch(start: str, end: str, day: dt.date = MONDAY) -> tuple[dt.datetime, dt.datetime]:
    return local(day, start), local(day, end)


def hours(*times: tuple[dt.datetime, dt.datetime], day: dt.date = MONDAY, spans=None) -> list[str]:
    who = counsellor(*(spans or [span("09:00", "12:00"), span("13:10", "17:00")]))
    left = replace(who, busy=busy_times.merge_intervals(times)).spans(day)
    return [f"{each.start:%H:%M}-{each.end:%H:%M}" for each in left]


@pytest.mark.parametrize(
    ("times", "left"),
    [
        ([], ["09:00-12:00", "13:10-17:00"]),
        ([("07:00", "09:00")], ["09:00-12:00", "13:10-17:00"]),
        ([("09:50", "10:01")], ["09:00-09:45", "10:15-12:00", "13:10-17:00"]),
        ([("11:00", "14:00")], ["09:00-11:00", "14:00-17:00"]),
        ([("10:00", "10:30"), ("10:30", "11:00")], ["09:00-10:00", "11:00-12:00", "13:10-17:00"]),
        ([("13:00", "13:12")], ["09:00-12:00", "13:15-17:00"]),
        ([("00:00", "23:59")], []),
    ],
)
def test_what_is_left_of_a_day(times: list, left: list[str]) -> None:
    assert hours(*(stretch(*each) for each in times)) == left


def test_another_day_and_more_than_a_day() -> None:
    assert hours(stretch("09:00", "12:00", TUESDAY)) == ["09:00-12:00", "13:10-17:00"]
    assert hours((local(MONDAY, "16:00"), local(TUESDAY, "10:00"))) == [
        "09:00-12:00",
        "13:10-16:00",
    ]
    through = (local(MONDAY, "16:00"), local(MONDAY + dt.timedelta(days=2), "10:00"))
    assert hours(through, day=TUESDAY) == []


def test_hours_of_a_single_date_are_taken_from_too() -> None:
    who = counsellor(span("09:00", "12:00"))
    other = replace(who, exceptions={MONDAY: (span("18:00", "20:00"),)})
    left = replace(other, busy=busy_times.merge_intervals([stretch("19:00", "21:00")])).spans(
        MONDAY
    )
    assert [(each.start.hour, each.end.hour) for each in left] == [(18, 19)]


def test_an_evening_up_to_midnight() -> None:
    late = [span("22:00", "23:59")]
    assert hours(stretch("22:30", "23:00"), spans=late) == ["22:00-22:30", "23:00-23:59"]
    through = (local(MONDAY, "23:45"), local(TUESDAY, "01:00"))
    assert hours(through, spans=late) == ["22:00-23:45"]


def test_the_nights_when_the_clocks_change() -> None:
    night = [span("01:00", "05:00")]

    def left(day: dt.date) -> list[str]:
        return hours((local(day, "01:30"), local(day, "03:30")), day=day, spans=night)

    assert left(AUTUMN) == ["01:00-01:30", "03:30-05:00"]
    # An hour that does not exist is not taken; nothing can start in it either.
    assert left(SPRING) == ["01:00-01:30", "02:00-03:00", "03:30-05:00"]
    who = counsellor(span("02:00", "03:00"))
    assert list_slots(SHORT, SPRING, SPRING, place(who), frozenset(), NOW) == []


def test_an_hour_that_comes_twice_is_taken_when_either_is() -> None:
    second = (local(AUTUMN, "02:15", fold=1), local(AUTUMN, "02:30", fold=1))
    across = (local(AUTUMN, "02:45"), local(AUTUMN, "02:15", fold=1))
    night = [span("01:00", "05:00")]
    assert hours(second, day=AUTUMN, spans=night) == ["01:00-02:15", "02:30-05:00"]
    assert hours(across, day=AUTUMN, spans=night) == ["01:00-02:00", "02:15-02:45", "03:00-05:00"]


def test_nobody_is_offered_a_busy_time() -> None:
    who = replace(counsellor(span("09:00", "10:00")), busy=(stretch("09:15", "09:30"),))
    who = replace(who, busy=busy_times.merge_intervals(who.busy))
    free = list_slots(SHORT, MONDAY, MONDAY, place(who, rules=NO_RULES), frozenset(), NOW)
    assert list_wall_times(free) == ["09:30"]
    with pytest.raises(OutsideHours):
        require_slot(SHORT, local(MONDAY, "09:00"), place(who, rules=NO_RULES), frozenset(), NOW)


times = st.lists(st.tuples(st.integers(0, 40_000), st.integers(1, 5_000)), max_size=30)


@settings(database=None, deadline=None, max_examples=150)
@given(times)
def test_joining_loses_no_minute_and_is_the_same_again(some: list[tuple[int, int]]) -> None:
    minute = dt.timedelta(minutes=1)
    given_ = [(EPOCH + start * minute, EPOCH + (start + long) * minute) for start, long in some]
    found = busy_times.merge_intervals(given_)
    assert busy_times.merge_intervals(found) == found
    assert [
        (a, b) for a, b in given_ if not any(one[0] <= a and b <= one[1] for one in found)
    ] == []
    assert [(one, other) for one, other in pairwise(found) if one[1] >= other[0]] == []
    edges = {each for one in given_ for each in one}
    for start, end in found:  # no edge is further out than a quarter of an hour
        assert any(dt.timedelta() <= each - start < QUARTER_HOUR for each in edges), edges
        assert any(dt.timedelta() <= end - each < QUARTER_HOUR for each in edges), edges
    assert busy_times.decode_intervals(busy_times.encode_intervals(found)) == found


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        "x",
        [1],
        [[1]],
        [[1, 2, 3]],
        [["1", "2"]],
        [[2, 1]],
        [[1, 1]],
        [[-1, 2]],
        [[1, 2**70]],
        [[1, 3], [2, 4]],
        [[1, 2], [2, 3]],
    ],
)
def test_what_is_no_busy_time_is_refused(data: object) -> None:
    with pytest.raises(InvalidBusyTimes):
        busy_times.decode_intervals(data)
