"""Vectors kept on disk by content, so that a changed entry alone is embedded again."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Optional

import numpy as np

from knowledge.embedding import DIMENSIONS, Embedder

Progress = Callable[[int, int], None]
BATCH = 16


class VectorCache:
    """Passage vectors in one SQLite file, or in memory when `path` is None.

    A row's key is the hash of the model's name, its side and the text: nothing ever needs to be
    invalidated.
    """

    def __init__(self, path: Optional[Path] = None) -> None:
        self._path = path
        self._memory: dict[bytes, np.ndarray] = {}
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            with closing(_open(path)) as db, db:
                db.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, value BLOB)")

    def passages(
        self, texts: Sequence[str], embedder: Embedder, progress: Optional[Progress] = None
    ) -> np.ndarray:
        """The vectors of `texts` to be found, shape (n, 384); only unknown ones are computed.

        `progress(done, total)` is called after each batch of computed vectors, which is also kept
        at once: an interrupted start goes on where it stopped.
        """
        return self._vectors(f"{embedder.name}/passage", texts, embedder.passages, progress)

    def queries(
        self, texts: Sequence[str], embedder: Embedder, progress: Optional[Progress] = None
    ) -> np.ndarray:
        """The same for things that people say, to be compared with what a person says."""

        def embed(batch: Sequence[str]) -> np.ndarray:
            return np.stack([embedder.query(text) for text in batch])

        return self._vectors(f"{embedder.name}/query", texts, embed, progress)

    def _vectors(
        self,
        role: str,
        texts: Sequence[str],
        embed: Callable[[Sequence[str]], np.ndarray],
        progress: Optional[Progress],
    ) -> np.ndarray:
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        text_of = {_key(role, text): text for text in texts}
        known = self._read(text_of.keys())
        missing = [key for key in text_of if key not in known]
        batches = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
        # The embedder computes outside Python's lock: as many batches at once as there are cores.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            computed = pool.map(lambda batch: embed([text_of[key] for key in batch]), batches)
            for batch, vectors in zip(batches, computed, strict=True):
                found = dict(zip(batch, vectors, strict=True))
                self._write(found)
                known.update(found)
                if progress:
                    progress(len(missing) - len(text_of) + len(known), len(missing))
        return np.stack([known[_key(role, text)] for text in texts])

    def _read(self, keys: Iterable[bytes]) -> dict[bytes, np.ndarray]:
        if self._path is None:
            return {key: self._memory[key] for key in keys if key in self._memory}
        wanted = set(keys)
        with closing(_open(self._path)) as db:
            return {
                key: np.frombuffer(value, dtype="<f4")
                for key, value in db.execute("SELECT key, value FROM vector")
                if key in wanted
            }

    def _write(self, found: dict[bytes, np.ndarray]) -> None:
        if self._path is None:
            self._memory.update(found)
            return
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in found.items()]
        with closing(_open(self._path)) as db, db:
            db.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?)", rows)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=30)


def _key(role: str, text: str) -> bytes:
    return hashlib.sha256(f"{role}\0{text}".encode()).digest()
