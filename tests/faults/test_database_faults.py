"""A database that is locked, full, stopped, or loses its connections, while people write.

Whatever happens: who writes is told in French that nothing was stored, who calls for help gets the
lines, nothing is confirmed that is not kept, and once it is back all is answered once, in order,
without anybody's hand. `OUTAGE=10` makes each last ten seconds.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.storage import database_engine as engines
from bot.storage import lock_timeouts
from bot.storage.schema_migration import migrate_schema
from tests.faults.fault_scene import Observed, own_log, watch
from tests.faults.outage_results import append_outage
from tests.support.database_lock import hold_lock
from tests.support.live_service import LiveService, run_service
from tests.support.postgres_server import OwnPostgres

SECONDS = float(os.environ.get("OUTAGE", "1"))
LOCKED_SECONDS = max(SECONDS, 4.0)  # the first who waits for the lock does so for three
LINES = "0800 32 123"


@pytest.fixture
def on_sqlite(parts: Any) -> Iterator[LiveService]:
    with run_service(parts) as running:
        yield running


@pytest.fixture
def on_small_pages(tmp_path: Path, make_parts: Any) -> Iterator[LiveService]:
    """Two messages fill a page: in one of 4 KB all that is written meanwhile may find room."""
    path = tmp_path / "small_pages.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA page_size = 512")
        connection.execute("VACUUM")
    engine = engines.create_database_engine(f"sqlite:///{path}")
    migrate_schema(engine)
    lock_timeouts.apply_service_timeouts(engine)
    with run_service(make_parts(engine)) as running:
        yield running
    engine.dispose()


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[OwnPostgres]:
    """A server that a test may stop (`postgres_url` says whether there is one at all)."""
    folder = TemporaryDirectory(prefix="boussole-postgres-")
    with folder as made, OwnPostgres.running(Path(made)) as server:
        yield server


@pytest.fixture
def on_postgres(postgres: OwnPostgres, make_parts: Any) -> Iterator[LiveService]:
    engine = engines.create_database_engine(postgres.url)
    migrate_schema(engine)
    lock_timeouts.apply_service_timeouts(engine)
    with run_service(make_parts(engine)) as running:
        yield running
    engine.dispose()


def check(observed: Observed, sentence: str, name: str) -> None:
    """What holds for each of them."""
    if "OUTAGE" in os.environ:
        append_outage(name, SECONDS, observed)
    assert [*map(str, observed.findings)] == []
    assert observed.given_up == 0
    assert observed.alive
    assert observed.after[0] == 200
    assert all(sentence in refusal for refusal in observed.refusals)
    assert all(LINES in refusal for refusal in observed.helped)


def check_refused(observed: Observed, sentence: str, name: str, **facts: bool) -> None:
    """What holds where nothing could be stored for a while."""
    check(observed, sentence, name)
    assert observed.refusals
    assert observed.helped
    assert observed.during[0] == 503
    assert {name: observed.during[1][name] for name in facts} == facts


@pytest.fixture
def sorry(dialogue: Any) -> str:
    """The beginning of what people read."""
    said: str = dialogue.sentences.fill("utter_storage_failed", {}, "")["text"]
    return said.partition(":")[0]


async def test_the_lock_of_sqlite_is_held(
    on_sqlite: LiveService, sorry: str, caplog: pytest.LogCaptureFixture
) -> None:
    observed = await watch(on_sqlite, lambda: hold_lock(on_sqlite.parts.engine), LOCKED_SECONDS)
    check_refused(observed, sorry, "SQLite, lock held", database=True, writes=False)
    assert "could not be stored" in own_log(caplog.records)
    assert observed.words_in(caplog.text) == []


async def test_sqlite_has_no_room(
    on_small_pages: LiveService, sorry: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Each connection may add no page: SQLite says what it says of a full disk."""
    engine = on_small_pages.parts.engine
    observed = await watch(on_small_pages, lambda: _no_page_more(engine), SECONDS)
    check(observed, sorry, "SQLite, no room")
    assert observed.refusals
    assert "OperationalError" in own_log(caplog.records)
    assert observed.words_in(caplog.text) == []


@pytest.mark.postgres
async def test_postgresql_has_no_room(
    on_postgres: LiveService, sorry: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A trigger raises PostgreSQL's own `disk_full`: its disk is not ours to fill."""
    observed = await watch(on_postgres, lambda: _no_row_more(on_postgres.parts.engine), SECONDS)
    check(observed, sorry, "PostgreSQL, no room")
    assert observed.refusals
    assert observed.words_in(caplog.text) == []


@pytest.mark.postgres
async def test_postgresql_is_stopped_and_comes_back(
    on_postgres: LiveService,
    postgres: OwnPostgres,
    sorry: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    observed = await watch(on_postgres, postgres.stopped, SECONDS)
    check_refused(observed, sorry, "PostgreSQL, stopped", database=False, writes=False)
    assert observed.words_in(caplog.text) == []


@pytest.mark.postgres
async def test_postgresql_cuts_every_connection(
    on_postgres: LiveService, postgres: OwnPostgres, caplog: pytest.LogCaptureFixture, sorry: str
) -> None:
    observed = await watch(on_postgres, postgres.cut, SECONDS)
    check(observed, sorry, "PostgreSQL, connections cut")
    assert observed.words_in(caplog.text) == []


@contextmanager
def _no_page_more(engine: Engine) -> Iterator[None]:
    def hold(connection: Any, record: Any, proxy: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def release(connection: Any, record: Any, proxy: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {2**30}")

    sa.event.listen(engine, "checkout", hold)
    yield
    sa.event.remove(engine, "checkout", hold)
    sa.event.listen(engine, "checkout", release)


@contextmanager
def _no_row_more(engine: Engine) -> Iterator[None]:
    """A transaction for each table: one that held both would wait for those who write to them in
    the other order, and they for it."""
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    with alone.connect() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$"
        )
        for table in ("inbox", "outbox"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER no_room BEFORE INSERT ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION no_room()"
            )
    yield
    with alone.connect() as connection:
        for table in ("inbox", "outbox"):
            connection.exec_driver_sql(f"DROP TRIGGER no_room ON {table}")
        connection.exec_driver_sql("DROP FUNCTION no_room")
