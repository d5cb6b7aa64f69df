"""Leave: the hours that remain, the appointments it hits, and where those could go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy.engine import Engine

from bot.booking.booking_errors import InvalidPeriod
from bot.booking.leave import Leave, list_hit_appointments, list_outside_exceptions
from bot.booking.local_time import ZONE
from bot.booking.move_proposals import propose_moves
from bot.storage.unit_of_work import UnitOfWork, reading
from tests.support.appointment_factories import DAY, add_venue, book
from tests.support.booking_factories import AUTUMN, NOW, counsellor, local, span

NEXT_DAY = DAY + dt.timedelta(days=1)
NINE, TEN = dt.time(9), dt.time(10)


@pytest.fixture
def unit(engine: Engine) -> Iterator[UnitOfWork]:
    """The appointments that a test has committed before."""
    with reading(engine) as opened:
        yield opened


def wall_times(spans) -> list[str]:
    return [f"{each.start:%H:%M}-{each.end:%H:%M}" for each in spans]


def test_whole_days_leave_no_hours_and_the_day_after_is_as_before() -> None:
    anna = Leave(DAY, NEXT_DAY).apply(counsellor(span("09:00", "12:00")))
    assert [anna.spans(DAY), anna.spans(NEXT_DAY)] == [(), ()]
    assert wall_times(anna.spans(NEXT_DAY + dt.timedelta(days=1))) == ["09:00-12:00"]


@pytest.mark.parametrize(
    ("start", "end", "remaining"),
    [
        ("10:00", "11:00", ["09:00-10:00", "11:00-12:00", "14:00-16:00"]),
        ("08:00", "15:00", ["15:00-16:00"]),
        ("12:00", "14:00", ["09:00-12:00", "14:00-16:00"]),
        ("09:00", "16:00", []),
    ],
)
def test_hours_of_leave_are_cut_out_of_each_day(start: str, end: str, remaining: list) -> None:
    hours = dt.time.fromisoformat(start), dt.time.fromisoformat(end)
    before = counsellor(span("09:00", "12:00"), span("14:00", "16:00"))
    assert wall_times(Leave(DAY, DAY, hours).apply(before).spans(DAY)) == remaining


@pytest.mark.parametrize("hours", [(TEN, NINE), (NINE, NINE)])
def test_leave_ends_after_it_starts(hours: tuple[dt.time, dt.time]) -> None:
    with pytest.raises(InvalidPeriod):
        Leave(DAY, DAY, hours)
    with pytest.raises(InvalidPeriod):
        Leave(NEXT_DAY, DAY)


def test_it_hits_what_it_overlaps_and_nothing_else(engine: Engine, unit: UnitOfWork) -> None:
    place = add_venue(engine)
    early, late = book(engine, place, "a", "09:00"), book(engine, place, "b", "11:00")
    (anna,) = place.counsellors

    def hit(leave: Leave) -> list[int]:
        return [each.id for each in list_hit_appointments(unit, anna.id, leave, NOW)]

    assert hit(Leave(DAY, DAY)) == [early.id, late.id]
    assert hit(Leave(NEXT_DAY, NEXT_DAY)) == []
    assert hit(Leave(DAY, DAY, (dt.time(9, 20), dt.time(11)))) == []  # between the two
    assert hit(Leave(DAY, DAY, (dt.time(9, 19), dt.time(9, 30)))) == [early.id]
    over = early.end + dt.timedelta(minutes=1)
    assert list_hit_appointments(unit, anna.id, Leave(DAY, DAY, (NINE, TEN)), over) == []


def test_an_appointment_in_the_repeated_hour_is_hit(engine: Engine) -> None:
    place = add_venue(engine)
    booked = book(engine, place, "a")
    second = local(AUTUMN, "02:30", fold=1).astimezone(dt.timezone.utc)
    moved = booked.__class__(
        **{**vars(booked), "start": second, "end": second + dt.timedelta(minutes=20)}
    )
    assert Leave(AUTUMN, AUTUMN, (dt.time(2), dt.time(3))).hits(moved)


def test_what_leave_left_behind_is_listed_until_it_is_moved(
    engine: Engine, unit: UnitOfWork
) -> None:
    place = add_venue(engine)
    early, late = book(engine, place, "a", "09:00"), book(engine, place, "b", "11:00")
    (anna,) = place.counsellors
    assert list_outside_exceptions(unit, anna, NOW) == []
    away = Leave(DAY, DAY, (NINE, TEN)).apply(anna)
    assert [each.id for each in list_outside_exceptions(unit, away, NOW)] == [early.id]
    gone = Leave(DAY, DAY).apply(anna)
    assert [each.id for each in list_outside_exceptions(unit, gone, NOW)] == [early.id, late.id]


def test_the_nearest_times_are_proposed_and_none_twice(engine: Engine, unit: UnitOfWork) -> None:
    place = add_venue(engine, 2)
    anna, bruno = place.counsellors
    first, second = book(engine, place, "a", "09:00"), book(engine, place, "b", "09:45")
    assert {first.counsellor, second.counsellor} == {anna.id}
    away = Leave(DAY, DAY).apply(anna)
    one, two = propose_moves(unit, place, away, [first, second], NOW)
    assert (one.other.counsellor, one.other.start) == (bruno.id, first.start)
    assert (two.other.counsellor, two.other.start) == (bruno.id, second.start)
    assert one.slots[0] == one.other
    offered = [each.same.start.astimezone(ZONE) for each in (one, two)]
    # The end of the day before is nearer than the next morning, but it is within the notice.
    assert [each.date() != DAY for each in offered] == [True, True]
    assert len(set(offered)) == 2


def test_nothing_is_proposed_where_nobody_is(engine: Engine, unit: UnitOfWork) -> None:
    place = add_venue(engine)
    booked = book(engine, place, "a")
    (anna,) = place.counsellors
    (proposal,) = propose_moves(
        unit,
        place,
        Leave(NOW.date(), NOW.date() + dt.timedelta(days=91)).apply(anna),
        [booked],
        NOW,
    )
    assert proposal.slots == []
