"""A backup takes the place of the database: everything that can fail happens to a draft beside it,
and the last step is one that is done or not done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Optional, Protocol, Union

from sqlalchemy.engine import Engine

from bot.storage.in_use import alone, sqlite_file
from bot.storage.replacing_postgres import InPostgres
from bot.storage.replacing_sqlite import InSqlite


class Replacing(Protocol):
    """`url`: the draft, filled from the backup. `present`: the database whose place it takes, to be
    read; None where there is none, or it cannot be read."""

    url: str
    present: Optional[Engine]

    def take_the_place(self, now: dt.datetime) -> Optional[str]:
        """The draft is the database from here on; under which name the one before is kept."""


@contextmanager
def replacing(url: str, backup: Path) -> Iterator[Replacing]:
    """A draft made of a backup, while nobody else uses the database. What is not finished in the
    block leaves nothing behind.

    Raises:
        StorageError: somebody uses the database, or the backup is none; OSError.
    """
    file = sqlite_file(url)
    made: Union[InPostgres, InSqlite]
    made = InPostgres(url, backup) if file is None else InSqlite(file, backup)
    with alone(url), made as found:
        yield found
