"""What is offered, by example."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.booking.appointment_kinds import BookingRequest
from bot.booking.booking_errors import InvalidPeriod, NaiveTime
from bot.booking.closing_days import Closure
from bot.booking.counsellor_hours import Counsellor
from bot.booking.free_slots import Slot, list_slots
from bot.booking.venue import BookingPolicy, Venue
from tests.support.booking_factories import (
    AUTUMN,
    MONDAY,
    NO_RULES,
    NOW,
    ORIENTATION,
    SHORT,
    SPRING,
    UTC,
    cells_of,
    counsellor,
    list_wall_times,
    local,
    place,
    span,
)

MORNING = span("09:00", "10:30")
HOURS_OFFERED = ["09:00", "09:15", "09:30", "09:45"]


def _walls(
    wanted: BookingRequest, there: Venue, day: dt.date = MONDAY, now: dt.datetime = NOW
) -> list:
    return list_wall_times(list_slots(wanted, day, day, there, frozenset(), now))


def test_quarters_of_an_hour_as_long_as_there_is_room() -> None:
    assert _walls(ORIENTATION, place(counsellor(MORNING))) == HOURS_OFFERED
    assert _walls(BookingRequest("class_visit", "video"), place(counsellor(MORNING))) == ["09:00"]
    assert _walls(SHORT, place(counsellor(MORNING)))[-1] == "10:00"


def test_a_slot_is_in_utc_and_says_whose_it_is() -> None:
    (slot,) = list_slots(
        BookingRequest("class_visit", "on_site"),
        MONDAY,
        MONDAY,
        place(counsellor(MORNING, id=7)),
        set(),
        NOW,
    )
    start = dt.datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert slot == Slot(start, start + dt.timedelta(minutes=90), 7)
    assert slot.start.tzinfo is slot.end.tzinfo is UTC


def test_steps_count_from_the_start_of_each_span() -> None:
    hours = [span("09:10", "10:00"), span("13:05", "13:40")]
    assert _walls(SHORT, place(counsellor(*hours))) == ["09:10", "09:25", "09:40", "13:05", "13:20"]


def test_nothing_reaches_from_one_span_into_the_next() -> None:
    hours = [span("09:00", "09:45"), span("09:45", "10:00")]
    assert _walls(ORIENTATION, place(counsellor(*hours))) == ["09:00"]


def test_spans_that_overlap_offer_a_slot_once() -> None:
    hours = [span("09:00", "10:00"), span("09:15", "10:00")]
    assert _walls(SHORT, place(counsellor(*hours))) == ["09:00", "09:15", "09:30"]


def test_kinds_and_ways_are_those_of_the_span() -> None:
    hours = [
        span("09:00", "09:45", kinds=["orientation"], ways=["on_site"]),
        span("14:00", "14:45", kinds=["orientation", "short"], ways=["telephone"]),
    ]
    there = place(counsellor(*hours))
    assert _walls(ORIENTATION, there) == ["09:00"]
    assert _walls(BookingRequest("orientation", "telephone"), there) == ["14:00"]
    assert _walls(SHORT, there) == ["14:00", "14:15"]
    assert _walls(BookingRequest("short", "on_site"), there) == []


def test_a_language_is_offered_by_those_who_speak_it() -> None:
    there = place(
        counsellor(span("09:00", "09:20"), id=1),
        counsellor(span("10:00", "10:20"), id=2, languages=["fr", "sfb"]),
    )
    assert _walls(BookingRequest("short", "video"), there) == ["09:00", "10:00"]
    assert _walls(BookingRequest("short", "video", "sfb"), there) == ["10:00"]
    assert _walls(BookingRequest("short", "video", "ar"), there) == []


def test_several_counsellors_earliest_first_then_by_id() -> None:
    there = place(
        counsellor(span("09:00", "09:35"), id=9), counsellor(span("09:00", "09:35"), id=2)
    )
    found = list_slots(SHORT, MONDAY, MONDAY + dt.timedelta(days=1), there, frozenset(), NOW)
    assert [slot.counsellor for slot in found] == [2, 9] * 4
    assert list_wall_times(found) == ["09:00", "09:00", "09:15", "09:15"] * 2


def test_a_closed_counsellor_offers_nothing() -> None:
    assert _walls(SHORT, place(counsellor(MORNING, closed=True))) == []
    assert _walls(SHORT, place()) == []


def test_exceptions_replace_the_hours_of_a_week() -> None:
    one = Counsellor(
        1,
        frozenset({"fr"}),
        dict.fromkeys(range(7), (MORNING,)),
        {MONDAY: (), MONDAY + dt.timedelta(days=1): (span("16:00", "16:20"),)},
    )
    assert _walls(SHORT, place(one)) == []
    assert _walls(SHORT, place(one), MONDAY + dt.timedelta(days=1)) == ["16:00"]


@pytest.mark.parametrize("day", [dt.date(2026, 5, 14), dt.date(2026, 9, 27), dt.date(2026, 11, 15)])
def test_no_slots_on_holidays(day: dt.date) -> None:
    assert _walls(SHORT, place(counsellor(MORNING)), day) == []
    assert _walls(SHORT, place(counsellor(MORNING)), day + dt.timedelta(days=1)) != []


def test_no_slots_during_a_closure() -> None:
    closure = Closure(MONDAY, MONDAY, "moving")
    there = Venue((counsellor(MORNING),), NO_RULES, (closure,))
    assert _walls(SHORT, there) == []
    assert _walls(SHORT, there, MONDAY + dt.timedelta(days=1)) != []


def test_notice_and_horizon_include_their_own_moment() -> None:
    # Now is Sunday 13:00 in Brussels: 20 hours 15 later it is Monday 09:15, a day later 13:00.
    there = place(counsellor(MORNING), rules=BookingPolicy.of(0, 0, 20 * 60 + 15, 60))
    assert _walls(ORIENTATION, there) == ["09:15", "09:30", "09:45"]
    there = place(counsellor(span("12:30", "14:00")), rules=BookingPolicy.of(0, 0, 0, 1))
    assert _walls(SHORT, there) == ["12:30", "12:45", "13:00"]
    assert _walls(SHORT, there, MONDAY + dt.timedelta(days=1)) == []


def test_what_has_passed_is_not_offered() -> None:
    assert (
        _walls(ORIENTATION, place(counsellor(MORNING)), now=local(MONDAY, "09:16"))
        == (HOURS_OFFERED[2:])
    )
    assert _walls(ORIENTATION, place(counsellor(MORNING)), MONDAY - dt.timedelta(days=1)) == []


def test_buffers_of_both_appointments_stay_free() -> None:
    rules = BookingPolicy.of(15, 15, 0, 60)
    there = place(counsellor(span("09:00", "14:00")), rules=rules)
    taken = cells_of([(1, local(MONDAY, "11:00"), local(MONDAY, "11:45"))], rules)
    found = list_wall_times(list_slots(ORIENTATION, MONDAY, MONDAY, there, taken, NOW))
    assert found == [
        "09:00",
        "09:15",
        "09:30",
        "09:45",
        "12:15",
        "12:30",
        "12:45",
        "13:00",
        "13:15",
    ]


def test_without_buffers_appointments_may_touch() -> None:
    taken = cells_of([(1, local(MONDAY, "09:30"), local(MONDAY, "09:45"))], NO_RULES)
    found = list_slots(SHORT, MONDAY, MONDAY, place(counsellor(span("09:00", "10:15"))), taken, NOW)
    assert list_wall_times(found) == ["09:00", "09:45"]


def test_what_one_counsellor_has_taken_is_free_with_another() -> None:
    there = place(counsellor(MORNING, id=1), counsellor(MORNING, id=2))
    taken = cells_of([(1, local(MONDAY, "09:00"), local(MONDAY, "10:30"))], NO_RULES)
    found = list_slots(ORIENTATION, MONDAY, MONDAY, there, taken, NOW)
    assert [slot.counsellor for slot in found] == [2] * 4


def test_the_hour_that_does_not_exist_is_not_offered() -> None:
    there = place(counsellor(span("01:00", "04:00")))
    assert _walls(ORIENTATION, there, SPRING) == [
        *["01:00", "01:15", "01:30", "01:45"],  # the last ends at 03:30, 45 minutes later
        *["03:00", "03:15"],
    ]
    assert _walls(SHORT, place(counsellor(span("02:00", "03:00"))), SPRING) == []


def test_the_hour_that_comes_twice_is_offered_once() -> None:
    found = list_slots(
        ORIENTATION, AUTUMN, AUTUMN, place(counsellor(span("01:30", "03:30"))), set(), NOW
    )
    assert list_wall_times(found) == ["01:30", "01:45", "02:00", "02:15", "02:30", "02:45"]
    assert len({slot.start for slot in found}) == len(found)
    assert found[-1].end - found[-1].start == dt.timedelta(minutes=45)
    assert f"{found[-1].end:%H:%M}" == "01:30"  # the second 02:30 of that night


def test_hours_of_the_day_stay_on_the_wall_after_the_change() -> None:
    there = place(counsellor(span("09:00", "09:20")))
    found = list_slots(SHORT, SPRING - dt.timedelta(days=1), SPRING, there, frozenset(), NOW)
    assert [f"{slot.start:%H:%M}" for slot in found] == ["08:00", "07:00"]


def test_a_period_runs_forward() -> None:
    with pytest.raises(InvalidPeriod):
        list_slots(SHORT, MONDAY, MONDAY - dt.timedelta(days=1), place(), frozenset(), NOW)


def test_now_needs_a_zone() -> None:
    with pytest.raises(NaiveTime):
        list_slots(SHORT, MONDAY, MONDAY, place(), frozenset(), NOW.replace(tzinfo=None))


def test_a_very_long_period_stops_at_the_horizon() -> None:
    there = place(counsellor(span("09:00", "09:20")), rules=BookingPolicy.of(0, 0, 0, 10))
    assert len(list_slots(SHORT, dt.date.min, dt.date.max, there, frozenset(), NOW)) == 10
