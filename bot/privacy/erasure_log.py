"""A log of tombstones outside of the database, so that erasures survive a restore (P6).

One file per month in the folder `erased`, beside the keys: a line per erasure, with its time and a
pseudonym, written after the commit. When a backup replaces the database, these lines tell whom to
erase again. The purge deletes old months and adds missing lines (`bot.privacy.restore_guard`).
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path

from bot.settings import create_private_folder

logger = logging.getLogger(__name__)

# The time of the last request per person.
Tombstones = dict[str, dt.datetime]
# A UTC time, and a name of up to 64 characters.
_LINE = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]+\+00:00) (\S{1,64})")


def append_tombstones(folder: Path, stones: Mapping[str, dt.datetime]) -> None:
    """Append tombstones and flush them to the disk. Raises OSError."""
    create_private_folder(folder)
    for name, at in stones.items():
        utc = at.astimezone(dt.timezone.utc)
        # The leading newline ends a line that a crash left incomplete.
        line = f"\n{utc.isoformat()} {name}\n".encode()
        flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY
        handle = os.open(folder / f"{utc:%Y-%m}.txt", flags, 0o600)
        try:
            os.write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)


def read_tombstones(folder: Path) -> Tombstones:
    """Return the latest tombstone per person; incomplete lines are skipped."""
    latest: Tombstones = {}
    for file in sorted(folder.glob("*.txt")):
        for line in file.read_text("utf-8", "replace").splitlines():
            if match := _LINE.fullmatch(line):
                latest = merge_tombstones(latest, {match[2]: dt.datetime.fromisoformat(match[1])})
    return latest


def merge_tombstones(one: Tombstones, other: Tombstones) -> Tombstones:
    """Return the latest tombstone per person of both."""
    return one | {name: at for name, at in other.items() if is_newer_tombstone(name, at, one)}


def is_newer_tombstone(name: str, at: dt.datetime, known: Tombstones) -> bool:
    """Return whether the tombstone is unknown, or later than the known one."""
    return name not in known or known[name] < at


def try_append_tombstones(folder: Path, stones: Mapping[str, dt.datetime]) -> None:
    """Append tombstones; log an OSError, since the next purge tries again."""
    try:
        append_tombstones(folder, stones)
    except OSError as error:
        logger.error("erasures are in the database only: %s", type(error).__name__)


def delete_old_log_files(folder: Path, before: dt.datetime) -> None:
    """Delete the files of months that had ended by then."""
    for file in folder.glob("*.txt"):
        if file.stem < f"{before.astimezone(dt.timezone.utc):%Y-%m}":
            file.unlink(missing_ok=True)
