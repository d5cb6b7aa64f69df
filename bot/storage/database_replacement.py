"""Replacement of the database by a backup: prepared in a draft, then swapped in atomically."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Optional, Protocol, Union

from sqlalchemy.engine import Engine

from bot.storage.database_lock import find_sqlite_file, hold_exclusive_lock
from bot.storage.postgres_replacement import PostgresReplacement
from bot.storage.sqlite_replacement import SqliteReplacement


class DatabaseReplacement(Protocol):
    """A prepared replacement.

    `url` is the draft, filled from the backup. `present` is the current database, for reading; None
    if there is none or it cannot be read.
    """

    url: str
    present: Optional[Engine]

    def replace_database(self, now: dt.datetime) -> Optional[str]:
        """Replace the database by the draft; returns the name under which the old one is kept."""


@contextmanager
def prepare_replacement(url: str, backup: Path) -> Iterator[DatabaseReplacement]:
    """Prepare a draft from a backup under the exclusive lock; an unused draft is removed.

    Raises:
        StorageError: the database is in use, or the backup is not valid.
        OSError: a file could not be read or written.
    """
    file = find_sqlite_file(url)
    draft: Union[PostgresReplacement, SqliteReplacement]
    draft = PostgresReplacement(url, backup) if file is None else SqliteReplacement(file, backup)
    with hold_exclusive_lock(url), draft as replacement:
        yield replacement
