"""The place as it is read from the database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.booking.booking_errors import InvalidWeekday
from bot.booking.closing_days import Closure
from bot.booking.counsellor_hours import Counsellor, HoursSpan
from bot.booking.hours_json import encode_counsellor
from bot.booking.venue import BookingPolicy, Venue
from bot.booking.venue_repository import load_venue
from bot.storage.booking_tables import closures
from bot.storage.unit_of_work import reading, writing
from tests.support.booking_factories import ALL_KINDS, ALL_WAYS, MONDAY
from tests.support.counsellor_factories import add_counsellor

RULES = BookingPolicy.of(0, 15, 60, 60)
MORNING = HoursSpan(dt.time(9), dt.time(12), ALL_KINDS, ALL_WAYS)
LANGUAGES = frozenset({"fr", "sfb"})


def _add(engine: Engine, *rows: dict[str, Any]) -> None:
    with writing(engine) as unit:
        for number, row in enumerate(rows, 1):
            add_counsellor(unit, f"Conseil {number}", "off", **{"id": number, **row})
        unit.commit()


def _read(engine: Engine) -> Venue:
    with reading(engine) as unit:
        return load_venue(unit, RULES)


def test_an_empty_database_is_a_place_where_nobody_receives(engine: Engine) -> None:
    assert _read(engine) == Venue((), RULES)


def test_hours_exceptions_and_languages_are_read_as_they_were_written(engine: Engine) -> None:
    someone = Counsellor(1, LANGUAGES, {0: (MORNING,)}, {MONDAY: ()})
    _add(engine, encode_counsellor(someone))
    assert _read(engine) == Venue((someone,), RULES)


def test_who_is_new_has_no_hours_and_speaks_french(engine: Engine) -> None:
    _add(engine, {})
    assert _read(engine).counsellors == (Counsellor(1, frozenset({"fr"}), {}),)


def test_by_id_without_the_disabled_and_closed_who_does_not_receive(engine: Engine) -> None:
    _add(engine, {"id": 3}, {"id": 2, "disabled": True}, {"id": 1, "receives": False})
    assert [(each.id, each.closed) for each in _read(engine).counsellors] == [(1, True), (3, False)]


def test_closures_come_by_their_first_day(engine: Engine) -> None:
    later = Closure(MONDAY + dt.timedelta(days=9), MONDAY + dt.timedelta(days=9), "inventaire")
    sooner = Closure(MONDAY, MONDAY + dt.timedelta(days=1), "travaux")
    with writing(engine) as unit:
        for each in (later, sooner):
            unit.execute(closures.insert().values(vars(each)))
        unit.commit()
    assert _read(engine).closures == (sooner, later)


def test_hours_that_were_written_otherwise_are_refused(engine: Engine) -> None:
    _add(engine, {"weekly": {"lundi": []}})
    with pytest.raises(InvalidWeekday):
        _read(engine)


def test_four_queries_whatever_the_number_of_counsellors(sqlite_engine: Engine) -> None:
    _add(sqlite_engine, *[{} for _ in range(20)])
    seen: list[str] = []
    with reading(sqlite_engine) as unit:
        sa.event.listen(unit.connection, "before_cursor_execute", lambda *a: seen.append(a[2]))
        load_venue(unit, RULES)
    assert len(seen) == 4
