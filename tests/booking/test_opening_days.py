"""Whether the centre is open on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.booking.booking_errors import OnHoliday, PlaceClosed
from bot.booking.closing_days import Closure
from bot.booking.opening_days import describe_day, group_days
from bot.opening_hours import parse_opening_hours
from tests.support.booking_factories import counsellor, place, span

WEEK = parse_opening_hours("lu-ve 09:00-17:00")
CENTRE = replace(
    place(), closures=(Closure(dt.date(2026, 12, 24), dt.date(2026, 12, 31), "fin d'année"),)
)


def test_closures_holidays_and_usual_hours_decide() -> None:
    def describe(day: dt.date) -> tuple[bool, object]:
        found = describe_day(CENTRE, WEEK, day)
        assert found is not None
        return found.open, type(found.closed)

    assert describe(dt.date(2026, 12, 23)) == (True, type(None))
    assert describe(dt.date(2026, 12, 29)) == (False, PlaceClosed)
    assert describe(dt.date(2027, 9, 27)) == (False, OnHoliday)
    assert describe(dt.date(2026, 11, 28)) == (False, type(None))  # a Saturday


def test_without_opening_hours_the_days_of_the_counsellors_count() -> None:
    monday = dt.date(2026, 11, 30)
    assert describe_day(CENTRE, {}, monday) is None
    receiving = replace(CENTRE, counsellors=(counsellor(span("09:00", "12:00")),))
    found = describe_day(receiving, {}, monday)
    assert found is not None
    assert (found.open, found.hours) == (True, ())


def test_days_alike_are_told_together() -> None:
    days = [dt.date(2026, 12, 21) + number * dt.timedelta(days=1) for number in range(12)]
    found = [each for day in days if (each := describe_day(CENTRE, WEEK, day)) is not None]
    assert [
        (group[0].date.day, group[-1].date.day, group[0].open) for group in group_days(found)
    ] == [(21, 23, True), (24, 24, False), (25, 25, False), (28, 31, False), (1, 1, False)]
