"""Vectors kept on disk by content, so that a changed entry alone is embedded again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Optional

import numpy as np

from knowledge.sentence_embedding import DIMENSIONS, Embedder
from knowledge.shipped_vectors import ShippedVectors, get_shipped_vectors
from knowledge.vector_repository import VectorRepository

Progress = Callable[[int, int], None]
BATCH_TEXTS = 16


class VectorCache:
    """Vectors in one file, or in memory when `path` is None, above those that are shipped.

    A row's key is the hash of the model's name, its side and the text: nothing ever needs to be
    invalidated. A vector that is shipped is taken from there, so that every installation answers
    alike; only others are looked for in the file, and computed where it has them not.
    """

    def __init__(
        self,
        path: Optional[Path] = None,
        shipped: Callable[[], Optional[ShippedVectors]] = get_shipped_vectors,
    ) -> None:
        self._shipped = shipped()
        self._stored = None if path is None else VectorRepository(path)
        self._memory: dict[bytes, np.ndarray] = {}

    def passages(
        self, texts: Sequence[str], embedder: Embedder, progress: Optional[Progress] = None
    ) -> np.ndarray:
        """The vectors of `texts` to be found, shape (n, 384); only unknown ones are computed.

        `progress(done, total)` is called after each batch of computed vectors, which is also kept
        at once: an interrupted start goes on where it stopped.
        """
        return self._vectors(make_passage_key, texts, embedder, embedder.passages, progress)

    def queries(
        self, texts: Sequence[str], embedder: Embedder, progress: Optional[Progress] = None
    ) -> np.ndarray:
        """The same for things that people say, to be compared with what a person says."""

        def embed(batch: Sequence[str]) -> np.ndarray:
            return np.stack([embedder.query(text) for text in batch])

        return self._vectors(make_query_key, texts, embedder, embed, progress)

    def _vectors(
        self,
        key_of: Callable[[Embedder, str], bytes],
        texts: Sequence[str],
        embedder: Embedder,
        embed: Callable[[Sequence[str]], np.ndarray],
        progress: Optional[Progress],
    ) -> np.ndarray:
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        keys = [key_of(embedder, text) for text in texts]
        text_of = dict(zip(keys, texts, strict=True))
        known = self._shipped.read(text_of) if self._shipped else {}
        known.update(self._read([key for key in text_of if key not in known]))
        missing = [key for key in text_of if key not in known]
        batches = [
            missing[start : start + BATCH_TEXTS] for start in range(0, len(missing), BATCH_TEXTS)
        ]
        # The embedder computes outside Python's lock: as many batches at once as there are cores.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            computed = pool.map(lambda batch: embed([text_of[key] for key in batch]), batches)
            for batch, vectors in zip(batches, computed, strict=True):
                found = dict(zip(batch, vectors, strict=True))
                self._write(found)
                known.update(found)
                if progress:
                    progress(len(missing) - len(text_of) + len(known), len(missing))
        return np.stack([known[key] for key in keys])

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, np.ndarray]:
        if self._stored is None:
            return {key: self._memory[key] for key in keys if key in self._memory}
        return self._stored.read(keys)

    def _write(self, found: dict[bytes, np.ndarray]) -> None:
        if self._stored is None:
            self._memory.update(found)
        else:
            self._stored.write(found)


def make_passage_key(embedder: Embedder, text: str) -> bytes:
    """The key of a text to be found."""
    return _make_key(embedder, "passage", text)


def make_query_key(embedder: Embedder, text: str) -> bytes:
    """The key of something that people say."""
    return _make_key(embedder, "query", text)


def _make_key(embedder: Embedder, side: str, text: str) -> bytes:
    return hashlib.sha256(f"{embedder.name}/{side}\0{text}".encode()).digest()
