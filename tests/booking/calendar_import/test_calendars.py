"""What a counsellor's own calendar brought: kept, replaced, taken away, and in nobody's way."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.booking import busy_times
from bot.booking.calendar_import import calendar_collisions, imported_calendar_repository
from bot.booking.calendar_import.imported_calendar_repository import ImportedCalendar
from bot.booking.venue_repository import load_venue
from bot.storage.staff_tables import calendars as table
from bot.storage.unit_of_work import UnitOfWork, reading, writing
from tests.support.appointment_factories import DAY, RULES, add_venue, book
from tests.support.booking_factories import NOW, local

NINE = (local(DAY, "09:00"), local(DAY, "09:30"))
TEN = (local(DAY, "10:00"), local(DAY, "11:00"))


def send(engine: Engine, who: int, *times: tuple) -> None:
    with writing(engine) as unit:
        brought = ImportedCalendar(
            busy_times.merge_intervals(times), NOW, DAY + dt.timedelta(days=30)
        )
        imported_calendar_repository.replace_imported_calendar(unit, who, brought)
        unit.commit()


def spans(engine: Engine, who: int) -> list[str]:
    """As bookings see them."""
    with reading(engine) as unit:
        one = next(each for each in load_venue(unit, RULES).counsellors if each.id == who)
    return [f"{each[0]:%H:%M}-{each[1]:%H:%M}" for each in one.busy]


def times_of(unit: UnitOfWork, counsellor: int) -> tuple:
    kept = imported_calendar_repository.find_imported_calendar(unit, counsellor)
    assert kept is not None
    return kept.times


def test_another_upload_replaces_the_first_and_the_same_changes_nothing(engine: Engine) -> None:
    mine, other = (each.id for each in add_venue(engine, 2).counsellors)
    send(engine, mine, NINE)
    before = spans(engine, mine)
    send(engine, mine, NINE)
    assert spans(engine, mine) == before == ["08:00-08:30"]
    send(engine, mine, TEN)
    assert spans(engine, mine) == ["09:00-10:00"]
    assert spans(engine, other) == []
    with writing(engine) as unit:
        assert times_of(unit, mine) == busy_times.merge_intervals([TEN])
        assert imported_calendar_repository.delete_imported_calendar(unit, mine)
        assert not imported_calendar_repository.delete_imported_calendar(unit, mine)
        assert imported_calendar_repository.find_imported_calendar(unit, mine) is None
        unit.commit()
    assert spans(engine, mine) == []


def test_only_times_are_stored(engine: Engine) -> None:
    assert set(table.columns.keys()) == {"counsellor_id", "busy", "sent", "until"}
    mine = add_venue(engine).counsellors[0].id
    send(engine, mine, NINE, TEN)
    with reading(engine) as unit:
        stored = unit.execute(sa.select(table.c.busy)).scalar_one()
    assert [[type(each) for each in pair] for pair in stored] == [[int, int], [int, int]]


def test_appointments_that_collide_are_told_and_stay(engine: Engine) -> None:
    place = add_venue(engine)
    mine = place.counsellors[0].id
    at_nine, at_eleven = (book(engine, place, f"p{wall}", wall) for wall in ("09:15", "11:00"))
    with reading(engine) as unit:
        found = calendar_collisions.list_collisions(unit, mine, [NINE, TEN], NOW)
        assert [each.id for each in found] == [at_nine.id]  # 11:00 begins as ten o'clock ends
        assert calendar_collisions.list_collisions(unit, mine, [NINE], local(DAY, "12:00")) == []
    send(engine, mine, NINE, (local(DAY, "11:10"), local(DAY, "11:15")))
    with reading(engine) as unit:
        found = calendar_collisions.list_collisions(unit, mine, times_of(unit, mine), NOW)
    assert [(each.id, each.state) for each in found] == [
        (at_nine.id, "confirmed"),
        (at_eleven.id, "confirmed"),
    ]


def test_what_tells_of_past_days_only_goes(engine: Engine) -> None:
    mine = add_venue(engine).counsellors[0].id
    send(engine, mine, NINE)
    for later, gone in ((30, 0), (32, 1), (33, 0)):
        with writing(engine) as unit:
            assert (
                imported_calendar_repository.purge_past_calendars(
                    unit, local(DAY, "12:00") + dt.timedelta(days=later)
                )
                == gone
            )
            unit.commit()
