"""The last line of a backup: a SHA-256 of all that stands before it. A byte that changed on a disk
or on the way is found by it wherever it is, inside what somebody said too, which no check of a
database's own looks at. SQLite and `pg_restore` read a file with this line as one without it.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Optional

from bot.storage.database_engine import StorageError

_LINE_PREFIX = b"\nboussole backup, sha256 "
_LINE_PATTERN = re.compile(re.escape(_LINE_PREFIX) + rb"([0-9a-f]{64})\n")
_LINE_BYTES = len(_LINE_PREFIX) + 64 + 1
_CHUNK_BYTES = 1 << 20


class DamagedFileError(StorageError):
    """A file is no database, or not a whole one."""


def append_checksum(file: Path) -> None:
    """Write the line at the end of a finished backup."""
    told = _hash_file(file, file.stat().st_size)
    with file.open("ab") as target:
        target.write(_LINE_PREFIX + told.encode() + b"\n")


def has_valid_checksum(file: Path) -> bool:
    """Whether its line tells that every byte is the one that was written; False where it has none,
    as backups of older versions. Raises NotWhole."""
    length = file.stat().st_size - _LINE_BYTES
    told = _read_checksum(file, length)
    if told is None:
        return False
    if told != _hash_file(file, length):
        raise DamagedFileError(f"{file} is damaged: it is not as it was when it was made")
    return True


def strip_checksum(file: Path) -> None:
    """Leave the backup alone, without its line."""
    os.truncate(file, file.stat().st_size - _LINE_BYTES)


def _read_checksum(file: Path, length: int) -> Optional[str]:
    """What its last line tells. Raises NotWhole where only the figures of it cannot be read."""
    if length < 0:
        return None
    with file.open("rb") as source:
        source.seek(length)
        last = source.read()
    if not last.startswith(_LINE_PREFIX):
        return None
    if found := _LINE_PATTERN.fullmatch(last):
        return found[1].decode()
    raise DamagedFileError(f"{file} is damaged: its last line cannot be read")


def _hash_file(file: Path, length: int) -> str:
    """Of the first bytes, a piece at a time: a backup may be larger than the memory."""
    known = hashlib.sha256()
    with file.open("rb") as source:
        while length > 0 and (piece := source.read(min(_CHUNK_BYTES, length))):
            known.update(piece)
            length -= len(piece)
    return known.hexdigest()
