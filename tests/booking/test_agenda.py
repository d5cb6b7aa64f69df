"""Holding, confirming, moving and giving back a time, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from bot.booking import appointment_repository as stored
from bot.booking import booking_errors, scheduling
from bot.booking.appointment_kinds import BookingRequest
from bot.booking.conflict_guard import build_time_columns, guard_conflicts, occupy_cells
from bot.booking.free_slots import Slot
from bot.privacy.appointment_anonymisation_repository import erase_from_appointments
from bot.storage.booking_tables import appointment_cells, appointments
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.appointment_factories import (
    DAY,
    add_venue,
    book,
    confirm,
    find_overlaps,
    has_consistent_cells,
    make_asker,
)
from tests.support.booking_factories import NOW, SHORT, local

LATER = NOW + scheduling.HOLD_DURATION
VISIT = BookingRequest("class_visit", "on_site")


@pytest.fixture
def unit(engine: Engine) -> Iterator[UnitOfWork]:
    """One transaction for a whole test, never committed."""
    with writing(engine) as unit:
        yield unit


@pytest.fixture
def place(engine: Engine):
    return add_venue(engine)


def hold(unit, place, name, wall="09:00", wanted=SHORT, now=NOW, request=""):
    return scheduling.hold_slot(
        unit, place, make_asker(name, request), wanted, local(DAY, wall), now
    )


def test_a_time_is_held_five_minutes_and_confirmed(place, unit):
    held = hold(unit, place, "a")
    assert (held.state, held.held_until) == ("held", LATER)
    assert f"{held.local_start:%H:%M}" == "09:00"
    done = confirm(unit, held.id, "a")
    assert (done.state, done.held_until, done.pseudonym) == ("confirmed", None, "Renard 42")
    assert stored.get_by_code(unit, "code a") == stored.get_by_token(unit, "token a") == done
    assert stored.list_upcoming(unit, "a", NOW) == [done]


def test_the_same_request_gives_the_same_answer(place, unit):
    held = hold(unit, place, "a", request="r")
    assert hold(unit, place, "a", "10:00", request="r") == held
    confirm(unit, held.id, "a")
    assert hold(unit, place, "a", request="r").state == "confirmed"


def test_confirming_again_changes_nothing(place, unit):
    held = hold(unit, place, "a")
    assert confirm(unit, held.id, "a") == confirm(unit, held.id, "b")


def test_a_time_that_is_held_is_taken(place, unit):
    hold(unit, place, "a")
    with pytest.raises(booking_errors.Taken):
        hold(unit, place, "b")


def test_the_time_kept_free_after_is_taken_too(place, unit):
    hold(unit, place, "a")  # 20 minutes, then 15 kept free, in quarters: until 09:45
    with pytest.raises(booking_errors.Taken):
        hold(unit, place, "b", "09:30")
    hold(unit, place, "b", "09:45")


def test_another_counsellor_takes_it(engine):
    place = add_venue(engine, 2)
    with writing(engine) as unit:
        one, other = hold(unit, place, "a"), hold(unit, place, "b")
        assert {one.counsellor, other.counsellor} == {each.id for each in place.counsellors}


def test_what_is_not_confirmed_in_time_is_for_others(place, unit):
    held = hold(unit, place, "a")
    hold(unit, place, "b", now=LATER)
    with pytest.raises(booking_errors.HoldExpired):
        confirm(unit, held.id, "a")


def test_a_late_yes_counts_while_nobody_needed_the_time(place, unit):
    held = hold(unit, place, "a")
    hold(unit, place, "b", "11:00", now=NOW + dt.timedelta(minutes=4))
    assert confirm(unit, held.id, "a").state == "confirmed"


def test_a_person_holds_one_time(place, unit):
    hold(unit, place, "a", request="1")
    hold(unit, place, "a", "10:00", request="2")
    hold(unit, place, "b")
    held = stored.find_held_by(unit, "a")
    assert held is not None
    assert f"{held.local_start:%H:%M}" == "10:00"
    assert scheduling.release_hold_of(unit, "a")
    assert not scheduling.release_hold_of(unit, "a")


def test_what_is_cancelled_is_free_again_and_once_is_enough(engine, place):
    booked = book(engine, place, "a")
    with writing(engine) as unit:
        gone = scheduling.cancel_appointment(unit, booked.id, NOW)
        assert (gone.state, gone.sequence) == ("cancelled", booked.sequence + 1)
        assert gone.uid == booked.uid
        with pytest.raises(booking_errors.AlreadyCancelled):
            scheduling.cancel_appointment(unit, booked.id, NOW)
        with pytest.raises(booking_errors.AlreadyCancelled):
            scheduling.move_appointment(unit, place, booked.id, local(DAY, "10:00"), NOW)
        with pytest.raises(booking_errors.AlreadyCancelled):
            confirm(unit, booked.id, "a")
        hold(unit, place, "b")
        assert stored.list_upcoming(unit, "a", NOW) == []


def test_it_is_moved_with_its_name_in_the_calendar(engine, place):
    booked = book(engine, place, "a")
    with writing(engine) as unit:
        moved = scheduling.move_appointment(unit, place, booked.id, local(DAY, "09:15"), NOW)
        assert f"{moved.local_start:%H:%M}" == "09:15"
        assert (moved.uid, moved.sequence) == (booked.uid, booked.sequence + 1)
        assert (moved.counsellor, moved.kind) == (booked.counsellor, booked.kind)
        with pytest.raises(booking_errors.SameTime):
            scheduling.move_appointment(unit, place, booked.id, local(DAY, "09:15"), NOW)
        unit.commit()
    assert has_consistent_cells(engine)


def test_a_move_that_cannot_be_loses_nothing(engine, place):
    one, other = book(engine, place, "a"), book(engine, place, "b", "10:00")
    with writing(engine) as unit:
        with pytest.raises(booking_errors.Taken):
            scheduling.move_appointment(unit, place, one.id, other.start, NOW)
        with pytest.raises(booking_errors.OutsideHours):
            scheduling.move_appointment(unit, place, one.id, local(DAY, "14:00"), NOW)
        assert stored.get_appointment(unit, one.id) == one


def test_when_the_counsellor_is_busy_another_takes_over(engine):
    place = add_venue(engine, 2)
    one = book(engine, place, "a")
    busy = book(engine, place, "b", "10:00")
    assert one.counsellor == busy.counsellor
    with writing(engine) as unit:
        moved = scheduling.move_appointment(unit, place, one.id, busy.start, NOW)
        assert moved.counsellor != one.counsellor


def test_who_stopped_receiving_keeps_what_was_made_until_it_is_given_to_others(engine):
    place = add_venue(engine, 2)
    booked = book(engine, place, "a")
    rest = [each.id for each in place.counsellors if each.id != booked.counsellor]
    with writing(engine) as unit:
        assert stored.list_to_reassign(unit, booked.counsellor, NOW) == [booked]
        moved = scheduling.reassign_appointment(unit, place, booked.id, rest[0], NOW)
        assert (moved.counsellor, moved.start) == (rest[0], booked.start)
        assert stored.list_to_reassign(unit, booked.counsellor, NOW) == []
        with pytest.raises(booking_errors.SameTime):
            scheduling.reassign_appointment(unit, place, booked.id, rest[0], NOW)


def test_it_is_not_given_to_who_is_busy_then(engine):
    place = add_venue(engine, 2)
    one, other = book(engine, place, "a"), book(engine, place, "b")
    with writing(engine) as unit, pytest.raises(booking_errors.Taken):
        scheduling.reassign_appointment(unit, place, one.id, other.counsellor, NOW)


def test_who_is_gone_from_the_place_leaves_a_time_to_be_moved(engine):
    place = add_venue(engine, 2)
    booked = book(engine, place, "a")
    rest = place.with_counsellors(
        each.id for each in place.counsellors if each.id != booked.counsellor
    )
    with writing(engine) as unit:
        moved = scheduling.move_appointment(unit, rest, booked.id, local(DAY, "11:00"), NOW)
        assert moved.counsellor == rest.counsellors[0].id


def test_what_has_begun_is_marked_and_no_more_moved(engine, place):
    booked = book(engine, place, "a")
    with writing(engine) as unit:
        with pytest.raises(booking_errors.NotOver):
            scheduling.record_attendance(unit, booked.id, True, NOW)
        with pytest.raises(booking_errors.Over):
            scheduling.cancel_appointment(unit, booked.id, booked.start)
        with pytest.raises(booking_errors.Over):
            scheduling.move_appointment(unit, place, booked.id, local(DAY, "11:00"), booked.start)
        assert (
            scheduling.record_attendance(unit, booked.id, False, booked.start).attendance
            == "absent"
        )
        assert (
            scheduling.record_attendance(unit, booked.id, True, booked.end).attendance == "present"
        )


def test_only_what_is_confirmed_is_moved_or_marked(place, unit):
    held = hold(unit, place, "a")
    with pytest.raises(booking_errors.NotConfirmed):
        scheduling.move_appointment(unit, place, held.id, local(DAY, "10:00"), NOW)
    with pytest.raises(booking_errors.NotConfirmed):
        scheduling.record_attendance(unit, held.id, True, held.end)


def test_what_is_unknown_is_said_to_be(unit):
    for find in (stored.get_appointment, stored.get_by_code, stored.get_by_token):
        with pytest.raises(booking_errors.UnknownAppointment):
            find(unit, 999 if find is stored.get_appointment else "no such")
    with pytest.raises(booking_errors.UnknownAppointment):
        scheduling.cancel_appointment(unit, 999, NOW)
    with pytest.raises(booking_errors.HoldExpired):
        confirm(unit, 999, "a")


@pytest.mark.parametrize(
    ("wall", "now", "error"),
    [
        ("09:00", local(DAY, "10:00"), booking_errors.Past),
        ("09:00", local(DAY, "08:30"), booking_errors.TooSoon),
        ("09:07", NOW, booking_errors.OffGrid),
        ("12:00", NOW, booking_errors.OutsideHours),
        ("11:45", NOW, booking_errors.OutsideHours),
    ],
)
def test_nothing_is_held_that_cannot_be(place, unit, wall, now, error):
    with pytest.raises(error):
        hold(unit, place, "a", wall, now=now)
    assert stored.find_held_by(unit, "a") is None


def _written_by_another(unit: UnitOfWork, place, wall: str) -> None:
    """What something that knows no rule would write."""
    start = local(DAY, wall).astimezone(dt.timezone.utc)
    slot = Slot(start, start + dt.timedelta(minutes=45), place.counsellors[0].id)
    values = {"channel": "web", "uid": wall, "kind": "orientation", "way": "on_site"}
    row = {**values, "state": "confirmed", "created": NOW, **build_time_columns(slot, place.rules)}
    number = unit.execute(appointments.insert().values(row)).inserted_primary_key[0]
    occupy_cells(unit, number, slot, place.rules)


def test_the_database_refuses_two_at_once_whoever_writes(place, unit):
    _written_by_another(unit, place, "09:00")
    with pytest.raises(booking_errors.Taken), guard_conflicts(unit, NOW):
        _written_by_another(unit, place, "09:30")
    count = sa.select(sa.func.count()).select_from(appointments)
    assert unit.execute(count).scalar_one() == 1  # the rest of the transaction stands
    with guard_conflicts(unit, NOW):
        _written_by_another(unit, place, "10:00")


@pytest.mark.postgres
def test_postgresql_refuses_it_without_the_cells_too(postgres_engine):
    place = add_venue(postgres_engine)
    with writing(postgres_engine) as unit:
        _written_by_another(unit, place, "09:00")
        unit.execute(appointment_cells.delete())
        with pytest.raises(IntegrityError, match="no_two_at_once"):
            _written_by_another(unit, place, "09:30")


def test_a_person_has_two_to_come_and_one_that_is_cancelled_makes_room(engine, place):
    first = book(engine, place, "a")
    book(engine, place, "a", "10:00")
    with writing(engine) as unit:
        with pytest.raises(booking_errors.TooManyAppointments):
            hold(unit, place, "a", "11:00", request="third")
        assert stored.find_held_by(unit, "a") is None
        scheduling.move_appointment(unit, place, first.id, local(DAY, "11:00"), NOW)  # no third one
        hold(unit, place, "b")
        scheduling.cancel_appointment(unit, first.id, NOW)
        assert hold(unit, place, "a", "11:00", request="third").state == "held"


def test_what_is_over_leaves_room(engine, place):
    booked = [book(engine, place, "a", wall) for wall in ("09:00", "10:00")]
    tomorrow = local(DAY + dt.timedelta(days=1), "09:00")
    with writing(engine) as unit:
        held = scheduling.hold_slot(
            unit, place, make_asker("a", "3"), SHORT, tomorrow, booked[0].end
        )
        assert held.state == "held"


def test_the_yes_itself_obeys_whatever_was_held_before(place, unit):
    """Also where the others came by another way meanwhile."""
    held = hold(unit, place, "a")
    for name, wall in (("b", "10:00"), ("c", "11:00")):
        confirm(unit, hold(unit, place, name, wall).id, name)
    others = appointments.c.person.in_(("b", "c"))
    unit.execute(appointments.update().where(others).values(person="a"))
    with pytest.raises(booking_errors.TooManyAppointments):
        confirm(unit, held.id, "a")
    assert stored.get_appointment(unit, held.id).state == "held"


def test_a_class_visit_is_asked_for_and_the_team_confirms_it(place, unit):
    held = hold(unit, place, "a", wanted=VISIT)
    with pytest.raises(booking_errors.NotConfirmed):
        scheduling.approve_visit(unit, held.id, NOW)
    asked = confirm(unit, held.id, "a")
    assert asked.state == "asked"
    assert stored.list_upcoming(unit, "a", NOW) == stored.list_to_confirm(unit, NOW) == [asked]
    with pytest.raises(booking_errors.Taken):  # its time is nobody else's meanwhile
        hold(unit, place, "b")
    with pytest.raises(booking_errors.ClassVisitPending):
        hold(unit, place, "a", "10:30", wanted=VISIT, request="2")
    done = scheduling.approve_visit(unit, asked.id, NOW)
    assert (done.state, done.sequence) == ("confirmed", asked.sequence + 1)
    assert stored.list_to_confirm(unit, NOW) == []
    with pytest.raises(booking_errors.AlreadyConfirmed):
        scheduling.approve_visit(unit, asked.id, NOW)


def test_a_visit_that_is_only_asked_for_goes_with_an_erasure(place, unit):
    asked = confirm(unit, hold(unit, place, "a", wanted=VISIT).id, "a")
    erase_from_appointments(unit, "a", NOW)
    assert stored.get_appointment(unit, asked.id).state == "cancelled"
    assert hold(unit, place, "b").start == asked.start


def test_a_class_visit_that_the_person_moves_is_to_be_confirmed_again(place, unit):
    visit = confirm(unit, hold(unit, place, "a", wanted=VISIT).id, "a")
    scheduling.approve_visit(unit, visit.id, NOW)
    moved = scheduling.move_appointment(
        unit, place, visit.id, local(DAY, "09:30"), NOW, by_team=True
    )
    assert moved.state == "confirmed"
    assert (
        scheduling.move_appointment(unit, place, visit.id, local(DAY, "10:00"), NOW).state
        == "asked"
    )
    with pytest.raises(booking_errors.NotConfirmed):
        scheduling.record_attendance(unit, visit.id, True, visit.end)
    with pytest.raises(booking_errors.Over):
        scheduling.approve_visit(unit, visit.id, visit.end)


def test_nothing_overlaps_after_a_busy_morning(engine):
    place = add_venue(engine, 2)
    for number in range(8):
        try:
            book(engine, place, f"p{number}", "09:00" if number % 2 else "10:00")
        except booking_errors.Taken:
            assert number >= 4
    assert not list(find_overlaps(engine))
    assert has_consistent_cells(engine)
