"""Tombstones outside of the database, so that an erasure outlives it (P6).

Beside the keys, in the folder `erased`, one file a month: a line for each erasure, with its time
and a pseudonym, written once the erasure is committed. When the database is lost and a backup takes
its place, these lines tell who must not come back. The purge lets go of old months, and mends what
a crash or another machine left out (`bot.privacy.restore_guard`).
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

# When each person asked last.
Tombstones = dict[str, dt.datetime]
# A UTC time, and what 64 characters of a column may hold.
_LINE = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]+\+00:00) (\S{1,64})")


def append_tombstones(folder: Path, stones: Mapping[str, dt.datetime]) -> None:
    """Append them, on the disk when this returns. Raises OSError."""
    create_private_folder(folder)
    for name, at in stones.items():
        utc = at.astimezone(dt.timezone.utc)
        # The break before it ends a line that a crash left open.
        line = f"\n{utc.isoformat()} {name}\n".encode()
        flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY
        handle = os.open(folder / f"{utc:%Y-%m}.txt", flags, 0o600)
        try:
            os.write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)


def read_tombstones(folder: Path) -> Tombstones:
    """What is written there, of each the latest; a line that is cut off is passed over."""
    found: Tombstones = {}
    for file in sorted(folder.glob("*.txt")):
        for line in file.read_text("utf-8", "replace").splitlines():
            if match := _LINE.fullmatch(line):
                found = merge_tombstones(found, {match[2]: dt.datetime.fromisoformat(match[1])})
    return found


def merge_tombstones(one: Tombstones, other: Tombstones) -> Tombstones:
    """All of them, of each the latest."""
    return one | {name: at for name, at in other.items() if is_newer_tombstone(name, at, one)}


def is_newer_tombstone(name: str, at: dt.datetime, known: Tombstones) -> bool:
    """Whether nobody knew yet, or only of an earlier time."""
    return name not in known or known[name] < at


def try_append_tombstones(folder: Path, stones: Mapping[str, dt.datetime]) -> None:
    """As `append_tombstones`; an error of the disk is logged, and the next purge tries again."""
    try:
        append_tombstones(folder, stones)
    except OSError as error:
        logger.error("erasures are in the database only: %s", type(error).__name__)


def delete_old_log_files(folder: Path, before: dt.datetime) -> None:
    """Remove the files of months that had ended by then."""
    for file in folder.glob("*.txt"):
        if file.stem < f"{before.astimezone(dt.timezone.utc):%Y-%m}":
            file.unlink(missing_ok=True)
