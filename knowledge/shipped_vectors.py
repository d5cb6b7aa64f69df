"""The precomputed vectors of the hand-written base, written by `boussole precompute`.

There is one `.npy` file per file of entries and per interest, skill or disclosure, so that a change
touches one small file. A row is the key of a text in `VectorCache`, a scale and 384 int8 values
(`knowledge.int8_rows`); rows are sorted by key.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from knowledge.int8_rows import MAX_INT8, dequantise, quantise
from knowledge.sentence_embedding import DIMENSIONS

logger = logging.getLogger(__name__)

SHIPPED_FOLDER = Path(__file__).with_name("shipped")
_KEY_BYTES = 32
_NORM_TOLERANCE = 0.002  # of a unit vector in eight bits
_ROW_TYPE = np.dtype([("key", f"V{_KEY_BYTES}"), ("scale", "<f4"), ("values", "i1", (DIMENSIONS,))])


class ShippedVectors:
    """The vectors of a folder, memory-mapped: only requested rows are read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._rows: dict[bytes, tuple[np.ndarray, int]] = {}
        self._opened = False

    def read(self, keys: Iterable[bytes]) -> dict[bytes, np.ndarray]:
        """Return the vectors of the `keys` that exist, float32, without damaged ones."""
        self._open()
        places = {key: self._rows[key] for key in keys if key in self._rows}
        if not places:
            return {}
        rows = np.array([file[row] for file, row in places.values()], dtype=_ROW_TYPE)
        with np.errstate(all="ignore"):
            vectors = dequantise(rows["values"], rows["scale"])
            whole = _find_whole(rows, vectors)
        if damaged := int((~whole).sum()):
            logger.warning("%d damaged vectors are computed again", damaged)
        found = zip(places, vectors, whole, strict=True)
        return {key: vector for key, vector, is_whole in found if is_whole}

    def _open(self) -> None:
        with self._lock:
            if self._opened:
                return
            for path in list_files(self._folder):
                try:
                    rows = np.load(path, mmap_mode="r", allow_pickle=False)
                    keys = [*iter_keys(rows)]
                except (ValueError, IndexError, EOFError) as error:
                    logger.warning(
                        "a damaged file of vectors is left out: %s", type(error).__name__
                    )
                    continue
                self._rows.update((key, (rows, n)) for n, key in enumerate(keys))
            self._opened = True


def _find_whole(rows: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Return which rows are as `quantise` makes them of a unit vector, shape (n,).

    A changed bit that this does not see turns a vector by eight degrees at most.
    """
    unit = np.abs(np.linalg.norm(vectors, axis=1) - 1) < _NORM_TOLERANCE
    largest = np.abs(rows["values"].astype(np.int16)).max(axis=1)
    return unit & (rows["scale"] > 0) & (largest == MAX_INT8)


@lru_cache(maxsize=1)
def get_shipped_vectors() -> ShippedVectors:
    """Return the shipped vectors of the project, opened once per process."""
    return ShippedVectors(SHIPPED_FOLDER)


def list_files(folder: Path) -> list[Path]:
    """Return the vector files of a folder."""
    return sorted(folder.rglob("*.npy"))


def read_rows(path: Path) -> np.ndarray:
    """Return the rows of a file, none if it is missing or has another format."""
    if path.exists():
        rows = np.load(path, allow_pickle=False)
        if rows.dtype == _ROW_TYPE:
            return np.asarray(rows)
    return np.empty(0, dtype=_ROW_TYPE)


def iter_keys(rows: np.ndarray) -> Iterator[bytes]:
    """Yield the keys of rows, in order."""
    together = np.ascontiguousarray(rows["key"]).tobytes()
    return (together[at : at + _KEY_BYTES] for at in range(0, len(together), _KEY_BYTES))


def write_rows(path: Path, keys: Collection[bytes], new: Mapping[bytes, np.ndarray]) -> None:
    """Write the rows of `keys`: `new` vectors, and existing rows of the file unchanged.

    A file without keys is removed.
    """
    if not keys:
        path.unlink(missing_ok=True)
        return
    before = read_rows(path)
    row_of = dict(zip(iter_keys(before), before, strict=True))
    for key, vector in new.items():
        values, scales = quantise(vector[None])
        row_of[key] = np.array([(np.void(key), scales[0], values[0])], dtype=_ROW_TYPE)[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = np.array([row_of[key] for key in sorted(keys)], dtype=_ROW_TYPE)
    np.save(path, rows, allow_pickle=False)
