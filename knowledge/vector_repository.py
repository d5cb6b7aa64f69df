"""Vectors in a disposable SQLite file; damaged content is rebuilt.

It is a cache outside the unit of work. Each row has a checksum of its key and values, so that a
corrupted vector is never used.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Optional, TypeVar

import numpy as np

from knowledge.sentence_embedding import DIMENSIONS

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_MAX_KEYS_PER_QUERY = 500
_VECTOR_BYTES, _SUM_BYTES = 4 * DIMENSIONS, 8
_NORM_TOLERANCE = 1e-5  # of float32 unit vectors
# Messages of SQLite that do not concern the content of the file.
_TRANSIENT_ERRORS = ("is locked", "is full")
# Messages of SQLite about permissions, also raised for a damaged header.
_PERMISSION_ERRORS = ("unable to open", "readonly")


class UnusableFile(OSError):
    """The file can be neither used nor rebuilt; the message says why."""


class VectorRepository:
    """Vectors by 32-byte key. Safe to use from several processes."""

    def __init__(self, path: Path) -> None:
        """Create the file and its folder if needed.

        Raises:
            OSError: they cannot be created.
        """
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._run_recovering(lambda db: None)

    def read(self, keys: Sequence[bytes]) -> dict[bytes, np.ndarray]:
        """Return the intact vectors of `keys`, float32. Raises UnusableFile."""
        stored = self._run_recovering(lambda db: _select_values(db, keys))
        vectors = {key: _decode_vector(key, value) for key, value in stored.items()}
        whole = {key: vector for key, vector in vectors.items() if vector is not None}
        if len(whole) < len(vectors):
            damaged = len(vectors) - len(whole)
            logger.warning("%d damaged vectors will be rebuilt", damaged)
        without_checksum = {key: whole[key] for key in whole if len(stored[key]) == _VECTOR_BYTES}
        if without_checksum:  # written by an earlier version
            self.write(without_checksum)
        return whole

    def write(self, found: Mapping[bytes, np.ndarray]) -> None:
        """Store vectors durably. Raises UnusableFile."""
        rows = [(key, _encode_row(key, vector)) for key, vector in found.items()]
        self._run_recovering(
            lambda db: db.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)
        )

    def _run_recovering(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        try:
            return self._once(work)
        except sqlite3.Error as error:
            self._refuse(error)
            logger.warning("a damaged vector file is rebuilt: %s", type(error).__name__)
        # Journals first, or they would be rolled back into the new file.
        for suffix in ("-journal", "-wal", "-shm", ""):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        try:
            return self._once(work)
        except sqlite3.Error as error:
            raise UnusableFile(f"{self._path} cannot be rebuilt: {error}") from None

    def _once(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        with closing(sqlite3.connect(self._path, timeout=30)) as db, db:
            db.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, value BLOB)")
            return work(db)

    def _refuse(self, error: sqlite3.Error) -> None:
        """Raise UnusableFile if the error does not mean a damaged file."""
        message = str(error)
        if any(part in message for part in _TRANSIENT_ERRORS):
            raise UnusableFile(f"{self._path} cannot be used now: {message}")
        if any(part in message for part in _PERMISSION_ERRORS) and not self._has_permissions():
            raise UnusableFile(
                f"{self._path} cannot be read and written: check its permissions and its folder's"
            )

    def _has_permissions(self) -> bool:
        folder = os.access(self._path.parent, os.R_OK | os.W_OK | os.X_OK)
        if not self._path.exists():
            return folder
        return folder and self._path.is_file() and os.access(self._path, os.R_OK | os.W_OK)


def _select_values(db: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    wanted, found = set(keys), {}
    db.text_factory = bytes  # a damaged blob may be read as text
    for start in range(0, len(keys), _MAX_KEYS_PER_QUERY):
        batch = keys[start : start + _MAX_KEYS_PER_QUERY]
        marks = ",".join("?" * len(batch))
        query = f"SELECT key, value FROM vector WHERE key IN ({marks})"  # nosec B608  # marks
        for key, value in db.execute(query, batch):
            if key in wanted:
                found[key] = value if isinstance(value, bytes) else b""
    return found


def _encode_row(key: bytes, vector: np.ndarray) -> bytes:
    value = vector.astype("<f4").tobytes()
    return value + _checksum(key, value)


def _decode_vector(key: bytes, stored: bytes) -> Optional[np.ndarray]:
    """Return the vector, or None if it is damaged."""
    value, checksum = stored[:_VECTOR_BYTES], stored[_VECTOR_BYTES:]
    if len(value) < _VECTOR_BYTES:
        return None
    vector = np.frombuffer(value, dtype="<f4")
    if checksum:
        return vector if checksum == _checksum(key, value) else None
    with np.errstate(all="ignore"):
        return vector if abs(float(np.linalg.norm(vector)) - 1) < _NORM_TOLERANCE else None


def _checksum(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(key + value, digest_size=_SUM_BYTES).digest()
