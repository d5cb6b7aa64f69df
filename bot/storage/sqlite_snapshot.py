"""An SQLite file that is read and not changed: neither its bytes nor those of its log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from bot.storage.database_backup import open_sqlite_file
from bot.storage.unit_of_work import UnitOfWork

_CHUNK_BYTES = 1 << 20


@contextmanager
def open_snapshot(file: Path) -> Iterator[UnitOfWork]:
    """Yield one reading transaction on the file, opened read-only."""
    engine = sa.create_engine(
        "sqlite://",
        creator=partial(open_sqlite_file, file, "ro"),
        poolclass=NullPool,
        hide_parameters=True,
    )
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("BEGIN")  # pysqlite begins none before a SELECT
        yield UnitOfWork(connection)


def compute_file_digest(file: Path) -> str:
    """Return the SHA-256 of the file and of what stands in its write-ahead log, in hexadecimal."""
    digest = hashlib.sha256()
    for path in (file, file.with_name(f"{file.name}-wal")):
        if path.exists():
            with path.open("rb") as opened:
                while chunk := opened.read(_CHUNK_BYTES):
                    digest.update(chunk)
    return digest.hexdigest()
