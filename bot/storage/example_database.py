"""The mark of a database that holds an invented centre: the number that SQLite keeps in the header
of a file for the application it belongs to. Copies and backups of the database have it too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.settings import create_private_folder

_APPLICATION_ID = 0x42455845  # « BEXE »
_APPLICATION_ID_BYTES = slice(
    68, 72
)  # of the file, big-endian: https://www.sqlite.org/fileformat.html


def create_example_database(file: Path) -> None:
    """A new and empty database with the mark, for its owner only.

    Raises:
        FileExistsError.
    """
    create_private_folder(file.parent)
    file.touch(mode=0o600, exist_ok=False)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")


def is_example_database(file: Path) -> bool:
    """Whether the database in this file has the mark; only its header is read."""
    with file.open("rb") as opened:
        return opened.read(_APPLICATION_ID_BYTES.stop)[
            _APPLICATION_ID_BYTES
        ] == _APPLICATION_ID.to_bytes(4, "big")
