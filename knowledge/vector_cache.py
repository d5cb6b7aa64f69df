"""A cache of vectors keyed by content, so that only changed texts are embedded again."""

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
    """Vectors in one file, or in memory if `path` is None, in addition to the shipped ones.

    The key is a hash of the model's name, its side ("query" or "passage") and the text, so that
    nothing has to be invalidated. Shipped vectors take precedence, so that all installations give
    the same answers.
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
        """Return the vectors of `texts` to search, shape (n, 384), computing the missing ones.

        Each computed batch is stored before `progress(done, total)` is called, so that an
        interrupted start resumes where it stopped.
        """
        return self._vectors(make_passage_key, texts, embedder, embedder.passages, progress)

    def queries(
        self, texts: Sequence[str], embedder: Embedder, progress: Optional[Progress] = None
    ) -> np.ndarray:
        """Return the query vectors of `texts`, to be compared with those of messages."""

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
        # The embedder releases the GIL: one batch per core at a time.
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
    """Return the key of a passage."""
    return _make_key(embedder, "passage", text)


def make_query_key(embedder: Embedder, text: str) -> bytes:
    """Return the key of a query."""
    return _make_key(embedder, "query", text)


def _make_key(embedder: Embedder, side: str, text: str) -> bytes:
    return hashlib.sha256(f"{embedder.name}/{side}\0{text}".encode()).digest()
