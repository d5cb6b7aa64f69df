"""Engines: SQLite in one file (WAL, explicit BEGIN IMMEDIATE), PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

from bot.settings import create_private_folder
from bot.storage import lock_timeouts
from bot.storage.lock_timeouts import LOCK_TIMEOUT_MS, SHORT_LOCK_TIMEOUT_MS

# Milliseconds that an erasure waits for readers.
_CHECKPOINT_WAIT_MS = 200
_TRUNCATE_WAL_KEY, _FILE_IDENTITY_KEY = "boussole erases", "boussole reads"


class StorageError(Exception):
    """The database cannot be used; the message says what to do."""


def create_database_engine(url: str, threads: int = 4, create_missing: bool = True) -> Engine:
    """An engine for `url` with at most `threads` writing threads; only with `make` does a file of
    SQLite begin to be.

    Raises:
        StorageError: of no kind that is supported, or not there.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _create_sqlite_engine(url, parsed.database, create_missing)
    if parsed.get_backend_name() == "postgresql":
        engine = sa.create_engine(
            url,
            hide_parameters=True,  # an error's text must not quote what was to be stored
            pool_size=threads + 2,
            max_overflow=4,
            pool_pre_ping=True,
            pool_reset_on_return=None,  # `_leave_nothing_open` does it
        )
        event.listen(engine, "checkin", _roll_back_on_return)
        lock_timeouts.track_lock_state(engine)
        return engine
    raise StorageError(f"{parsed.get_backend_name()} is not supported: use sqlite or postgresql")


def is_sqlite(engine: Engine) -> bool:
    """Whether one writer at a time is all there can be."""
    return engine.dialect.name == "sqlite"


def file_identity(file: Path) -> tuple[int, int] | None:
    """Of the file that has this name now; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def mark_wal_for_truncation(connection: Connection) -> None:
    """What this transaction deletes must not stay in a file either: SQLite's write-ahead log, and
    the file behind it until the log is written back."""
    connection.info[_TRUNCATE_WAL_KEY] = True


def _create_sqlite_engine(url: str, path: str | None, create_missing: bool) -> Engine:
    if not path or path == ":memory:":
        raise StorageError("SQLite needs a file: every thread would see its own memory")
    file = Path(path)
    if not create_missing and not file.exists():
        raise StorageError(f"there is no database at {file}")
    create_private_folder(file.parent)
    file.touch(mode=0o600)  # SQLite gives its log and the log's index the same rights

    def connect() -> sqlite3.Connection:
        """A file that was moved away is not made anew: an empty one would end its log."""
        name = f"{file.absolute().as_uri()}?mode=rw"
        return sqlite3.connect(name, uri=True, check_same_thread=False)

    # The stock NullPool reopens and checkpoints at every transaction: 10 ms a choice against 6.
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_reset_on_return=None,  # `_leave_nothing_open` does it
        creator=connect,
    )
    event.listen(engine, "connect", _set_sqlite_pragmas)
    event.listen(engine, "connect", partial(_record_file_identity, file))
    event.listen(engine, "checkout", partial(_refuse_replaced_file, file))
    event.listen(engine, "begin", _begin_transaction)
    event.listen(engine, "checkin", _roll_back_on_return)
    event.listen(engine, "checkin", _truncate_wal)
    lock_timeouts.track_lock_state(engine)
    return engine


def _set_sqlite_pragmas(connection: Any, record: Any) -> None:
    """WAL, full durability, foreign keys; pysqlite's own BEGIN is off since it comes too late."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={LOCK_TIMEOUT_MS}",
        "secure_delete=ON",  # what is erased does not stay in free pages
        "recursive_triggers=ON",  # the audit trail refuses what an « or replace » would delete
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _record_file_identity(file: Path, connection: Any, record: Any) -> None:
    """Which file this one reads."""
    record.info[_FILE_IDENTITY_KEY] = file_identity(file)


def _refuse_replaced_file(file: Path, connection: Any, record: Any, proxy: Any) -> None:
    """What is open goes on reading and writing a file that lost its name: another one is opened,
    or nobody is told that something is kept."""
    if record.info[_FILE_IDENTITY_KEY] != file_identity(file):
        raise DisconnectionError


def _begin_transaction(connection: Any) -> None:
    """A writer takes its lock at once; a reader (execution option) does not."""
    if connection.get_execution_options().get("reading", False):
        connection.exec_driver_sql("BEGIN")
    elif not lock_timeouts.find_lock_state(connection).stuck:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={SHORT_LOCK_TIMEOUT_MS}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={LOCK_TIMEOUT_MS}")


def _roll_back_on_return(connection: Any, record: Any) -> None:
    """After a COMMIT that failed, SQLAlchemy 1.4 hands the connection back with its transaction
    open: the next user of it would fail, and on SQLite the write lock would stay taken."""
    if connection is None:
        return
    try:
        connection.rollback()
    except Exception:  # noqa: BLE001  # a broken connection is of no use to anybody
        record.invalidate()


def _truncate_wal(connection: Any, record: Any) -> None:
    """Empty the log, where something was erased. A reader that is in the way for more than a moment
    leaves it to the next time: a purge comes hourly."""
    if connection is None or not record.info.pop(_TRUNCATE_WAL_KEY, False):
        return
    try:
        connection.execute(f"PRAGMA busy_timeout={_CHECKPOINT_WAIT_MS}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute(f"PRAGMA busy_timeout={LOCK_TIMEOUT_MS}")
    except sqlite3.Error:  # the erasure itself is committed
        record.invalidate()
