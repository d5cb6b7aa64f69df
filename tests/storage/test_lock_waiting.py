"""A lock that does not come: one waits for it, those after are refused, until somebody writes."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from bot.storage import database_engine as engines
from bot.storage import lock_timeouts
from bot.storage.conversation_tables import inbox, tombstones
from bot.storage.lock_timeouts import LOCK_TIMEOUT_MS, SHORT_LOCK_TIMEOUT_MS
from bot.storage.unit_of_work import reading, writing
from tests.support.database_lock import hold_lock


def write(engine: Engine) -> None:
    with writing(engine) as unit:
        unit.execute(tombstones.delete())
        unit.commit()


def refused(engine: Engine) -> None:
    with pytest.raises(OperationalError):
        write(engine)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch, sqlite_engine: Engine) -> list[int]:
    """How long each writer was set to wait for the lock, in milliseconds; none waits long here."""
    monkeypatch.setattr(engines, "LOCK_TIMEOUT_MS", 1)
    found: list[int] = []

    def look(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        if statement == "BEGIN IMMEDIATE":
            found.append(cursor.connection.execute("PRAGMA busy_timeout").fetchone()[0])

    sa.event.listen(sqlite_engine, "before_cursor_execute", look)
    return found


def test_one_waits_and_those_after_are_refused_until_somebody_writes(
    sqlite_engine: Engine, waits: list[int]
) -> None:
    with hold_lock(sqlite_engine):
        for _ in range(3):
            refused(sqlite_engine)
        with reading(sqlite_engine) as unit:  # who reads waits for nobody
            assert unit.execute(sa.select(inbox)).all() == []
    write(sqlite_engine)
    write(sqlite_engine)
    assert waits == [1, SHORT_LOCK_TIMEOUT_MS, SHORT_LOCK_TIMEOUT_MS, SHORT_LOCK_TIMEOUT_MS, 1]


def test_a_statement_that_fails_for_itself_makes_nobody_impatient(sqlite_engine: Engine) -> None:
    with pytest.raises(OperationalError), writing(sqlite_engine) as unit:
        unit.execute(sa.text("SELECT nothing FROM nowhere"))
    assert not lock_timeouts.find_lock_state(sqlite_engine).stuck


@pytest.mark.postgres
def test_postgresql_waits_for_a_lock_as_long_and_no_longer(
    postgres_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_timeouts, "LOCK_TIMEOUT_MS", 50)
    lock_timeouts.apply_service_timeouts(postgres_engine)

    def waits() -> str:
        with reading(postgres_engine) as unit:
            return unit.execute(sa.text("SHOW lock_timeout")).scalar()

    assert waits() == "50ms"
    url = postgres_engine.url.render_as_string(hide_password=False)
    other = engines.create_database_engine(url)
    with other.begin() as holding:
        holding.exec_driver_sql("LOCK TABLE tombstones IN ACCESS EXCLUSIVE MODE")
        refused(postgres_engine)
        assert waits() == f"{SHORT_LOCK_TIMEOUT_MS}ms"
    other.dispose()
    write(postgres_engine)
    assert waits() == "50ms"
    assert LOCK_TIMEOUT_MS > 50


@pytest.mark.postgres
def test_a_machine_that_is_gone_does_not_keep_its_lock(
    postgres_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends no transaction and closes no connection."""
    url = postgres_engine.url.render_as_string(hide_password=False)
    gone = engines.create_database_engine(url)
    monkeypatch.setattr(lock_timeouts, "IDLE_TRANSACTION_TIMEOUT_MS", 50)
    lock_timeouts.apply_service_timeouts(gone)
    lock_timeouts.apply_service_timeouts(postgres_engine)
    with gone.connect() as holding:
        holding.exec_driver_sql("BEGIN; LOCK TABLE tombstones IN ACCESS EXCLUSIVE MODE")
        write(postgres_engine)
    gone.dispose()


@pytest.mark.postgres
def test_postgresql_is_asked_for_the_same_at_each_connection(postgres_engine: Engine) -> None:
    """Each one added its limits to those before: after some 170, PostgreSQL took none any more."""
    lock_timeouts.apply_service_timeouts(postgres_engine)
    asked: list[str] = []

    def look(dialect: Any, record: Any, args: Any, given: dict[str, Any]) -> None:
        asked.append(given["options"])

    sa.event.listen(postgres_engine, "do_connect", look)
    for _ in range(3):
        postgres_engine.dispose()
        write(postgres_engine)
    assert len(asked) == 3
    assert len({*asked}) == 1
