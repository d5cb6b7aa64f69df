"""Replacement of an SQLite file by a backup."""

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
        """Rename the draft to the database; returns the name under which the old one is kept."""
        with closing(open_sqlite_file(self._draft, "rw")) as draft:
            draft.execute("PRAGMA journal_mode=DELETE")  # so that there is a single file
        check_sqlite_file(self._draft)
        sync_to_disk(self._draft)
        kept = self._keep(now) if self._file.exists() else None
        os.replace(self._draft, self._file)
        sync_to_disk(self._file.parent)
        return str(kept) if kept else None

    def _hold(self) -> None:
        """Lock the database, so that nobody else has it open, and write back its log.

        Raises:
            DatabaseInUseError: another process has it open.
        """
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
            return  # unreadable: kept aside unchanged
        held = self._held
        self.present = sa.create_engine("sqlite://", creator=lambda: held, poolclass=StaticPool)

    def _fill(self) -> None:
        """Copy the backup to the draft and verify it.

        Raises:
            StorageError: the backup is missing, damaged, or the database itself.
        """
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
            message = str(error).replace(str(self._draft), str(self._backup))
            raise DamagedFileError(message) from None

    def _look_at_draft(self) -> None:
        """Verify the draft; without a checksum, as in older backups, every value is read."""
        has_checksum = backup_checksum.has_valid_checksum(self._draft)
        if has_checksum:
            backup_checksum.strip_checksum(self._draft)
        check_sqlite_file(self._draft)
        if not has_checksum:
            check_sqlite_values(self._draft)

    def _keep(self, now: dt.datetime) -> Path:
        """Give the database a second name, and move its side files along."""
        kept = self._file.with_name(f"{self._file.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
        if not (kept.exists() and kept.samefile(self._file)):  # else left by an interrupted run
            os.link(self._file, kept)
        for end in _SIDE_FILE_SUFFIXES:
            beside = Path(f"{self._file}{end}")
            if beside.exists():
                beside.rename(f"{kept}{end}")
        return kept

    def _clear(self) -> None:
        """Delete the draft, also one left by an interrupted run; the lock excludes other runs."""
        for end in ("", *_SIDE_FILE_SUFFIXES):
            Path(f"{self._draft}{end}").unlink(missing_ok=True)


def _check_readable(database: sqlite3.Connection) -> None:
    """Raise sqlite3.Error if not even the table names can be read."""
    database.execute("SELECT count(*) FROM sqlite_master").fetchone()
