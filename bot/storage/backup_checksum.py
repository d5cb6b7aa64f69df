"""The last line of a backup, a SHA-256 of everything before it.

Unlike the databases' own checks it detects a changed byte anywhere, also in text. SQLite and
`pg_restore` ignore the line.
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
    """A file is not a database, or is damaged."""


def append_checksum(file: Path) -> None:
    """Append the checksum line to a finished backup."""
    checksum = _hash_file(file, file.stat().st_size)
    with file.open("ab") as target:
        target.write(_LINE_PREFIX + checksum.encode() + b"\n")


def has_valid_checksum(file: Path) -> bool:
    """Verify the checksum of a backup; False if it has none, as those of older versions.

    Raises:
        DamagedFileError: the checksum does not match.
    """
    length = file.stat().st_size - _LINE_BYTES
    checksum = _read_checksum(file, length)
    if checksum is None:
        return False
    if checksum != _hash_file(file, length):
        raise DamagedFileError(f"{file} is damaged: it is not as it was when it was made")
    return True


def strip_checksum(file: Path) -> None:
    """Remove the checksum line from a backup."""
    os.truncate(file, file.stat().st_size - _LINE_BYTES)


def _read_checksum(file: Path, length: int) -> Optional[str]:
    """Return the checksum of a backup; None if it has none.

    Raises:
        DamagedFileError: the line is there but not readable.
    """
    if length < 0:
        return None
    with file.open("rb") as source:
        source.seek(length)
        last = source.read()
    if not last.startswith(_LINE_PREFIX):
        return None
    if match := _LINE_PATTERN.fullmatch(last):
        return match[1].decode()
    raise DamagedFileError(f"{file} is damaged: its last line cannot be read")


def _hash_file(file: Path, length: int) -> str:
    """Return the SHA-256 of the first `length` bytes, read in chunks."""
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while length > 0 and (chunk := source.read(min(_CHUNK_BYTES, length))):
            digest.update(chunk)
            length -= len(chunk)
    return digest.hexdigest()
