"""Cells: outwards, in UTC, and shared by whatever overlaps."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.booking.booking_errors import InvalidPeriod, NaiveTime
from bot.booking.time_cells import Cell, list_cells
from bot.booking.venue import BookingPolicy
from tests.support.booking_factories import AUTUMN, NOW, UTC, guarded_interval, local, overlap

minutes = st.integers(0, 240)
lengths = st.sampled_from([20, 45, 90])
buffers = st.integers(0, 40)
quick = settings(database=None, deadline=None, max_examples=150)


def _at(minute: int) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minute)


def _starts(start: int, end: int, rules: BookingPolicy) -> list[str]:
    return [f"{cell.start:%H:%M}" for cell in list_cells(1, _at(start), _at(end), rules)]


def test_an_appointment_on_the_grid_has_the_cells_it_fills() -> None:
    assert _starts(0, 45, BookingPolicy.of(0, 0, 0, 1)) == ["12:00", "12:15", "12:30"]


def test_buffers_are_rounded_outwards() -> None:
    assert _starts(0, 20, BookingPolicy.of(5, 10, 0, 1)) == ["11:45", "12:00", "12:15"]
    assert _starts(0, 20, BookingPolicy.of(15, 11, 0, 1)) == ["11:45", "12:00", "12:15", "12:30"]


def test_cells_are_in_utc_whatever_the_zone_given() -> None:
    start = local(AUTUMN, "02:30", fold=1)
    end = local(AUTUMN, "02:45", fold=1)
    (cell,) = list_cells(7, start, end, BookingPolicy.of(0, 0, 0, 1))
    assert cell == Cell(7, dt.datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert cell.start.tzinfo is UTC


def test_the_two_comings_of_an_hour_share_no_cell() -> None:
    rules, hour = BookingPolicy.of(0, 0, 0, 1), dt.timedelta(hours=1)
    first, second = (local(AUTUMN, "02:00", fold).astimezone(UTC) for fold in (0, 1))
    assert not {*list_cells(1, first, first + hour, rules)} & {
        *list_cells(1, second, second + hour, rules)
    }


@pytest.mark.parametrize("end", [NOW, NOW - dt.timedelta(minutes=1)])
def test_an_appointment_starts_before_it_ends(end: dt.datetime) -> None:
    with pytest.raises(InvalidPeriod):
        list_cells(1, NOW, end, BookingPolicy.of(0, 0, 0, 1))


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(NaiveTime):
        list_cells(1, NOW.replace(tzinfo=None), NOW, BookingPolicy.of(0, 0, 0, 1))


@quick
@given(minutes, lengths, minutes, lengths, buffers, buffers)
def test_guarded_times_that_overlap_share_a_cell(
    one: int, one_lasts: int, other: int, other_lasts: int, before: int, after: int
) -> None:
    rules = BookingPolicy.of(before, after, 0, 1)
    first, second = (_at(one), _at(one + one_lasts)), (_at(other), _at(other + other_lasts))
    if overlap(guarded_interval(*first, rules), guarded_interval(*second, rules)):
        assert {*list_cells(1, *first, rules)} & {*list_cells(1, *second, rules)}
    assert not {*list_cells(1, *first, rules)} & {*list_cells(2, *second, rules)}


@quick
@given(minutes, lengths, buffers, buffers)
def test_cells_cover_the_guarded_time_and_no_whole_cell_more(
    start: int, lasts: int, before: int, after: int
) -> None:
    rules, quarter = BookingPolicy.of(before, after, 0, 1), dt.timedelta(minutes=15)
    begin, end = guarded_interval(_at(start), _at(start + lasts), rules)
    found = [cell.start for cell in list_cells(1, _at(start), _at(start + lasts), rules)]
    assert found[0] <= begin < found[0] + quarter
    assert found[-1] < end <= found[-1] + quarter
    assert found == [found[0] + n * quarter for n in range(len(found))]
    assert [
        each for each in found if not (each.minute % 15 == each.second == each.microsecond == 0)
    ] == []
