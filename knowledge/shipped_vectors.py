"""The vectors of the hand-written base, shipped as numbers: a clean clone embeds what is missing.

One `.npy` file for each file of entries, and for each interest and skill, so that a change touches
one small file. A row is the key that `VectorCache` has for a text (model, side and text, hashed), a
scale and 384 numbers in eight bits (`knowledge.int8_rows`), in the order of the keys. `boussole
precompute` writes them.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from knowledge.int8_rows import dequantise, quantise
from knowledge.sentence_embedding import DIMENSIONS

SHIPPED_FOLDER = Path(__file__).with_name("shipped")
_KEY_BYTES = 32  # bytes
_ROW_TYPE = np.dtype([("key", f"V{_KEY_BYTES}"), ("scale", "<f4"), ("values", "i1", (DIMENSIONS,))])


class ShippedVectors:
    """The files of a folder, mapped into memory: only rows that are asked for are read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._found: dict[bytes, tuple[np.ndarray, int]] = {}
        self._opened = False

    def read(self, keys: Iterable[bytes]) -> dict[bytes, np.ndarray]:
        """The vectors of those `keys` that are there, float32."""
        self._open()
        places = {key: self._found[key] for key in keys if key in self._found}
        if not places:
            return {}
        rows = np.array([file[row] for file, row in places.values()], dtype=_ROW_TYPE)
        return dict(zip(places, dequantise(rows["values"], rows["scale"]), strict=True))

    def _open(self) -> None:
        with self._lock:
            if self._opened:
                return
            for path in list_files(self._folder):
                rows = np.load(path, mmap_mode="r", allow_pickle=False)
                self._found.update((key, (rows, n)) for n, key in enumerate(iter_keys(rows)))
            self._opened = True


@lru_cache(maxsize=1)
def get_shipped_vectors() -> ShippedVectors:
    """Those of the project, opened once in a process."""
    return ShippedVectors(SHIPPED_FOLDER)


def list_files(folder: Path) -> list[Path]:
    """Every file of vectors in a folder."""
    return sorted(folder.rglob("*.npy"))


def read_rows(path: Path) -> np.ndarray:
    """All rows of a file; none where it is missing or has another form."""
    if path.exists():
        rows = np.load(path, allow_pickle=False)
        if rows.dtype == _ROW_TYPE:
            return np.asarray(rows)
    return np.empty(0, dtype=_ROW_TYPE)


def iter_keys(rows: np.ndarray) -> Iterator[bytes]:
    """The keys of rows, in their order."""
    together = np.ascontiguousarray(rows["key"]).tobytes()
    return (together[at : at + _KEY_BYTES] for at in range(0, len(together), _KEY_BYTES))


def write_rows(path: Path, keys: Collection[bytes], new: Mapping[bytes, np.ndarray]) -> None:
    """Write the rows of `keys`: `new` vectors, and for the others what the file has already, bit
    by bit; a file without keys is removed."""
    if not keys:
        path.unlink(missing_ok=True)
        return
    before = read_rows(path)
    row_of = dict(zip(iter_keys(before), before, strict=True))
    for key, vector in new.items():
        values, scales = quantise(vector[None])
        row_of[key] = np.array([(np.void(key), scales[0], values[0])], dtype=_ROW_TYPE)[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(
        path, np.array([row_of[key] for key in sorted(keys)], dtype=_ROW_TYPE), allow_pickle=False
    )
