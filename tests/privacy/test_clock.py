"""P7: by a clock that cannot be believed nothing is erased, until it is or somebody says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy.engine import Engine

from bot.privacy import clock_guard, clock_repository
from bot.privacy.clock_guard import MAX_CLOCK_LAG, MAX_CLOCK_LEAD, MIN_RUNNING_TIME
from bot.storage.unit_of_work import UnitOfWork, writing

NOW = dt.datetime(2026, 11, 29, 10, 0, tzinfo=dt.timezone.utc)
HOUR, SECOND = dt.timedelta(hours=1), dt.timedelta(seconds=1)
WRONG = NOW + dt.timedelta(days=400)


@pytest.fixture
def unit(sqlite_engine: Engine) -> Iterator[UnitOfWork]:
    """A database whose service was alive just now."""
    with writing(sqlite_engine) as opened:
        assert clock_guard.check_clock(opened, NOW, HOUR) is None
        yield opened


@pytest.mark.parametrize(
    ("now", "believed"),
    [
        (NOW - MAX_CLOCK_LAG, True),
        (NOW - MAX_CLOCK_LAG - SECOND, False),
        (NOW + MAX_CLOCK_LEAD, True),
        (NOW + MAX_CLOCK_LEAD + SECOND, False),
    ],
)
def test_a_clock_behind_or_far_ahead_of_the_last_sign_of_life_is_in_doubt(
    unit: UnitOfWork, now: dt.datetime, believed: bool
) -> None:
    assert (clock_guard.find_clock_doubt(unit, now) is None) is believed
    assert (clock_guard.check_clock(unit, now, HOUR) is None) is believed
    assert clock_repository.find_last_seen(unit) == (now if believed else NOW)
    assert clock_guard.get_trusted_time(unit, now) == (now if believed else min(now, NOW))


def waits(unit: UnitOfWork, since: dt.datetime, ran: dt.timedelta, times: int) -> list[bool]:
    """Whether it waits, at each look from then on."""
    return [clock_guard.check_clock(unit, since + n * ran, ran) is not None for n in range(times)]


@pytest.mark.parametrize("wrong", [WRONG, NOW - 72 * HOUR])
def test_after_a_day_of_running_it_is_believed(unit: UnitOfWork, wrong: dt.datetime) -> None:
    assert waits(unit, wrong, HOUR, 26) == [True] * 24 + [False] * 2
    assert clock_repository.find_last_seen(unit) == wrong + 25 * HOUR


def test_only_running_counts_and_a_restart_forgets_none_of_it(unit: UnitOfWork) -> None:
    assert all(waits(unit, WRONG, HOUR, 23))  # 22 hours are between these
    since = WRONG + 30 * HOUR
    assert clock_guard.check_clock(unit, since, 0 * HOUR) is not None  # a new process
    assert waits(unit, since + HOUR, HOUR, 2) == [True, False]


def test_what_two_processes_run_at_once_counts_once(unit: UnitOfWork) -> None:
    looks = [clock_guard.check_clock(unit, WRONG + n * HOUR / 2, HOUR) for n in range(48)]
    assert None not in looks
    assert clock_guard.check_clock(unit, WRONG + 48 * HOUR / 2, HOUR) is None


def test_a_clock_that_is_set_again_is_doubted_anew(unit: UnitOfWork) -> None:
    assert all(waits(unit, WRONG, HOUR, 20))
    assert all(waits(unit, WRONG + dt.timedelta(days=400), HOUR, 20))
    assert clock_guard.check_clock(unit, NOW + HOUR, HOUR) is None  # set right
    found = clock_guard.check_clock(unit, WRONG, HOUR)
    assert found is not None
    assert found.left == MIN_RUNNING_TIME


def test_whoever_looked_at_it_says_that_it_is_right(unit: UnitOfWork) -> None:
    assert clock_guard.find_clock_doubt(unit, WRONG) is not None
    clock_guard.confirm_clock(unit, WRONG)
    assert clock_guard.find_clock_doubt(unit, WRONG) is None


def test_before_the_first_sign_nothing_is_doubted(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as fresh:
        assert clock_guard.find_clock_doubt(fresh, WRONG) is None
