"""Two hundred people ask for one time at once: one has it, the others are told kindly."""

from __future__ import annotations

import multiprocessing
import threading
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from sqlalchemy.engine import Engine

from bot.booking import booking_errors, scheduling
from bot.booking.venue import Venue
from bot.storage import database_engine as engines
from bot.storage.unit_of_work import writing
from tests.support.appointment_factories import (
    DAY,
    add_venue,
    confirm,
    find_overlaps,
    has_consistent_cells,
    make_asker,
)
from tests.support.booking_factories import NOW, SHORT, local

PEOPLE = 200


def ask(engine: Engine, place: Venue, name: str) -> str:
    """One person: « booked », or the name of what they are told."""
    try:
        with writing(engine) as unit:
            held = scheduling.hold_slot(
                unit, place, make_asker(name), SHORT, local(DAY, "09:00"), NOW
            )
            unit.commit()
        with writing(engine) as unit:
            confirm(unit, held.id, name)
            unit.commit()
    except booking_errors.BookingError as error:
        return type(error).__name__
    return "booked"


def rush(engine: Engine, place: Venue, names: list[str], threads: int) -> list[str]:
    """All at once, as far as threads go."""
    gate = threading.Barrier(threads)

    def one(name: str) -> str:
        if name in names[:threads]:
            gate.wait()
        return ask(engine, place, name)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, names))


def rush_from_a_process(url: str, place: Venue, names: list[str]) -> list[str]:
    engine = engines.create_database_engine(url, threads=8)
    try:
        return rush(engine, place, names, threads=12)
    finally:
        engine.dispose()


def test_on_sqlite_in_one_process(sqlite_engine):
    place = add_venue(sqlite_engine)
    told = rush(sqlite_engine, place, [f"p{n}" for n in range(PEOPLE)], threads=12)
    assert Counter(told) == {"booked": 1, "Taken": PEOPLE - 1}
    assert has_consistent_cells(sqlite_engine)


@pytest.mark.postgres
def test_on_postgresql_in_four_processes(postgres_engine, postgres_url):
    place = add_venue(postgres_engine)
    parts = [[f"p{n}" for n in range(first, PEOPLE, 4)] for first in range(4)]
    with ProcessPoolExecutor(4, multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(rush_from_a_process, postgres_url, place, part) for part in parts]
        told = [each for job in jobs for each in job.result()]
    assert Counter(told) == {"booked": 1, "Taken": PEOPLE - 1}
    assert has_consistent_cells(postgres_engine)


def test_with_three_counsellors_three_have_it(engine):
    place = add_venue(engine, 3)
    told = rush(engine, place, [f"p{n}" for n in range(40)], threads=6)
    assert Counter(told) == {"booked": 3, "Taken": 37}
    assert not list(find_overlaps(engine))
