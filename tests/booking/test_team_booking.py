"""Appointments that the team makes for somebody, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.engine import Engine

from bot.booking import booking_errors, scheduling
from bot.booking.appointment_codes import derive_keys
from bot.booking.appointment_kinds import BookingRequest
from bot.booking.booking_errors import (
    NoSuchHour,
    OutsideHours,
    Past,
    Taken,
    TooSoon,
    UnknownCounsellor,
    WrongLanguage,
)
from bot.booking.team_booking import (
    TEAM_CHANNEL,
    TeamBooking,
    book_for_person,
    can_override,
)
from bot.privacy.appointment_anonymisation_repository import anonymise_past_appointments
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.appointment_factories import DAY, add_venue, make_asker
from tests.support.booking_factories import NOW, SHORT, SPRING, local

KEY = b"a key of thirty-two bytes or more"


@pytest.fixture
def unit(engine: Engine) -> Iterator[UnitOfWork]:
    """One transaction for a whole test, never committed."""
    with writing(engine) as unit:
        yield unit


@pytest.fixture
def place(engine: Engine):
    return add_venue(engine)


def booking(wall: str = "09:00", day: dt.date = DAY, **more) -> TeamBooking:
    return TeamBooking(**{"wanted": SHORT, "start": local(day, wall), "request": "team:1", **more})


def make(unit: UnitOfWork, place, wanted: TeamBooking, seed: str = "seed"):
    return book_for_person(unit, place, wanted, "Renard 42", seed, derive_keys(seed, KEY), NOW)


def test_it_is_confirmed_at_once_and_found_by_its_words(place, unit) -> None:
    made = make(unit, place, booking(contact="sealed", summary="Mes mots"))
    assert (made.state, made.channel, made.person) == ("confirmed", TEAM_CHANNEL, None)
    assert (made.contact, made.summary, made.pseudonym) == ("sealed", "Mes mots", "Renard 42")
    keys = derive_keys("seed", KEY)
    assert scheduling.stored.get_by_code(unit, keys.code_hash) == made
    assert scheduling.stored.get_by_token(unit, keys.token_hash) == made
    moved = scheduling.move_appointment(unit, place, made.id, local(DAY, "10:00"), NOW)
    assert moved.sequence == 1


def test_the_same_form_sent_twice_is_one_appointment(place, unit) -> None:
    assert make(unit, place, booking()) == make(unit, place, booking("10:00"), "other")


def test_a_class_visit_by_the_team_needs_no_other_yes(place, unit) -> None:
    visit = booking(wanted=BookingRequest("class_visit", "on_site"))
    assert make(unit, place, visit).state == "confirmed"


def test_nobody_else_gets_its_time_and_it_gets_nobody_elses(place, unit) -> None:
    make(unit, place, booking())
    with pytest.raises(Taken):
        scheduling.hold_slot(unit, place, make_asker("a"), SHORT, local(DAY, "09:00"), NOW)
    scheduling.hold_slot(unit, place, make_asker("a"), SHORT, local(DAY, "10:00"), NOW)
    (anna,) = place.counsellors
    with pytest.raises(Taken):
        make(unit, place, booking("10:00", request="team:2", counsellor=anna.id, overrides=True))


@pytest.mark.parametrize(
    ("wall", "day", "more", "rule"),
    [
        ("18:00", DAY, {}, OutsideHours),
        ("12:30", NOW.date(), {}, booking_errors.TooSoon),
        ("09:00", DAY, {"wanted": BookingRequest("short", "telephone", "nl")}, WrongLanguage),
        ("09:00", dt.date(2026, 4, 6), {}, booking_errors.OnHoliday),
        ("09:00", dt.date(2026, 9, 1), {}, booking_errors.TooFar),
    ],
)
def test_a_rule_is_told_and_then_overridden_knowingly(place, unit, wall, day, more, rule) -> None:
    (anna,) = place.counsellors
    # The notice is an hour from noon in UTC, 13:00 in Brussels.
    start = local(day, "13:30" if rule is TooSoon else wall)
    wanted = replace(booking(**more), start=start, counsellor=anna.id)
    with pytest.raises(rule) as refused:
        make(unit, place, wanted)
    assert can_override(refused.value)
    made = make(unit, place, replace(wanted, overrides=True))
    assert (made.start, made.counsellor) == (start, anna.id)


@pytest.mark.parametrize(
    ("start", "reason"),
    [(local(dt.date(2026, 2, 27), "09:00"), Past), (local(SPRING, "02:30"), NoSuchHour)],
)
def test_the_past_and_a_missing_hour_are_never_overridden(place, unit, start, reason) -> None:
    (anna,) = place.counsellors
    wanted = replace(booking(), start=start, counsellor=anna.id, overrides=True)
    with pytest.raises(reason) as refused:
        make(unit, place, wanted)
    assert not can_override(refused.value)


def test_overlapping_outside_the_hours_is_refused_too(place, unit) -> None:
    (anna,) = place.counsellors
    wanted = booking("18:00", counsellor=anna.id, overrides=True)
    make(unit, place, wanted)
    again = booking("18:15", counsellor=anna.id, request="team:2")
    with pytest.raises(Taken):
        make(unit, place, again)
    with pytest.raises(UnknownCounsellor):
        make(unit, place, replace(again, counsellor=999))


def test_p7_what_tells_who_came_goes_as_for_everybody(place, unit) -> None:
    made = make(unit, place, booking(contact="sealed", summary="Mes mots"))
    later = made.end + dt.timedelta(days=8)
    assert anonymise_past_appointments(unit, later, 7, 10) == 1
    kept = scheduling.stored.get_appointment(unit, made.id)
    assert (kept.contact, kept.summary, kept.pseudonym, kept.code_seed) == (None, None, "", None)
