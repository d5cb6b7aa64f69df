"""Hours of a date, and values that make no sense."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.booking.appointment_kinds import BookingRequest
from bot.booking.booking_errors import (
    BookingError,
    DuplicateCounsellor,
    InvalidBookingPolicy,
    InvalidSpan,
    InvalidWeekday,
    UnknownCounsellor,
    UnknownKind,
    UnknownLanguage,
    UnknownMode,
)
from bot.booking.counsellor_hours import Counsellor, HoursSpan
from bot.booking.venue import BookingPolicy
from tests.support.booking_factories import (
    ALL_KINDS,
    ALL_WAYS,
    DURATION_MINUTES,
    MONDAY,
    NO_RULES,
    counsellor,
    place,
    span,
)

MORNING, EVENING = span("09:00", "12:00"), span("17:00", "19:00")
TUESDAY = MONDAY + dt.timedelta(days=1)


def test_weekly_hours_and_a_day_without() -> None:
    one = Counsellor(1, frozenset({"fr"}), {0: (MORNING, EVENING)})
    assert one.spans(MONDAY) == (MORNING, EVENING)
    assert one.spans(TUESDAY) == ()


def test_exceptions_stand_in_place_of_the_weekly_hours() -> None:
    exceptions = {MONDAY: (), TUESDAY: (EVENING,)}
    one = Counsellor(1, frozenset({"fr"}), {0: (MORNING,)}, exceptions)
    assert one.spans(MONDAY) == ()
    assert one.spans(TUESDAY) == (EVENING,)
    assert one.spans(MONDAY + dt.timedelta(days=7)) == (MORNING,)


def test_a_closed_counsellor_has_no_hours_even_by_exception() -> None:
    one = Counsellor(1, frozenset({"fr"}), {0: (MORNING,)}, {MONDAY: (MORNING,)}, closed=True)
    assert one.spans(MONDAY) == ()


def test_each_kind_has_its_duration() -> None:
    assert DURATION_MINUTES == {"orientation": 45, "short": 20, "class_visit": 90}


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (dt.time(9), dt.time(9)),
        (dt.time(9), dt.time(8)),
        (dt.time(9), dt.time(0)),
        (dt.time(9, 0, 1), dt.time(10)),
        (dt.time(9), dt.time(10, 0, 0, 1)),
        (dt.time(9, tzinfo=dt.timezone.utc), dt.time(10)),
    ],
)
def test_an_invalid_span_is_refused(start: dt.time, end: dt.time) -> None:
    with pytest.raises(InvalidSpan):
        HoursSpan(start, end, ALL_KINDS, ALL_WAYS)


def test_a_span_takes_something() -> None:
    with pytest.raises(InvalidSpan):
        span("09:00", "10:00", kinds=())
    with pytest.raises(InvalidSpan):
        span("09:00", "10:00", ways=())


def test_unknown_kinds_ways_and_languages() -> None:
    with pytest.raises(UnknownKind):
        span("09:00", "10:00", kinds=["a long one"])
    with pytest.raises(UnknownMode):
        span("09:00", "10:00", ways=["letter"])
    with pytest.raises(UnknownKind):
        BookingRequest("Long", "on_site")
    with pytest.raises(UnknownMode):
        BookingRequest("short", "letter")  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(UnknownLanguage):
        BookingRequest("short", "on_site", "French")


@pytest.mark.parametrize("languages", [[], ["FR"], ["f"], ["fr-BE"], ["fr", ""]])
def test_languages_are_codes(languages: list[str]) -> None:
    with pytest.raises(UnknownLanguage):
        counsellor(MORNING, languages=languages)


@pytest.mark.parametrize("weekday", [-1, 7])
def test_weekdays_are_those_of_a_week(weekday: int) -> None:
    with pytest.raises(InvalidWeekday):
        Counsellor(1, frozenset({"fr"}), {weekday: (MORNING,)})


@pytest.mark.parametrize(
    ("before", "after", "notice", "horizon"),
    [(-1, 0, 0, 1), (0, -1, 0, 1), (0, 0, -1, 1), (0, 0, 0, 0), (0, 0, 1440, 1)],
)
def test_an_invalid_policy_is_refused(before: int, after: int, notice: int, horizon: int) -> None:
    with pytest.raises(InvalidBookingPolicy):
        BookingPolicy.of(before, after, notice, horizon)


def test_rules_read_minutes_and_days() -> None:
    minute = dt.timedelta(minutes=1)
    assert BookingPolicy.of(5, 10, 90, 60) == BookingPolicy(
        5 * minute, 10 * minute, 90 * minute, dt.timedelta(days=60)
    )


def test_ids_of_counsellors() -> None:
    one, two = counsellor(MORNING, id=1), counsellor(MORNING, id=2)
    assert place(two, one).with_counsellors([1, 1]).counsellors == (one,)
    with pytest.raises(DuplicateCounsellor):
        place(one, one)
    with pytest.raises(UnknownCounsellor):
        place(one, two, rules=NO_RULES).with_counsellors([1, 3])


def test_all_errors_have_one_base() -> None:
    with pytest.raises(BookingError):
        BookingRequest("short", "on_site", "")
