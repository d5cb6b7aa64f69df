"""Who uses a database: a running service says so, and whoever replaces it or changes its keys makes
sure of it.

SQLite knows its own open connections only; a service whose file was moved away would not be seen.
So the service holds a lock on a file beside the database, which ends with its process. PostgreSQL
knows all its connections itself.
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
from bot.storage.database_engine import StorageError, is_sqlite
from bot.storage.unit_of_work import UnitOfWork

_COUNT_OTHER_CONNECTIONS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"
)


class DatabaseInUseError(StorageError):
    """Somebody uses this database."""

    def __init__(self, what: str = "the service runs on this database: stop it first") -> None:
        super().__init__(what)


@contextmanager
def hold_shared_lock(url: str) -> Iterator[None]:
    """For as long as the block lasts nobody may be `alone` with the database. Raises InUse:
    somebody is at this moment."""
    told = "a restore of this database or a change of its keys is under way"
    with _hold_file_lock(url, fcntl.LOCK_SH, DatabaseInUseError(told)):
        yield


@contextmanager
def hold_exclusive_lock(url: str) -> Iterator[None]:
    """For as long as the block lasts no service starts on the database. Raises InUse."""
    with _hold_file_lock(url, fcntl.LOCK_EX, DatabaseInUseError()):
        yield


def has_other_connections(connection: Union[Connection, UnitOfWork], database: str) -> bool:
    """Whether PostgreSQL knows another connection to this database than the one that asks."""
    return bool(connection.execute(sa.text(_COUNT_OTHER_CONNECTIONS), {"name": database}).scalar())


def ensure_no_other_connections(unit: UnitOfWork, engine: Engine) -> None:
    """What the lock of a file does not tell of PostgreSQL. Raises InUse."""
    if not is_sqlite(engine) and has_other_connections(unit, str(engine.url.database)):
        raise DatabaseInUseError


def find_sqlite_file(url: str) -> Path | None:
    """The file of an SQLite database; None for another kind."""
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
