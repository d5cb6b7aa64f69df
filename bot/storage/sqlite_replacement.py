"""A backup takes the place of an SQLite file."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.pool import StaticPool

from bot.storage import backup_checksum
from bot.storage.backup_checksum import DamagedFileError
from bot.storage.database_backup import check_sqlite_file, check_sqlite_values, open_sqlite_file
from bot.storage.database_engine import StorageError
from bot.storage.database_lock import DatabaseInUseError
from bot.storage.private_files import sync_to_disk

_SIDE_FILE_SUFFIXES = ("-wal", "-shm", "-journal")
_BUSY_ERROR_WORDS = ("locked", "busy")


class SqliteReplacement:
    """See `bot.storage.database_replacement`. The draft is `….restoring`, beside the database."""

    def __init__(self, file: Path, backup: Path) -> None:
        self._file, self._backup = file, backup
        self._draft = file.with_name(f"{file.name}.restoring")
        self.url = f"sqlite:///{self._draft}"
        self.present: Optional[Engine] = None
        self._held: Optional[sqlite3.Connection] = None

    def __enter__(self) -> SqliteReplacement:
        try:
            self._hold()
            self._fill()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *raised: Any) -> None:
        if self._held is not None:
            self._held.close()
        self._clear()

    def replace_database(self, now: dt.datetime) -> Optional[str]:
        """One rename; before it, the database has a second name under which it stays."""
        with closing(open_sqlite_file(self._draft, "rw")) as draft:
            draft.execute("PRAGMA journal_mode=DELETE")  # one file holds it all
        check_sqlite_file(self._draft)
        sync_to_disk(self._draft)
        kept = self._keep(now) if self._file.exists() else None
        os.replace(self._draft, self._file)
        sync_to_disk(self._file.parent)
        return str(kept) if kept else None

    def _hold(self) -> None:
        """Nobody else may have the database open, and what its log holds goes into the file."""
        if not self._file.exists():
            return
        try:
            self._held = open_sqlite_file(self._file, "rw")
            self._held.execute("PRAGMA busy_timeout=0")
            self._held.execute("PRAGMA journal_mode=DELETE")
            self._held.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._held.execute("BEGIN EXCLUSIVE")
            self._held.execute("COMMIT")
            _check_readable(self._held)
        except sqlite3.Error as error:
            if any(word in str(error) for word in _BUSY_ERROR_WORDS):
                raise DatabaseInUseError from None
            return  # kept aside as it is
        held = self._held
        self.present = sa.create_engine("sqlite://", creator=lambda: held, poolclass=StaticPool)

    def _fill(self) -> None:
        """Copy the backup, and see that the copy is whole."""
        if not self._backup.is_file():
            raise StorageError(f"there is no file {self._backup}")
        if self._file.exists() and self._file.samefile(self._backup):
            raise StorageError(f"{self._backup} is the database itself, no backup")
        if Path(f"{self._backup}-wal").exists():
            raise DamagedFileError(
                f"{self._backup} has a log beside it: it was copied while it was used"
            )
        self._clear()
        os.close(os.open(self._draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        shutil.copyfile(self._backup, self._draft)
        try:
            self._look_at_draft()
        except DamagedFileError as error:
            told = str(error).replace(str(self._draft), str(self._backup))
            raise DamagedFileError(told) from None

    def _look_at_draft(self) -> None:
        """Whole, and as it was written; one of an older version does not tell, so it is read."""
        tells = backup_checksum.has_valid_checksum(self._draft)
        if tells:
            backup_checksum.strip_checksum(self._draft)
        check_sqlite_file(self._draft)
        if not tells:
            check_sqlite_values(self._draft)

    def _keep(self, now: dt.datetime) -> Path:
        """The database under another name too, with what is beside one that cannot be read."""
        kept = self._file.with_name(f"{self._file.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
        if not (kept.exists() and kept.samefile(self._file)):  # a run that was cut off just now
            os.link(self._file, kept)
        for end in _SIDE_FILE_SUFFIXES:
            beside = Path(f"{self._file}{end}")
            if beside.exists():
                beside.rename(f"{kept}{end}")
        return kept

    def _clear(self) -> None:
        """What a run that was cut off left is nobody's: whoever is here is alone."""
        for end in ("", *_SIDE_FILE_SUFFIXES):
            Path(f"{self._draft}{end}").unlink(missing_ok=True)


def _check_readable(database: sqlite3.Connection) -> None:
    """Raises sqlite3.Error where not even the names of its tables can be read."""
    database.execute("SELECT count(*) FROM sqlite_master").fetchone()
