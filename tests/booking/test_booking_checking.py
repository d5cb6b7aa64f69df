"""Why a start cannot be had, and what is free near it."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.booking.appointment_kinds import BookingRequest
from bot.booking.booking_errors import (
    Closed,
    NaiveTime,
    NoSuchHour,
    OffGrid,
    OnHoliday,
    OutsideHours,
    Past,
    PlaceClosed,
    Taken,
    TooFar,
    TooSoon,
    Unavailable,
    WrongKind,
    WrongLanguage,
    WrongWay,
)
from bot.booking.closing_days import Closure
from bot.booking.free_slots import Slot, list_slots
from bot.booking.slot_check import find_nearest_slots, require_slot
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
    cells_of_slots,
    counsellor,
    list_wall_times,
    local,
    place,
    span,
)

DAY = dt.timedelta(days=1)
MORNING = span("09:00", "12:00", kinds=["orientation", "short"], ways=["on_site", "telephone"])
HERE = place(counsellor(MORNING), rules=BookingPolicy.of(10, 10, 120, 30))
NIGHT = place(counsellor(span("00:00", "05:00")))


def _error(
    start: dt.datetime,
    there: Venue = HERE,
    wanted: BookingRequest = ORIENTATION,
    taken: frozenset = frozenset(),
    now: dt.datetime = NOW,
) -> Unavailable:
    with pytest.raises(Unavailable) as error:
        require_slot(wanted, start, there, taken, now)
    return error.value


def test_a_free_start_gives_the_slot() -> None:
    slot = require_slot(ORIENTATION, local(MONDAY, "09:15"), HERE, frozenset(), NOW)
    start = dt.datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
    assert slot == Slot(start, start + dt.timedelta(minutes=45), 1)
    assert slot.start.tzinfo is UTC


def test_past_too_soon_too_far() -> None:
    now = local(MONDAY, "09:30")
    assert type(_error(local(MONDAY, "09:15"), now=now)) is Past
    soon = _error(local(MONDAY, "10:00"), now=now)
    assert isinstance(soon, TooSoon)
    assert soon.earliest == local(MONDAY, "11:30")
    far = _error(local(MONDAY + 31 * DAY, "09:00"), now=now)
    assert isinstance(far, TooFar)
    assert far.latest == now.astimezone(UTC) + 30 * DAY


@pytest.mark.parametrize("wall", ["08:45", "11:30", "12:00", "20:00"])
def test_outside_the_hours(wall: str) -> None:
    assert type(_error(local(MONDAY, wall))) is OutsideHours


def test_closed_days() -> None:
    friday = dt.date(2026, 5, 1)
    there = Venue(HERE.counsellors, NO_RULES, (Closure(MONDAY, MONDAY, "moving"),))
    closed = _error(local(MONDAY, "09:00"), there)
    assert isinstance(closed, PlaceClosed)
    assert closed.reason == "moving"
    assert type(_error(local(friday, "09:00"), there)) is OnHoliday
    assert issubclass(OnHoliday, Closed)
    assert issubclass(OutsideHours, Closed)


def test_a_closed_counsellor_or_none_is_no_hours() -> None:
    assert type(_error(local(MONDAY, "09:00"), place())) is OutsideHours
    alone = place(counsellor(MORNING, closed=True))
    assert type(_error(local(MONDAY, "09:00"), alone)) is OutsideHours


def test_wrong_kind_way_and_language() -> None:
    monday, hours = local(MONDAY, "09:00"), span("09:00", "12:00", kinds=["short"])
    assert type(_error(monday, place(counsellor(hours)))) is WrongKind
    assert type(_error(monday, wanted=BookingRequest("short", "video"))) is WrongWay
    assert type(_error(monday, wanted=BookingRequest("short", "on_site", "nl"))) is WrongLanguage


@pytest.mark.parametrize("wall", ["09:05", "09:15:30", "09:00:00.000001"])
def test_a_start_off_the_quarter_hour_is_refused(wall: str) -> None:
    assert type(_error(local(MONDAY, wall))) is OffGrid


def test_taken_also_within_the_buffers() -> None:
    taken = frozenset(cells_of([(1, local(MONDAY, "10:00"), local(MONDAY, "10:45"))], HERE.rules))
    assert type(_error(local(MONDAY, "10:00"), taken=taken)) is Taken
    assert type(_error(local(MONDAY, "11:00"), taken=taken)) is Taken
    assert require_slot(ORIENTATION, local(MONDAY, "11:15"), HERE, taken, NOW)


def test_an_hour_that_does_not_exist() -> None:
    assert type(_error(local(SPRING, "02:30"), NIGHT, SHORT)) is NoSuchHour
    assert type(_error(local(SPRING, "02:30", fold=1), NIGHT, SHORT)) is NoSuchHour
    # Even one that is over: it never was.
    assert type(_error(local(SPRING, "02:30"), NIGHT, SHORT, now=NOW + 60 * DAY)) is NoSuchHour


def test_the_second_coming_of_an_hour_is_not_had() -> None:
    first = require_slot(SHORT, local(AUTUMN, "02:30"), NIGHT, frozenset(), NOW)
    assert first.start == dt.datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert type(_error(local(AUTUMN, "02:30", fold=1), NIGHT, SHORT)) is OffGrid


def test_a_naive_start_is_refused() -> None:
    with pytest.raises(NaiveTime):
        require_slot(SHORT, dt.datetime(2026, 3, 2, 9), HERE, frozenset(), NOW)


def test_the_first_counsellor_by_id_who_can() -> None:
    there = place(counsellor(MORNING, id=5), counsellor(MORNING, id=3))
    start = local(MONDAY, "09:00")
    slot = require_slot(ORIENTATION, start, there, frozenset(), NOW)
    assert slot.counsellor == 3
    taken = cells_of_slots([slot], NO_RULES)
    assert require_slot(ORIENTATION, start, there, taken, NOW).counsellor == 5
    assert type(_error(start, there.with_counsellors([3]), taken=frozenset(taken))) is Taken


def test_with_several_the_one_who_comes_nearest_tells_why() -> None:
    there = place(
        counsellor(span("09:00", "12:00", kinds=["short"]), id=1),
        counsellor(span("14:00", "16:00"), id=2),
        counsellor(MORNING, id=3, languages=["nl"]),
        counsellor(MORNING, id=4),
    )
    wanted, start = BookingRequest("orientation", "on_site", "fr"), local(MONDAY, "09:00")
    taken = frozenset(cells_of([(4, start, start + dt.timedelta(hours=1))], NO_RULES))
    assert type(_error(start, there, wanted, taken)) is Taken
    assert type(_error(start, there.with_counsellors([1, 2, 3]), wanted)) is WrongKind
    assert type(_error(start, there.with_counsellors([2, 3]), wanted)) is OutsideHours
    assert type(_error(start, there.with_counsellors([3]), wanted)) is WrongLanguage


def _near(start: dt.datetime, taken: frozenset | set = frozenset(), **others: int) -> list[Slot]:
    return find_nearest_slots(ORIENTATION, start, HERE, taken, NOW, **others)


def test_three_nearest_free_slots_on_both_sides() -> None:
    there, asked = place(counsellor(span("09:00", "17:00"))), local(MONDAY, "11:00")
    taken = cells_of([(1, asked, local(MONDAY, "11:45"))], NO_RULES)
    found = find_nearest_slots(ORIENTATION, asked, there, taken, NOW)
    assert list_wall_times(found) == [
        "10:00",
        "10:15",
        "11:45",
    ]  # 12:00 is as near as 10:00, and later


def test_alternatives_reach_into_other_days() -> None:
    whole = cells_of([(1, local(MONDAY, "08:00"), local(MONDAY, "13:00"))], HERE.rules)
    found = _near(local(MONDAY, "09:00"), whole)
    assert list_wall_times(found) == ["09:00", "09:15", "09:30"]
    assert {slot.start.date() for slot in found} == {MONDAY + DAY}


def test_a_time_that_two_counsellors_have_counts_once() -> None:
    there = place(counsellor(MORNING, id=2), counsellor(MORNING, id=1))
    found = find_nearest_slots(ORIENTATION, local(MONDAY, "08:00"), there, frozenset(), NOW)
    assert list_wall_times(found) == ["09:00", "09:15", "09:30"]
    assert [slot.counsellor for slot in found] == [1, 1, 1]


@pytest.mark.parametrize("days", [-40, -1, 0, 3, 29, 40])
@pytest.mark.parametrize("wall", ["00:00", "10:10", "23:59"])
def test_alternatives_are_the_nearest_of_all(days: int, wall: str) -> None:
    start = local(MONDAY + days * DAY, wall)
    every = list_slots(ORIENTATION, MONDAY - DAY, MONDAY + 40 * DAY, HERE, frozenset(), NOW)
    nearest = sorted(every, key=lambda slot: (abs(slot.start - start), slot))[:3]
    assert _near(start) == sorted(nearest)


def test_fewer_when_no_more_are_free() -> None:
    there = place(counsellor(span("09:00", "09:20")), rules=BookingPolicy.of(0, 0, 0, 2))
    assert len(find_nearest_slots(SHORT, local(MONDAY, "09:00"), there, frozenset(), NOW)) == 2
    assert (
        _near(local(MONDAY, "09:00"), count=1)
        == list_slots(ORIENTATION, MONDAY, MONDAY, HERE, frozenset(), NOW)[:1]
    )
