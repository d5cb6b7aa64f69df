"""Which errors are the database's, and which the statement's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.storage import database_engine as engines
from bot.storage.unit_of_work import is_storage_failure

Work = Callable[[Connection], object]
LARGE = "INSERT INTO tombstones VALUES (hex(randomblob(200000)), '2026-11-25')"


def fails(engine: Engine, work: Work) -> DBAPIError:
    with pytest.raises(DBAPIError) as raised, engine.begin() as connection:
        work(connection)
    return raised.value


def _full(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA max_page_count = 1")
    connection.exec_driver_sql(LARGE)


def _read_only(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA query_only = ON")
    connection.exec_driver_sql(LARGE)


def _raise(code: str) -> Work:
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$"
    return lambda connection: connection.exec_driver_sql(raising)


@pytest.mark.parametrize("work", [_full, _read_only])
def test_sqlite_without_room_or_right_is_a_failure_of_the_storage(
    sqlite_engine: Engine, work: Work
) -> None:
    assert is_storage_failure(fails(sqlite_engine, work))


def test_sqlite_whose_file_is_gone_is_a_failure_of_the_storage(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "boussole.sqlite").rename(tmp_path / "elsewhere")
    assert is_storage_failure(fails(sqlite_engine, lambda connection: None))


def test_a_wrong_statement_is_its_own_fault(engine: Engine) -> None:
    for statement in ("SELECT nothing FROM nowhere", "INSERT INTO tombstones VALUES (NULL, NULL)"):
        error = fails(engine, lambda connection, it=statement: connection.exec_driver_sql(it))
        assert not is_storage_failure(error)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("code", "fails_whole"),
    [("53100", True), ("57P01", True), ("40P01", True), ("57014", False), ("23505", False)],
)
def test_postgresql_tells_by_its_code(
    postgres_engine: Engine, code: str, fails_whole: bool
) -> None:
    """No room, shut down, deadlock; a statement that took too long, and a duplicate."""
    assert is_storage_failure(fails(postgres_engine, _raise(code))) is fails_whole


@pytest.mark.postgres
def test_postgresql_that_cuts_the_connection_or_is_away_is_a_failure_of_the_storage(
    postgres_engine: Engine,
) -> None:
    ended = "SELECT pg_terminate_backend(pg_backend_pid())"
    cut = fails(postgres_engine, lambda connection: connection.exec_driver_sql(ended))
    nobody = engines.create_database_engine("postgresql://nobody@127.0.0.1:9/none")
    assert is_storage_failure(cut)
    assert is_storage_failure(fails(nobody, lambda connection: None))
