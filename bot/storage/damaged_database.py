"""A database file that is damaged, or was emptied: refused at the start, by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bot.storage.database_engine import StorageError
from bot.storage.unit_of_work import is_sqlite, is_storage_failure

_HEADER_BYTES = 100


class DamagedDatabase(StorageError):
    """The file of the database cannot be read; the message names it and says what to do."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the database is damaged: {what}; restore a backup, or remove the file")


def refuse_emptied_file(file: Path) -> None:
    """Refuse an SQLite file that holds nothing, nor does its log; call where a service ran before,
    which would begin anew without a word.

    Raises:
        DamagedDatabase.
    """
    log = file.with_name(f"{file.name}-wal")
    is_empty = file.exists() and file.stat().st_size < _HEADER_BYTES
    if is_empty and not (log.exists() and log.stat().st_size):
        raise DamagedDatabase(f"{file} is empty, though a service ran here before")


@contextmanager
def name_damaged_file(engine: Engine) -> Iterator[None]:
    """Name the file where SQLite says that it is none of its own, or malformed.

    Raises:
        DamagedDatabase.
    """
    try:
        yield
    except DBAPIError as error:
        if not is_sqlite(engine) or is_storage_failure(error):
            raise
        raise DamagedDatabase(f"{engine.url.database} ({error.orig})") from None
