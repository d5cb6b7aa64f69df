"""A whole copy of the database while the service runs: `VACUUM INTO` for SQLite, `pg_dump` for
PostgreSQL. What was erased is in no free page of it; its last line tells if it is whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage import backup_checksum, postgres_tools
from bot.storage.backup_checksum import DamagedFileError
from bot.storage.database_engine import StorageError
from bot.storage.database_lock import find_sqlite_file
from bot.storage.private_files import create_private_file


def back_up_database(url: str, target: Path) -> None:
    """Copy the database to a new file, readable by its owner only, and read the copy once.

    Nothing is migrated: a copy before an update is one of the version before.

    Raises:
        StorageError: there is a file of that name, or the copy failed; OSError.
    """
    source = find_sqlite_file(url)
    with create_private_file(target) as draft:
        if source is None:
            postgres_tools.dump_database(url, draft)
        else:
            _vacuum_into(source, draft)
            check_sqlite_file(draft)
        backup_checksum.append_checksum(draft)


def check_sqlite_file(file: Path) -> None:
    """Read an SQLite file from one end to the other. Raises NotWhole."""
    try:
        with closing(open_sqlite_file(file, "ro")) as database:
            told = database.execute("PRAGMA integrity_check(1)").fetchone()
            dangling = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error:
        raise DamagedFileError(f"{file} is not a database of SQLite, or cannot be read") from None
    if told != ("ok",) or dangling is not None:
        raise DamagedFileError(f"{file} is damaged")


def check_sqlite_values(file: Path) -> None:
    """Read every value of an SQLite file that nothing else vouches for: its own check looks at
    pages and rows, never at what was said in them. Raises NotWhole."""
    try:
        with closing(open_sqlite_file(file, "ro")) as database:
            named = "SELECT name FROM sqlite_master WHERE type = 'table'"
            for (name,) in database.execute(named).fetchall():
                quoted = '"' + name.replace('"', '""') + '"'
                for _ in database.execute(f"SELECT * FROM {quoted}"):  # nosec B608
                    pass  # a text that cannot be decoded ends it
    except sqlite3.Error:
        raise DamagedFileError(f"{file} is damaged: not all of it can be read") from None


def open_sqlite_file(file: Path, mode: str) -> sqlite3.Connection:
    """Open a file that is there; `mode`: ro or rw."""
    name = f"{file.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(name, uri=True, timeout=10, isolation_level=None)


def _vacuum_into(source: Path, draft: Path) -> None:
    if not source.exists():
        raise StorageError(f"there is no database at {source}")
    try:
        with closing(open_sqlite_file(source, "rw")) as database:
            database.execute("VACUUM INTO ?", (str(draft),))
    except sqlite3.Error as error:
        # The text of this one is SQLite's own: "disk I/O error", "database or disk is full".
        raise StorageError(f"the copy failed: {error}") from None
