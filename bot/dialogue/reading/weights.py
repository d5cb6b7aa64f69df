"""The fitted numbers of the tagger and the heads: shipped, made again by `boussole precompute`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bot.dialogue.nlu import shipped
from bot.dialogue.reading import (
    entries,
    features,
    fitting,
    gazetteer,
    heads,
    leads,
    linear,
    tagger,
    tokens,
)
from bot.dialogue.reading.entries import EntryHead
from bot.dialogue.reading.examples import Example, read
from bot.dialogue.reading.heads import Heads
from bot.dialogue.reading.labels import FRENCH
from bot.dialogue.reading.reader import Reader
from bot.dialogue.reading.tagger import Tagger
from bot.progress import Bar
from bot.settings import ROOT
from knowledge import documents, spelling
from knowledge.base import Base
from knowledge.embedding import default_embedder
from knowledge.vectors import VectorCache

NAME, ENTRIES, LEADS = "reading", "entries", "leads"
DATA = ROOT / "nlu_data" / "acts"
WORDINGS = ROOT / "nlu_data" / "entries"
TOLD = ROOT / "nlu_data" / "leads"
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


def vocabulary_key(base: Base) -> str:
    """A hash of all that the vocabulary is made from."""
    digest = hashlib.sha256(version("pyspellchecker").encode())
    for texts in _vocabulary(base):
        digest.update("\0".join(texts).encode())
    digest.update(Path(str(spelling.__file__)).read_bytes())
    return digest.hexdigest()


def make_vocabulary(base: Base) -> None:
    """Ship the words that others are put right to (`knowledge.spelling`)."""
    spelling.make(*_vocabulary(base), spelling.FOLDER, vocabulary_key(base))


def _vocabulary(base: Base) -> tuple[list[str], list[str], list[str], list[str]]:
    """What is typed in French, what in other languages, what may be in either, and the titles of
    the base."""
    from bot.safeguarding.training import sentences  # it brings all of scikit-learn

    told = labelled()
    french = [each.text for each in told if each.language == FRENCH]
    french += [each.text for each in sentences()]
    abroad = [each.text for each in told if each.language != FRENCH]
    either = [text for _, text in entries.written(WORDINGS)]
    titles = [t for each in base.entries.values() for t in documents.titles(each)]
    return french, abroad, either, titles


def entries_key(base: Base) -> str:
    """A hash of all that the weights of the entries are made from."""
    digest = hashlib.sha256(key().encode())
    for each, text in entries.wordings(base, WORDINGS, ()):
        digest.update(f"{each}\0{text}\0".encode())
    digest.update(Path(str(entries.__file__)).read_bytes())
    return digest.hexdigest()


def make_entries(base: Base, folder: Path) -> None:
    """Fit on the wordings of the entries and ship the numbers."""
    told = entries.wordings(base, WORDINGS, fitting.segments(labelled()))
    _ship(ENTRIES, entries_key(base), told, folder, entries.BUCKETS)


def leads_key(base: Base) -> str:
    """A hash of all that the weights of the leads are made from."""
    digest = hashlib.sha256(key().encode())
    for each, text in leads.messages(base, TOLD, ()):
        digest.update(f"{each}\0{text}\0".encode())
    for module in (entries, leads):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()


def make_leads(base: Base, folder: Path) -> None:
    """Fit on what people tell of themselves and ship the numbers."""
    told = leads.messages(base, TOLD, fitting.segments(labelled()))
    _ship(LEADS, leads_key(base), told, folder, leads.BUCKETS)


def _ship(
    name: str, made_from: str, told: Sequence[tuple[str, str]], folder: Path, buckets: int
) -> None:
    vectors = _vectors((text for _, text in told), folder)
    made = entries.fit(told, vectors.__getitem__, Bar(f"fitting the {name}"), buckets)
    arrays = {
        "sparse": made["sparse"],
        "dense": made["dense"].astype(np.float16),
        "bias": made["bias"],
        "idf": made["idf"].astype(np.float16),
    }
    shipped.save(name, made_from, arrays, {"ids": made["ids"]})


def _vectors(texts: Iterable[str], folder: Path) -> Mapping[str, np.ndarray]:
    each = list(dict.fromkeys(texts))
    cache = VectorCache(folder / CACHE)
    found = cache.queries(each, default_embedder(), Bar("vectors of the messages"))
    return dict(zip(each, found, strict=True))


@lru_cache(maxsize=1)
def load_reader() -> Reader:
    """The reader of this process. Raises NoWeights, DamagedWeights."""
    numbers, meta = _numbers(NAME)
    of_entries, ids = _numbers(ENTRIES)
    return Reader(
        Tagger(numbers["tagger"], numbers["tagger-bias"], meta["named"]),
        Heads(numbers["terms"], numbers["vector"], numbers["bias"], numbers["idf"]),
        EntryHead(ids["ids"], **of_entries),
    )


@lru_cache(maxsize=1)
def load_leads() -> EntryHead:
    """What points from a person's words at professions. Raises NoWeights, DamagedWeights."""
    numbers, meta = _numbers(LEADS)
    return EntryHead(meta["ids"], **numbers)


def _numbers(name: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    kept = shipped.load(name, shipped.key_of(name) or "")
    if kept is None:
        raise NoWeights(f"no weights of the {name}: run « boussole precompute »")
    return {each: array.astype(np.float32) for each, array in kept.arrays.items()}, kept.meta
