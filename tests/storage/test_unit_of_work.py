"""Transactions: explicit commit, rollback on leaving, snapshots for readers, times in UTC."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from bot.privacy import erasure_log
from bot.settings import Settings
from bot.storage import database_engine as engines
from bot.storage.conversation_tables import notebooks, tombstones
from bot.storage.database_engine import StorageError
from bot.storage.database_lock import hold_shared_lock
from bot.storage.lock_timeouts import LOCK_TIMEOUT_MS
from bot.storage.unit_of_work import reading, writing
from bot.stores import open_library

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)


def _mark(unit: Any, person: str, when: dt.datetime = NOW) -> None:
    unit.execute(tombstones.insert().values(person=person, created=when))


def _keep(engine: Engine, person: str) -> None:
    with writing(engine) as unit:
        _mark(unit, person)
        unit.commit()


def _mark_and_raise(engine: Engine) -> None:
    with writing(engine) as unit:
        _mark(unit, "raised")
        raise LookupError


def _people(engine: Engine) -> list[str]:
    with reading(engine) as unit:
        return unit.execute(sa.select(tombstones.c.person).order_by("person")).scalars().all()


def test_nothing_is_kept_without_a_commit(engine: Engine) -> None:
    with writing(engine) as unit:
        _mark(unit, "left")
        assert not unit.committed
    with pytest.raises(LookupError):
        _mark_and_raise(engine)
    with writing(engine) as unit:
        _mark(unit, "kept")
        unit.commit()
        assert unit.committed
    assert _people(engine) == ["kept"]


def test_p5_the_statement_in_an_error_does_not_quote_what_was_to_be_stored(engine: Engine) -> None:
    _keep(engine, "somebody-of-the-planted-kind")
    with pytest.raises(DBAPIError) as caught:
        _keep(engine, "somebody-of-the-planted-kind")
    quoted = str(caught.value).partition("[SQL")[2]
    assert "INSERT INTO tombstones" in quoted
    assert "somebody-of-the-planted-kind" not in quoted


def test_p6_what_an_erasure_deletes_is_in_no_file_of_the_database(sqlite_engine: Engine) -> None:
    """Neither in the write-ahead log nor in the file behind it, and without anybody's doing."""
    path = Path(sqlite_engine.url.database)

    def files() -> bytes:
        return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))

    _keep(sqlite_engine, "planted" * 9)
    assert b"plantedplanted" in files()
    with writing(sqlite_engine) as unit:
        unit.execute(tombstones.delete())
        engines.mark_wal_for_truncation(unit.connection)
        unit.commit()
    assert b"plantedplanted" not in files()


def test_a_file_that_was_moved_away_is_not_made_anew(sqlite_engine: Engine) -> None:
    """An empty one in its place would end its log, and stay in use when it is back."""
    _keep(sqlite_engine, "before")
    path = Path(sqlite_engine.url.database)
    aside = path.rename(path.with_name("aside"))
    for _ in range(2):  # the connection that was open, and a new one
        with pytest.raises(OperationalError):
            _people(sqlite_engine)
    assert not path.exists()
    aside.rename(path)
    _keep(sqlite_engine, "since")
    assert _people(sqlite_engine) == ["before", "since"]


def test_a_file_that_was_replaced_is_the_one_that_is_written(sqlite_engine: Engine) -> None:
    _keep(sqlite_engine, "before")
    path = Path(sqlite_engine.url.database)
    copy = path.with_name("copy")
    with sqlite_engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(path, copy)
    copy.replace(path)
    _keep(sqlite_engine, "since")
    sqlite_engine.dispose()  # the last one to close a file writes its log back
    with closing(sqlite3.connect(path)) as found:
        people = found.execute("SELECT person FROM tombstones ORDER BY person").fetchall()
    assert people == [("before",), ("since",)]


def test_p6_a_reader_in_the_way_stops_no_erasure(sqlite_engine: Engine) -> None:
    _keep(sqlite_engine, "planted")
    with reading(sqlite_engine) as looking:
        looking.execute(sa.select(tombstones)).all()
        with writing(sqlite_engine) as unit:
            unit.execute(tombstones.delete())
            engines.mark_wal_for_truncation(unit.connection)
            unit.commit()
    assert _people(sqlite_engine) == []
    with writing(sqlite_engine) as unit:  # locks are waited for as long as before
        assert unit.connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == LOCK_TIMEOUT_MS


def test_a_refused_commit_leaves_no_lock_behind(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLAlchemy 1.4 hands the connection back to the pool with its transaction open."""

    def refuse(connection: Any) -> None:
        raise engine.dialect.dbapi.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(engine.dialect, "do_commit", refuse)
        with pytest.raises(OperationalError):
            _keep(engine, "refused")
    assert _people(engine) == []
    _keep(engine, "refused")
    assert _people(engine) == ["refused"]


def test_a_reader_sees_one_moment(engine: Engine) -> None:
    """History is read in several statements: a reply may not appear without its message."""
    query = sa.select(tombstones.c.person)
    with reading(engine) as unit:
        assert unit.execute(query).scalars().all() == []
        with writing(engine) as other:
            _mark(other, "meanwhile")
            other.commit()
        assert unit.execute(query).scalars().all() == []
    assert _people(engine) == ["meanwhile"]


def test_a_reader_does_not_wait_for_a_writer(engine: Engine) -> None:
    with writing(engine) as unit:
        _mark(unit, "unseen")
        assert _people(engine) == []


def test_a_snapshot_ends_with_its_reader(engine: Engine) -> None:
    """The connection goes back to the pool as it came: the next writer sees the present."""
    for n in range(3):
        assert len(_people(engine)) == n
        with writing(engine) as unit:
            _mark(unit, f"person{n}")
            unit.commit()


def test_one_writer_at_a_time_on_sqlite(sqlite_engine: Engine) -> None:
    """The second waits for the first, neither fails: the lock is taken when it begins."""
    inside, release = threading.Event(), threading.Event()
    order: list[str] = []

    def first() -> None:
        with writing(sqlite_engine) as unit:
            inside.set()
            assert release.wait(60)
            order.append("first")
            _mark(unit, "first")
            unit.commit()

    def second() -> None:
        release.set()
        with writing(sqlite_engine) as unit:
            order.append("second")
            _mark(unit, "second")
            unit.commit()

    one, two = threading.Thread(target=first), threading.Thread(target=second)
    one.start()
    assert inside.wait(60)
    two.start()
    one.join(60)
    two.join(60)
    assert order == ["first", "second"]
    assert _people(sqlite_engine) == ["first", "second"]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_sqlite_is_durable_and_erases(sqlite_engine: Engine, pragma: str, value: Any) -> None:
    with sqlite_engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="without a zone"), writing(engine) as unit:
        _mark(unit, "naive", dt.datetime(2026, 11, 25, 10, 0))


def test_times_come_back_aware_and_in_utc(engine: Engine) -> None:
    brussels = dt.timezone(dt.timedelta(hours=1))
    with writing(engine) as unit:
        _mark(unit, "someone", dt.datetime(2026, 11, 25, 11, 0, tzinfo=brussels))
        unit.commit()
    with reading(engine) as unit:
        found = unit.execute(sa.select(tombstones.c.created)).scalar_one()
    assert found == NOW
    assert found.utcoffset() is not None


def test_json_comes_back_as_it_went(engine: Engine) -> None:
    data = {"é": ["✊", None, 1.5, True], "quote": "l'« école »", "empty": {}}
    with writing(engine) as unit:
        unit.execute(
            notebooks.insert().values(person="someone", data=data, created=NOW, last_used=NOW)
        )
        unit.commit()
    with reading(engine) as unit:
        assert unit.execute(sa.select(notebooks.c.data)).scalar_one() == data


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://somewhere/base"])
def test_a_database_that_cannot_be_used_is_refused_with_the_reason(url: str) -> None:
    with pytest.raises(StorageError, match=r"SQLite needs a file|not supported"):
        engines.create_database_engine(url)


# Files


@pytest.fixture
def everybody_may_read() -> Iterator[None]:
    """As most machines are set."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _written(file: Path) -> Engine:
    engine = engines.create_database_engine(f"sqlite:///{file}")
    with writing(engine) as unit:
        unit.execute(sa.text("CREATE TABLE said (words TEXT)"))
        unit.commit()
    return engine


@pytest.mark.usefixtures("everybody_may_read")
def test_a_new_database_is_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "var"
    engine = _written(folder / "boussole.sqlite")
    modes = {each.name: _mode(each) for each in folder.iterdir()}
    assert modes == dict.fromkeys([f"boussole.sqlite{end}" for end in ("", "-wal", "-shm")], 0o600)
    assert [_mode(each) for each in (folder, folder.parent)] == [0o700] * 2
    engine.dispose()


@pytest.mark.usefixtures("everybody_may_read")
def test_what_is_there_keeps_the_rights_that_somebody_gave_it(tmp_path: Path) -> None:
    folder, file = tmp_path / "var", tmp_path / "var" / "boussole.sqlite"
    folder.mkdir(mode=0o755)
    file.touch(mode=0o640)
    engine = _written(file)
    assert (_mode(folder), _mode(file)) == (0o755, 0o640)
    engine.dispose()


@pytest.mark.usefixtures("everybody_may_read")
@pytest.mark.parametrize("make", ["lock", "key", "stone", "vectors"])
def test_whoever_makes_the_data_folder_makes_it_for_the_owner_only(
    tmp_path: Path, make: str
) -> None:
    folder = tmp_path / "var"
    settings = Settings(_env_file=None, data=folder)
    if make == "lock":
        with hold_shared_lock(settings.database_url):
            pass
    elif make == "key":
        settings.key()
    elif make == "stone":
        erasure_log.append_tombstones(settings.erasure_log_folder, {"a": NOW})
    else:
        open_library(settings.copy(update={"knowledge": tmp_path}))
    assert _mode(folder) == 0o700
