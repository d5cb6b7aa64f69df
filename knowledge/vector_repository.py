"""Vectors in one file of SQLite, which may be lost: whatever is damaged in it is made again.

A database of its own, without unit of work: a cache that nothing else is consistent with. Each row
holds the checksum of its key and its numbers, so that a byte that changed on the disk is never
taken for a vector.
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
_MAX_KEYS_PER_QUERY = 500  # keys in one statement
_VECTOR_BYTES, _SUM_BYTES = 4 * DIMENSIONS, 8
_NORM_TOLERANCE = 1e-5  # how far from 1 the length of a vector of float32 may be
# What SQLite says of its surroundings, and never of what the file holds.
_TRANSIENT_ERRORS = ("is locked", "is full")
# What it says of rights, and of a damaged header too.
_PERMISSION_ERRORS = ("unable to open", "readonly")


class UnusableFile(OSError):
    """The file can be neither used nor made again; the message says what stands in the way."""


class VectorRepository:
    """The vectors by their keys, of 32 bytes. Safe to use from several processes."""

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._run_recovering(lambda db: None)

    def read(self, keys: Sequence[bytes]) -> dict[bytes, np.ndarray]:
        """Those of `keys` that are there and whole, float32. Raises UnusableFile."""
        stored = self._run_recovering(lambda db: _select_values(db, keys))
        vectors = {key: _decode_vector(key, value) for key, value in stored.items()}
        whole = {key: vector for key, vector in vectors.items() if vector is not None}
        if len(whole) < len(vectors):
            damaged = len(vectors) - len(whole)
            logger.warning("%d damaged vectors are made again", damaged)
        earlier = {key: whole[key] for key in whole if len(stored[key]) == _VECTOR_BYTES}
        if earlier:  # of a version without sums
            self.write(earlier)
        return whole

    def write(self, found: Mapping[bytes, np.ndarray]) -> None:
        """Keep them, on the disk when this returns. Raises UnusableFile."""
        rows = [(key, _encode_row(key, vector)) for key, vector in found.items()]
        self._run_recovering(
            lambda db: db.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)
        )

    def _run_recovering(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        try:
            return self._once(work)
        except sqlite3.Error as error:
            self._refuse(error)
            logger.warning("a damaged file of vectors is made again: %s", type(error).__name__)
        # What was under way first, or it would be undone in the new file.
        for suffix in ("-journal", "-wal", "-shm", ""):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        try:
            return self._once(work)
        except sqlite3.Error as error:
            raise UnusableFile(f"{self._path} cannot be made again: {error}") from None

    def _once(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        with closing(sqlite3.connect(self._path, timeout=30)) as db, db:
            db.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, value BLOB)")
            return work(db)

    def _refuse(self, error: sqlite3.Error) -> None:
        """Raises UnusableFile: it is not the file that is damaged."""
        told = str(error)
        if any(each in told for each in _TRANSIENT_ERRORS):
            raise UnusableFile(f"{self._path} cannot be used now: {told}")
        if any(each in told for each in _PERMISSION_ERRORS) and not self._has_permissions():
            raise UnusableFile(
                f"{self._path} cannot be read and written: see its rights and those of its folder"
            )

    def _has_permissions(self) -> bool:
        folder = os.access(self._path.parent, os.R_OK | os.W_OK | os.X_OK)
        if not self._path.exists():
            return folder
        return folder and self._path.is_file() and os.access(self._path, os.R_OK | os.W_OK)


def _select_values(db: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    wanted, found = set(keys), {}
    db.text_factory = bytes  # what is no blob any more is looked at as well
    for start in range(0, len(keys), _MAX_KEYS_PER_QUERY):
        some = keys[start : start + _MAX_KEYS_PER_QUERY]
        marks = ",".join("?" * len(some))
        query = f"SELECT key, value FROM vector WHERE key IN ({marks})"  # nosec B608  # marks
        for key, value in db.execute(query, some):
            if key in wanted:
                found[key] = value if isinstance(value, bytes) else b""
    return found


def _encode_row(key: bytes, vector: np.ndarray) -> bytes:
    value = vector.astype("<f4").tobytes()
    return value + _checksum(key, value)


def _decode_vector(key: bytes, stored: bytes) -> Optional[np.ndarray]:
    """None: it is damaged."""
    value, told = stored[:_VECTOR_BYTES], stored[_VECTOR_BYTES:]
    if len(value) < _VECTOR_BYTES:
        return None
    vector = np.frombuffer(value, dtype="<f4")
    if told:
        return vector if told == _checksum(key, value) else None
    with np.errstate(all="ignore"):
        return vector if abs(float(np.linalg.norm(vector)) - 1) < _NORM_TOLERANCE else None


def _checksum(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(key + value, digest_size=_SUM_BYTES).digest()
