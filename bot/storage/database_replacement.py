"""A backup takes the place of the database: everything that can fail happens to a draft beside it,
and the last step is one that is done or not done."""

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
    """`url`: the draft, filled from the backup. `present`: the database whose place it takes, to be
    read; None where there is none, or it cannot be read."""

    url: str
    present: Optional[Engine]

    def replace_database(self, now: dt.datetime) -> Optional[str]:
        """The draft is the database from here on; under which name the one before is kept."""


@contextmanager
def prepare_replacement(url: str, backup: Path) -> Iterator[DatabaseReplacement]:
    """A draft made of a backup, while nobody else uses the database. What is not finished in the
    block leaves nothing behind.

    Raises:
        StorageError: somebody uses the database, or the backup is none; OSError.
    """
    file = find_sqlite_file(url)
    made: Union[PostgresReplacement, SqliteReplacement]
    made = PostgresReplacement(url, backup) if file is None else SqliteReplacement(file, backup)
    with hold_exclusive_lock(url), made as found:
        yield found
