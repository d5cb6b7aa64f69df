"""Kinds of appointment that the centre sets: each with its own rules, and none that changes what
is already booked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy.engine import Engine

from bot.booking import appointment_kind_repository, kind_changes, scheduling, slot_offers
from bot.booking.appointment_kinds import INITIAL_KINDS, AppointmentKind, BookingRequest
from bot.booking.booking_errors import (
    InvalidBookingPolicy,
    InvalidKind,
    KindInUse,
    Taken,
    TooSoon,
    UnknownKind,
    WrongKind,
    WrongLanguage,
    WrongWay,
)
from bot.booking.free_slots import list_slots_of_day
from bot.booking.slot_check import require_slot
from bot.booking.venue import Venue
from bot.storage.unit_of_work import reading, writing
from tests.support.appointment_factories import DAY, RULES, add_venue, book, make_asker
from tests.support.booking_factories import (
    MONDAY,
    NOW,
    SHORT,
    counsellor,
    list_wall_times,
    local,
    place,
    span,
)

TALK = AppointmentKind("talk", "un bilan", 60, before=15, after=30, notice=0, horizon=10)
WANTED = BookingRequest("talk", "on_site")
KINDS = ("talk", "short")


def venue(kind: AppointmentKind, **changes: object) -> Venue:
    """Two counsellors, French and Dutch, from 9 to 11 on every day."""
    hours = span("09:00", "11:00", kinds=KINDS)
    both = counsellor(hours, id=1), counsellor(hours, id=2, languages=["nl"])
    return place(*both, rules=RULES).with_kind(replace(kind, **changes))


def starts(there: Venue, wanted: BookingRequest = WANTED, day: dt.date = MONDAY) -> list[str]:
    found = list_slots_of_day(wanted, day, there, set(), NOW)
    return list_wall_times(slot for slot in found if slot.counsellor == 1)


def test_a_fresh_database_holds_the_kinds_there_always_were(engine: Engine) -> None:
    with reading(engine) as unit:
        assert tuple(appointment_kind_repository.list_kinds(unit)) == INITIAL_KINDS


def test_a_kind_has_its_own_length_notice_and_horizon() -> None:
    assert starts(venue(TALK)) == ["09:00", "09:15", "09:30", "09:45", "10:00"]
    assert starts(venue(TALK), day=MONDAY + dt.timedelta(days=11)) == []
    assert starts(venue(TALK, horizon=None), day=MONDAY + dt.timedelta(days=11)) != []
    late = venue(TALK, notice=2 * 24 * 60)
    with pytest.raises(TooSoon):
        require_slot(WANTED, local(MONDAY, "09:00"), late, set(), NOW)
    assert require_slot(replace(WANTED, kind="short"), local(MONDAY, "09:00"), late, set(), NOW)


def test_a_kind_is_offered_in_its_modes_and_languages_alone() -> None:
    by_phone = venue(TALK, modes=frozenset({"telephone"}), languages=frozenset({"nl"}))
    assert slot_offers.list_modes(by_phone, "talk", ["on_site", "telephone"]) == ["telephone"]
    with pytest.raises(WrongWay):
        require_slot(WANTED, local(MONDAY, "09:00"), by_phone, set(), NOW)
    wanted = replace(WANTED, way="telephone")
    assert require_slot(wanted, local(MONDAY, "09:00"), by_phone, set(), NOW).counsellor == 2
    assert starts(by_phone, wanted) == []
    with pytest.raises(WrongLanguage):
        require_slot(replace(wanted, language="fr"), local(MONDAY, "09:00"), by_phone, set(), NOW)


def test_a_paused_or_deleted_kind_is_not_offered() -> None:
    paused = venue(TALK, paused=True)
    assert slot_offers.list_kinds(paused, ["on_site"]) == ["short"]
    for there in (paused, replace(paused, kinds=INITIAL_KINDS)):
        assert starts(there) == []
        with pytest.raises(WrongKind):
            require_slot(WANTED, local(MONDAY, "09:00"), there, set(), NOW)


def test_each_appointment_keeps_its_own_buffers_free(engine: Engine) -> None:
    there = add_venue(engine).with_kind(replace(INITIAL_KINDS[1], before=30, after=0))
    book(engine, there, "ada", "10:00")
    with writing(engine) as unit:
        with pytest.raises(Taken):  # it would end at 9:45 and keep a quarter free
            scheduling.hold_slot(
                unit, there, make_asker("bob"), BookingRequest("orientation", "on_site"),
                local(DAY, "09:00"), NOW,
            )  # fmt: skip
        held = scheduling.hold_slot(unit, there, make_asker("bob"), SHORT, local(DAY, "11:00"), NOW)
    assert (held.guard_start, held.guard_end) == (local(DAY, "10:30"), local(DAY, "11:20"))


def test_a_change_leaves_appointments_as_they_were_made(engine: Engine) -> None:
    there = add_venue(engine).with_kind(replace(INITIAL_KINDS[1], place="Rue d’ici 1"))
    made = book(engine, there, "ada")
    new = replace(
        INITIAL_KINDS[1], name="un appel", minutes=90, modes=frozenset({"on_site"}), paused=True
    )
    changed = there.with_kind(new)
    with writing(engine) as unit:
        offered = slot_offers.list_free_slots(unit, changed, made.wanted, NOW, made.id)
        moved = scheduling.move_appointment(unit, changed, made.id, local(DAY, "11:30"), NOW)
    assert local(DAY, "11:30") in {slot.start for slot in offered}
    assert (moved.minutes, moved.kind_name, moved.place) == (
        20,
        "une question courte",
        "Rue d’ici 1",
    )
    assert moved.guard_end - moved.end == made.guard_end - made.end


def test_what_is_stored_is_what_was_set(engine: Engine) -> None:
    full = replace(
        TALK, description="On regarde tout.", languages=frozenset({"fr", "nl"}), place="Rue 1"
    )
    with writing(engine) as unit:
        kind_changes.add_kind(unit, full, RULES)
        kind_changes.change_kind(unit, replace(full, name="un grand bilan"), RULES)
        kind_changes.pause_kind(unit, "talk", paused=True)
        found = appointment_kind_repository.list_kinds(unit)
    assert found == [*INITIAL_KINDS, replace(full, name="un grand bilan", paused=True)]


def test_a_kind_with_appointments_can_only_be_paused(engine: Engine) -> None:
    book(engine, add_venue(engine), "ada")
    with writing(engine) as unit:
        with pytest.raises(KindInUse):
            kind_changes.delete_kind(unit, "short")
        kind_changes.delete_kind(unit, "class_visit")
        with pytest.raises(UnknownKind):
            kind_changes.delete_kind(unit, "class_visit")


def test_a_kind_that_could_never_be_booked_is_refused(engine: Engine) -> None:
    with writing(engine) as unit, pytest.raises(InvalidBookingPolicy):
        kind_changes.add_kind(unit, replace(TALK, notice=11 * 24 * 60), RULES)
    with pytest.raises(InvalidKind):
        replace(TALK, minutes=5)
    with pytest.raises(InvalidKind):
        replace(TALK, modes=frozenset())


def test_a_name_as_a_heading_has_no_article() -> None:
    titles = {replace(TALK, name=name).title for name in ("l’accueil", "des ateliers", "un lundi")}
    assert titles == {"Accueil", "Ateliers", "Lundi"}
