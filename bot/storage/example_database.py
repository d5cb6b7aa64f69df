"""The mark of an example database: SQLite's application id in the file header, which copies and
backups keep (https://www.sqlite.org/fileformat.html)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.settings import create_private_folder

_APPLICATION_ID = 0x42455845  # « BEXE »
_APPLICATION_ID_BYTES = slice(68, 72)  # big-endian


def create_example_database(file: Path) -> None:
    """Create an empty database with the mark, readable by its owner only.

    Raises:
        FileExistsError: the file exists.
    """
    create_private_folder(file.parent)
    file.touch(mode=0o600, exist_ok=False)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")


def is_example_database(file: Path) -> bool:
    """Whether the database file has the mark; reads the header only."""
    with file.open("rb") as source:
        header = source.read(_APPLICATION_ID_BYTES.stop)
    return header[_APPLICATION_ID_BYTES] == _APPLICATION_ID.to_bytes(4, "big")
