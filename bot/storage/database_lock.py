"""Locks between a running service and commands that replace the database or change its keys.

For SQLite, the service holds a lock on a file next to the database, which ends with its process and
also works if the database file was moved. PostgreSQL knows its connections.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Union

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import make_url

from bot.settings import create_private_folder
from bot.storage.database_engine import StorageError
from bot.storage.unit_of_work import UnitOfWork, is_sqlite

_COUNT_OTHER_CONNECTIONS = (
    "SELECT count(*) FROM pg_stat_activity"
    # PostgreSQL's own processes, such as autovacuum, have no user.
    " WHERE datname = :name AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"
)


class DatabaseInUseError(StorageError):
    """The database is in use."""

    def __init__(self, what: str = "the service runs on this database: stop it first") -> None:
        super().__init__(what)


@contextmanager
def hold_shared_lock(url: str) -> Iterator[None]:
    """Hold a shared lock on the database for the duration of the block.

    Raises:
        DatabaseInUseError: another process holds the exclusive lock.
    """
    reason = "a restore of this database or a change of its keys is under way"
    with _hold_file_lock(url, fcntl.LOCK_SH, DatabaseInUseError(reason)):
        yield


@contextmanager
def hold_exclusive_lock(url: str) -> Iterator[None]:
    """Hold an exclusive lock on the database, so that no service starts during the block.

    Raises:
        DatabaseInUseError: another process holds a lock.
    """
    with _hold_file_lock(url, fcntl.LOCK_EX, DatabaseInUseError()):
        yield


def has_other_connections(connection: Union[Connection, UnitOfWork], database: str) -> bool:
    """Whether PostgreSQL has connections to this database other than the given one."""
    return bool(connection.execute(sa.text(_COUNT_OTHER_CONNECTIONS), {"name": database}).scalar())


def ensure_no_other_connections(unit: UnitOfWork, engine: Engine) -> None:
    """Check that no other process is connected to a PostgreSQL database.

    Raises:
        DatabaseInUseError: there is another connection.
    """
    if not is_sqlite(engine) and has_other_connections(unit, str(engine.url.database)):
        raise DatabaseInUseError


def find_sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite database; None for PostgreSQL."""
    parsed = make_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database
    return Path(parsed.database) if is_file else None


@contextmanager
def _hold_file_lock(url: str, kind: int, refused: DatabaseInUseError) -> Iterator[None]:
    file = find_sqlite_file(url)
    if file is None:
        yield
        return
    create_private_folder(file.parent)
    handle = os.open(f"{file}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refused from None
        yield
    finally:
        os.close(handle)
