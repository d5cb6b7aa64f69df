"""Backup of the database while the service runs, with a checksum; erased data is not copied."""

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
    """Copy the database to a new file, readable by its owner only, and verify the copy.

    The schema is not migrated, so a backup before an update has the old version.

    Raises:
        StorageError: the file exists, or the copy failed.
        OSError: the file could not be written.
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
    """Check the integrity of an SQLite file.

    Raises:
        DamagedFileError: the file is not a database, or is damaged.
    """
    try:
        with closing(open_sqlite_file(file, "ro")) as database:
            integrity = database.execute("PRAGMA integrity_check(1)").fetchone()
            dangling = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error:
        raise DamagedFileError(f"{file} is not a database of SQLite, or cannot be read") from None
    if integrity != ("ok",) or dangling is not None:
        raise DamagedFileError(f"{file} is damaged")


def check_sqlite_values(file: Path) -> None:
    """Read every value of an SQLite file without a checksum: the integrity check covers pages and
    rows, but not the text in them.

    Raises:
        DamagedFileError: a value cannot be read.
    """
    try:
        with closing(open_sqlite_file(file, "ro")) as database:
            tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
            for (name,) in database.execute(tables).fetchall():
                quoted = '"' + name.replace('"', '""') + '"'
                for _ in database.execute(f"SELECT * FROM {quoted}"):  # nosec B608
                    pass  # undecodable text raises
    except sqlite3.Error:
        raise DamagedFileError(f"{file} is damaged: not all of it can be read") from None


def open_sqlite_file(file: Path, mode: str) -> sqlite3.Connection:
    """Open an existing file; `mode` is ro or rw."""
    name = f"{file.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(name, uri=True, timeout=10, isolation_level=None)


def _vacuum_into(source: Path, draft: Path) -> None:
    if not source.exists():
        raise StorageError(f"there is no database at {source}")
    try:
        with closing(open_sqlite_file(source, "rw")) as database:
            database.execute("VACUUM INTO ?", (str(draft),))
    except sqlite3.Error as error:
        # The text is SQLite's own, such as "database or disk is full", and quotes no data.
        raise StorageError(f"the copy failed: {error}") from None
