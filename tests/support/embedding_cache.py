"""Vectors of what tests say, kept from run to run: 15 ms a sentence, the same each time.

A file under `var/`, which anybody may delete. Keyed by a hash of the model's name, the kind of text
and the text, so another model finds none. Processes that tests start do not use it.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.encoder.graph_file import make_key
from knowledge.sentence_embedding import E5Embedder, default_embedder

_SECONDS = 30  # to wait for the other process of the run


class CachedVectors:
    """A stand-in for the engine of `E5Embedder` that calls it for new texts only."""

    def __init__(self, engine: Callable[[], Any], name: str, path: Path) -> None:
        """`engine` is loaded when it is first needed; `name` of the model."""
        self._engine, self._name = engine, name
        self._lock = threading.Lock()
        self._file = sqlite3.connect(
            path, timeout=_SECONDS, check_same_thread=False, isolation_level=None
        )
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=OFF")  # what is lost is embedded again
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
        )

    def query(self, text: str) -> np.ndarray:
        """As the engine's."""
        return self._vector("query", text)

    def passage(self, texts: Sequence[str]) -> np.ndarray:
        """As the engine's."""
        return np.stack([self._vector("passage", text) for text in texts])

    def _vector(self, kind: str, text: str) -> np.ndarray:
        key = hashlib.sha256(f"{self._name}\0{kind}\0{text}".encode()).digest()
        with self._lock:
            found = self._file.execute(
                "SELECT vector FROM vectors WHERE key = ?", (key,)
            ).fetchone()
        if found:
            return np.frombuffer(found[0], dtype=np.float32)
        engine = self._engine()
        made = engine.query(text) if kind == "query" else engine.passage([text])[0]
        vector = np.asarray(made, dtype=np.float32)
        with self._lock:
            self._file.execute(
                "INSERT OR IGNORE INTO vectors VALUES (?, ?)", (key, vector.tobytes())
            )
        return vector


def cache_vectors(path: Path) -> None:
    """Use the cache in the embedder that this process shares."""
    path.parent.mkdir(parents=True, exist_ok=True)
    embedder = default_embedder()
    embedder._model = CachedVectors(E5Embedder()._loaded, f"{embedder.name} {make_key()}", path)
