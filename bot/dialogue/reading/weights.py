"""The fitted numbers of the tagger and the heads: shipped, made again by `boussole precompute`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.dialogue.nlu import shipped
from bot.dialogue.reading import features, fitting, gazetteer, heads, linear, tagger, tokens
from bot.dialogue.reading.examples import Example, read
from bot.dialogue.reading.heads import Heads
from bot.dialogue.reading.reader import Reader
from bot.dialogue.reading.tagger import Tagger
from bot.progress import Bar
from bot.settings import ROOT
from knowledge.base import Base
from knowledge.embedding import default_embedder
from knowledge.vectors import VectorCache

NAME = "reading"
DATA = ROOT / "nlu_data" / "acts"
_CODE = (features, fitting, heads, linear, tagger, tokens)
CACHE = "training_vectors.sqlite"


class NoWeights(Exception):
    """The fitted numbers are missing; `boussole precompute` makes them."""


def labelled() -> list[Example]:
    """All labelled messages."""
    return read(sorted(DATA.glob("*.txt")))


def key() -> str:
    """A hash of all that the weights are made from, but for the names of the base: they change
    with every entry, and are a feature, so weights made beside other names still read well."""
    digest = hashlib.sha256(default_embedder().name.encode())
    for path in (*sorted(DATA.glob("*.txt")), *(Path(str(m.__file__)) for m in _CODE)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def make(base: Base, folder: Path) -> None:
    """Fit on the labelled messages and ship the numbers. `folder` holds the cache of vectors."""
    told, named = labelled(), gazetteer.types_by_word(base)
    segments = fitting.segments(told)
    vectors = _vectors((each.labelled.text for each in segments), folder)
    tags = fitting.fit_tagger(told, named, Bar("fitting the tagger"))
    acts = fitting.fit_heads(segments, vectors.__getitem__, Bar("fitting acts and aspects"))
    arrays = {
        "tagger": tags["weights"],
        "tagger-bias": tags["bias"],
        "terms": acts["sparse"],
        "vector": acts["dense"].astype(np.float16),
        "bias": acts["bias"],
        "idf": acts["idf"].astype(np.float16),
    }
    shipped.save(NAME, key(), arrays, {"named": named, "messages": len(told)})


def _vectors(texts: Iterable[str], folder: Path) -> Mapping[str, np.ndarray]:
    each = list(dict.fromkeys(texts))
    cache = VectorCache(folder / CACHE)
    found = cache.queries(each, default_embedder(), Bar("vectors of the messages"))
    return dict(zip(each, found, strict=True))


@lru_cache(maxsize=1)
def load_reader() -> Reader:
    """The reader of this process. Raises NoWeights, DamagedWeights."""
    kept = shipped.load(NAME, shipped.key_of(NAME) or "")
    if kept is None:
        raise NoWeights(f"no weights of the {NAME}: run « boussole precompute »")
    numbers = {name: array.astype(np.float32) for name, array in kept.arrays.items()}
    return Reader(
        Tagger(numbers["tagger"], numbers["tagger-bias"], kept.meta["named"]),
        Heads(numbers["terms"], numbers["vector"], numbers["bias"], numbers["idf"]),
    )
