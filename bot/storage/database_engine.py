"""Database engines for SQLite (WAL, explicit BEGIN IMMEDIATE) and PostgreSQL."""

from __future__ import annotations

import secrets
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

# How long an erasure waits for readers.
_CHECKPOINT_WAIT_MS = 200
_TRUNCATE_WAL_KEY, _FILE_IDENTITY_KEY = "boussole erases", "boussole reads"
# The option of an engine on PostgreSQL that distinguishes it from those of other processes.
PROCESS_MARK = "boussole process"


class StorageError(Exception):
    """The database cannot be used; the message says why."""


def create_database_engine(url: str, threads: int = 4, create_missing: bool = True) -> Engine:
    """Create an engine for `url` and `threads` writing threads.

    Raises:
        StorageError: the kind of database is not supported, or its SQLite file is missing and
            `create_missing` is off.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _create_sqlite_engine(url, parsed.database, create_missing)
    if parsed.get_backend_name() == "postgresql":
        engine = sa.create_engine(
            url,
            hide_parameters=True,  # the text of an error must not quote data
            pool_size=threads + 2,
            max_overflow=4,
            pool_pre_ping=True,
            pool_reset_on_return=None,  # `_roll_back_on_return` does it
            execution_options={PROCESS_MARK: secrets.token_hex(4)},
        )
        event.listen(engine, "checkin", _roll_back_on_return)
        lock_timeouts.track_lock_state(engine)
        return engine
    raise StorageError(f"{parsed.get_backend_name()} is not supported: use sqlite or postgresql")


def file_identity(file: Path) -> tuple[int, int] | None:
    """Return the device and inode of the file with this name; None if there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def mark_wal_for_truncation(connection: Connection) -> None:
    """Have SQLite's write-ahead log truncated after this transaction, since both the log and the
    file behind it still contain what the transaction deletes."""
    connection.info[_TRUNCATE_WAL_KEY] = True


def _create_sqlite_engine(url: str, path: str | None, create_missing: bool) -> Engine:
    if not path or path == ":memory:":
        raise StorageError("SQLite needs a file: every thread would see its own memory")
    file = Path(path)
    if not create_missing and not file.exists():
        raise StorageError(f"there is no database at {file}")
    create_private_folder(file.parent)
    file.touch(mode=0o600)  # SQLite gives its log files the same permissions

    def connect() -> sqlite3.Connection:
        """Open the file without creating it: an empty file in place of a moved one would destroy
        its log."""
        name = f"{file.absolute().as_uri()}?mode=rw"
        return sqlite3.connect(name, uri=True, check_same_thread=False)

    # The default NullPool reopens and checkpoints at each transaction: 10 ms instead of 6.
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_reset_on_return=None,  # `_roll_back_on_return` does it
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
    """Set the pragmas, and turn off pysqlite's own BEGIN, which comes too late."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={LOCK_TIMEOUT_MS}",
        "secure_delete=ON",  # overwrites erased data in free pages
        "recursive_triggers=ON",  # so that OR REPLACE cannot bypass the audit trail's triggers
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _record_file_identity(file: Path, connection: Any, record: Any) -> None:
    """Remember which file a connection has open."""
    record.info[_FILE_IDENTITY_KEY] = file_identity(file)


def _refuse_replaced_file(file: Path, connection: Any, record: Any, proxy: Any) -> None:
    """Reconnect if the file was replaced: an open connection would go on writing to the old one."""
    if record.info[_FILE_IDENTITY_KEY] != file_identity(file):
        raise DisconnectionError


def _begin_transaction(connection: Any) -> None:
    """Take the write lock at once, except for readers (by execution option)."""
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
    """Roll back a connection returned to the pool: after a failed COMMIT, SQLAlchemy 1.4 returns it
    with the transaction open, which on SQLite keeps the write lock."""
    if connection is None:
        return
    try:
        connection.rollback()
    except Exception:  # noqa: BLE001  # whatever failed, the connection is broken
        record.invalidate()


def _truncate_wal(connection: Any, record: Any) -> None:
    """Truncate the log after an erasure; if a reader blocks it, the hourly purge tries again."""
    if connection is None or not record.info.pop(_TRUNCATE_WAL_KEY, False):
        return
    try:
        connection.execute(f"PRAGMA busy_timeout={_CHECKPOINT_WAIT_MS}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute(f"PRAGMA busy_timeout={LOCK_TIMEOUT_MS}")
    except sqlite3.Error:  # the erasure itself is already committed
        record.invalidate()
