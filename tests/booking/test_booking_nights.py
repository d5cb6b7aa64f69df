"""Both nights of 2026 when the clocks change × every hour × notice × buffer, against an oracle.

The oracle walks the minutes of an appointment and reads the wall clock at each: slow and plain.
"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.booking.appointment_kinds import BookingRequest, Kind
from bot.booking.booking_errors import NoSuchHour, Unavailable
from bot.booking.counsellor_hours import HoursSpan
from bot.booking.free_slots import Slot, list_slots
from bot.booking.local_time import ZONE, local_day
from bot.booking.slot_check import require_slot
from bot.booking.venue import BookingPolicy, Venue
from tests.support.booking_factories import (
    AUTUMN,
    DURATION_MINUTES,
    QUARTER,
    SPRING,
    UTC,
    cells_of,
    counsellor,
    guarded_interval,
    local,
    moments,
    overlap,
    place,
    span,
)

NIGHTS = [SPRING, AUTUMN]
DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)
Appointments = list[tuple[int, dt.datetime, dt.datetime]]
quick = settings(database=None, deadline=None, max_examples=80)

nights = st.sampled_from(NIGHTS)
kinds = st.sampled_from(sorted(DURATION_MINUTES))
buffers = st.sampled_from([0, 5, 15, 20])
notices = st.sampled_from([0, 30, 60, 100, 180])
phases = st.sampled_from([0, 0, 15, 30, 7])
# Around the change, in minutes from local midnight.
nows = st.integers(-6 * 60, 5 * 60)
takens = st.lists(st.tuples(st.integers(1, 2), st.integers(0, 40), st.sampled_from([20, 45, 90])))


def _span(hour: int, phase: int, lasts: int) -> HoursSpan:
    last = min(hour * 60 + phase + lasts, 24 * 60 - 1)
    return span(f"{hour:02}:{phase:02}", f"{last // 60:02}:{last % 60:02}")


def _place(hour: int, phase: int, lasts: int, rules: BookingPolicy) -> Venue:
    """The first has the hours; the second has them an hour later, and speaks something else."""
    later = _span(min(hour + 1, 22), phase, lasts)
    return place(
        counsellor(_span(hour, phase, lasts), id=1),
        counsellor(later, id=2, languages=["nl"]),
        rules=rules,
    )


def _midnight(night: dt.date) -> dt.datetime:
    return local(night, "00:00").astimezone(UTC)


def _appointments(night: dt.date, drawn: list[tuple[int, int, int]]) -> Appointments:
    return [
        (who, start, start + lasts * MINUTE)
        for who, quarter, lasts in drawn
        for start in [_midnight(night) + quarter * QUARTER]
    ]


def _wall_minutes(slot: Slot) -> list[dt.datetime]:
    minutes = round((slot.end - slot.start) / MINUTE)
    return [(slot.start + n * MINUTE).astimezone(ZONE) for n in range(minutes)]


def _within(slot: Slot, hours: HoursSpan, day: dt.date) -> bool:
    return all(
        at.date() == day and hours.start <= at.time() < hours.end for at in _wall_minutes(slot)
    )


def _expected(
    kind: Kind, night: dt.date, there: Venue, taken: Appointments, now: dt.datetime
) -> list[Slot]:
    """Every quarter from the phase of the hours, asked minute by minute."""
    rules, held = there.rules, cells_of(taken, there.rules)
    found = []
    for who in there.counsellors:
        (hours,) = who.spans(night)
        for start in moments(night, MINUTE):
            slot = Slot(start, start + DURATION_MINUTES[kind] * MINUTE, who.id)
            if (
                start.minute % 15 == hours.start.minute % 15
                and start.astimezone(ZONE).fold == 0
                and now + rules.notice <= start <= now + rules.horizon
                and _within(slot, hours, night)
                and not held & cells_of([(who.id, slot.start, slot.end)], rules)
            ):
                found.append(slot)
    return sorted(found)


@quick
@example(SPRING, 1, 0, 180, "orientation", 0, 0, 0, -60, [])
@example(AUTUMN, 2, 30, 60, "short", 0, 0, 0, -60, [])
@example(AUTUMN, 1, 0, 90, "class_visit", 5, 5, 60, 30, [(1, 12, 45)])
@given(
    *(nights, st.integers(0, 5), phases, st.integers(20, 300), kinds),
    *(buffers, buffers, notices, nows, takens),
)
def test_what_is_offered_is_what_the_oracle_says(
    night: dt.date,
    hour: int,
    phase: int,
    lasts: int,
    kind: Kind,
    before: int,
    after: int,
    notice: int,
    now: int,
    drawn: list[tuple[int, int, int]],
) -> None:
    rules = BookingPolicy.of(before, after, notice, 1)
    there = _place(hour, phase, lasts, rules)
    taken, moment = _appointments(night, drawn), _midnight(night) + now * MINUTE
    found = list_slots(
        BookingRequest(kind, "video"), night, night, there, cells_of(taken, rules), moment
    )
    assert found == _expected(kind, night, there, taken, moment)
    for slot in found:
        for who, start, end in taken:
            assert who != slot.counsellor or not overlap(
                guarded_interval(slot.start, slot.end, rules), guarded_interval(start, end, rules)
            )


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("hour", range(24))
def test_check_takes_exactly_what_is_offered(night: dt.date, hour: int) -> None:
    taken = _appointments(night, [(1, 4 * hour + 3, 20), (2, 4 * hour + 9, 45)])
    now = _midnight(night) + (hour - 1) * 60 * MINUTE
    for notice in (0, 45, 120):
        for buffer in (0, 10, 15):
            there = _place(hour, 0, 150, BookingPolicy.of(buffer, 15 - buffer, notice, 1))
            _agree(there, night, cells_of(taken, there.rules), now)


def _agree(there: Venue, night: dt.date, taken: set, now: dt.datetime) -> None:
    wanted = BookingRequest("orientation", "on_site")
    offered = list_slots(wanted, night, night, there, taken, now)
    grid = [moment for moment in moments(night, QUARTER) if local_day(moment) == night]
    for who in there.counsellors:
        alone = there.with_counsellors([who.id])
        had = {start for start in grid if _is_had(wanted, start, alone, taken, now)}
        assert had == {slot.start for slot in offered if slot.counsellor == who.id}


def _is_had(
    wanted: BookingRequest, start: dt.datetime, there: Venue, taken: set, now: dt.datetime
) -> bool:
    try:
        slot = require_slot(wanted, start, there, taken, now)
    except Unavailable:
        return False
    assert (slot.start, slot.end - slot.start) == (start, DURATION_MINUTES[wanted.kind] * MINUTE)
    return True


@quick
@given(nights, st.integers(0, 23), phases, st.integers(20, 400), kinds, buffers, takens)
def test_every_slot_keeps_its_length_its_hours_and_its_check(
    night: dt.date,
    hour: int,
    phase: int,
    lasts: int,
    kind: Kind,
    buffer: int,
    drawn: list[tuple[int, int, int]],
) -> None:
    rules = BookingPolicy.of(buffer, buffer, 0, 3)
    there = _place(hour, phase, lasts, rules)
    taken, now = cells_of(_appointments(night, drawn), rules), _midnight(night) - DAY
    wanted = BookingRequest(kind, "telephone")
    found = list_slots(wanted, night - DAY, night + DAY, there, taken, now)
    for slot in found:
        assert (
            require_slot(wanted, slot.start, there.with_counsellors([slot.counsellor]), taken, now)
            == slot
        )
        assert slot.end - slot.start == DURATION_MINUTES[kind] * MINUTE
        assert slot.start.tzinfo is slot.end.tzinfo is UTC
        at = slot.start.astimezone(ZONE)
        (hours,) = there.with_counsellors([slot.counsellor]).counsellors[0].spans(at.date())
        assert _within(slot, hours, at.date())
    walls = [(slot.counsellor, slot.start.astimezone(ZONE).replace(tzinfo=None)) for slot in found]
    assert len(set(walls)) == len(walls)  # no wall time twice
    assert [at for _, at in walls if at.date() == SPRING and at.hour == 2] == []


@quick
@given(nights, st.integers(0, 22), takens, st.randoms(use_true_random=False))
def test_the_order_given_changes_nothing(
    night: dt.date, hour: int, drawn: list[tuple[int, int, int]], random: object
) -> None:
    rules, wanted = BookingPolicy.of(5, 5, 0, 2), BookingRequest("short", "on_site")
    there, now = _place(hour, 0, 120, rules), _midnight(night) - DAY
    turned = Venue(there.counsellors[::-1], rules)
    drawn_back = drawn[::-1]
    first = list_slots(
        wanted, night, night, there, cells_of(_appointments(night, drawn), rules), now
    )
    second = list_slots(
        wanted, night, night, turned, cells_of(_appointments(night, drawn_back), rules), now
    )
    assert first == second == sorted(first)


@pytest.mark.parametrize("minute", range(60))
def test_no_minute_of_the_missing_hour_can_be_had(minute: int) -> None:
    there = place(counsellor(span("00:00", "23:00")))
    with pytest.raises(NoSuchHour):
        require_slot(
            BookingRequest("short", "video"),
            local(SPRING, f"02:{minute:02}"),
            there,
            frozenset(),
            _midnight(SPRING) - DAY,
        )
