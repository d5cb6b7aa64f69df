"""The weights of the tagger, the heads and the classifiers: shipped, remade by `boussole
precompute`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bot.dialogue.nlu import shipped_weights
from bot.dialogue.nlu.source_hash import hash_source
from bot.dialogue.reading import (
    entry_classifier,
    features,
    gazetteer,
    heads,
    lead_examples,
    linear,
    message_tokens,
    purpose_training,
    reading_training,
    tagger,
)
from bot.dialogue.reading.entry_classifier import EntryClassifier, Hyperparameters
from bot.dialogue.reading.heads import Heads
from bot.dialogue.reading.labelled_messages import LabelledMessage, read_messages
from bot.dialogue.reading.labels import FRENCH
from bot.dialogue.reading.purpose_training import PurposeTask
from bot.dialogue.reading.reader import Reader
from bot.dialogue.reading.tagger import Tagger
from bot.language import spelling_correction
from bot.progress_bar import ProgressBar
from bot.settings import PROJECT_ROOT
from knowledge import search_documents
from knowledge.knowledge_base import KnowledgeBase
from knowledge.sentence_embedding import default_embedder
from knowledge.vector_cache import VectorCache

READING, ENTRIES, LEADS = "reading", "entries", "leads"
ACTS_FOLDER = PROJECT_ROOT / "nlu_data" / "acts"
WORDINGS_FOLDER = PROJECT_ROOT / "nlu_data" / "entries"
# Messages that tell a need; they teach the entries alone, and no spelling: many are misspelt.
NEEDS_FOLDER = PROJECT_ROOT / "nlu_data" / "needs"
ENTRY_FOLDERS = (WORDINGS_FOLDER, NEEDS_FOLDER)
LEADS_FOLDER = PROJECT_ROOT / "nlu_data" / "leads"
_CODE = (features, reading_training, heads, linear, tagger, message_tokens)
VECTOR_CACHE_FILENAME = "training_vectors.sqlite"


class NoWeights(Exception):
    """The weights are missing; `boussole precompute` makes them."""


def read_labelled_messages() -> list[LabelledMessage]:
    """Read all labelled messages."""
    return read_messages(sorted(ACTS_FOLDER.glob("*.txt")))


def reading_key() -> str:
    """Return a hash of the inputs of the weights, without the names of the knowledge base.

    Names change with every entry and are only a feature; weights fitted with other names still
    work.
    """
    digest = hashlib.sha256(default_embedder().name.encode())
    for path in sorted(ACTS_FOLDER.glob("*.txt")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for module in _CODE:
        digest.update(hash_source(Path(str(module.__file__))))
    return digest.hexdigest()


def make_reading(base: KnowledgeBase, folder: Path) -> None:
    """Fit and ship the tagger and the heads; `folder` holds the cache of vectors."""
    messages, named = read_labelled_messages(), gazetteer.types_by_word(base)
    segments = reading_training.list_segments(messages)
    vectors = _embed_texts((each.labelled.text for each in segments), folder)
    tags = reading_training.fit_tagger(messages, named, ProgressBar("fitting the tagger"))
    acts = reading_training.fit_heads(
        segments, vectors.__getitem__, ProgressBar("fitting acts and aspects")
    )
    arrays = {
        "tagger": tags["weights"],
        "tagger-bias": tags["bias"],
        "terms": acts["sparse"],
        "vector": acts["dense"].astype(np.float16),
        "bias": acts["bias"],
        "idf": acts["idf"].astype(np.float16),
    }
    shipped_weights.ship_weights(
        READING, reading_key(), arrays, {"named": named, "messages": len(messages)}
    )


def vocabulary_key(base: KnowledgeBase) -> str:
    """Return a hash of the inputs of the vocabulary."""
    digest = hashlib.sha256(version("pyspellchecker").encode())
    for texts in _collect_vocabulary(base):
        digest.update("\0".join(texts).encode())
    digest.update(hash_source(Path(str(spelling_correction.__file__))))
    return digest.hexdigest()


def make_vocabulary(base: KnowledgeBase) -> None:
    """Ship the vocabulary of `bot.language.spelling_correction`."""
    spelling_correction.build_vocabulary(
        *_collect_vocabulary(base), spelling_correction.VOCABULARY_FOLDER, vocabulary_key(base)
    )


def _collect_vocabulary(base: KnowledgeBase) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return texts in French, in other languages, in either, and the titles of the entries."""
    # Imports scikit-learn, which serving does not need.
    from bot.care.classifier_training import load_training_sentences

    messages = read_labelled_messages()
    french = [each.text for each in messages if each.language == FRENCH]
    french += [each.text for each in load_training_sentences()]
    abroad = [each.text for each in messages if each.language != FRENCH]
    either = [text for _, text in entry_classifier.read_wordings(WORDINGS_FOLDER)]
    titles = [t for each in base.entries.values() for t in search_documents.list_titles(each)]
    return french, abroad, either, titles


def entries_key(base: KnowledgeBase) -> str:
    """Return a hash of the inputs of the entry weights."""
    digest = hashlib.sha256(reading_key().encode())
    for each, text in entry_classifier.collect_wordings(base, ENTRY_FOLDERS, ()):
        digest.update(f"{each}\0{text}\0".encode())
    digest.update(hash_source(Path(str(entry_classifier.__file__))))
    return digest.hexdigest()


def make_entries(base: KnowledgeBase, folder: Path) -> None:
    """Fit and ship the classifier of entries."""
    wordings = entry_classifier.collect_wordings(
        base, ENTRY_FOLDERS, reading_training.list_segments(read_labelled_messages())
    )
    _fit_and_ship(ENTRIES, entries_key(base), wordings, folder, entry_classifier.HYPERPARAMETERS)


def leads_key(base: KnowledgeBase) -> str:
    """Return a hash of the inputs of the lead weights."""
    digest = hashlib.sha256(reading_key().encode())
    for each, text in lead_examples.collect_messages(base, LEADS_FOLDER, ()):
        digest.update(f"{each}\0{text}\0".encode())
    for module in (entry_classifier, lead_examples):
        digest.update(hash_source(Path(str(module.__file__))))
    return digest.hexdigest()


def make_leads(base: KnowledgeBase, folder: Path) -> None:
    """Fit and ship the classifier of leads."""
    messages = lead_examples.collect_messages(
        base, LEADS_FOLDER, reading_training.list_segments(read_labelled_messages())
    )
    _fit_and_ship(LEADS, leads_key(base), messages, folder, lead_examples.HYPERPARAMETERS)


def purposes_key(task: PurposeTask) -> str:
    """Return a hash of the inputs of a head of purposes."""
    return purpose_training.hash_inputs(task, read_labelled_messages(), default_embedder().name)


def make_purposes(task: PurposeTask, folder: Path) -> None:
    """Fit and ship a head of purposes."""
    examples = purpose_training.collect_examples(task, read_labelled_messages())
    vectors = _embed_texts((text for _, text, _ in examples), folder)
    made = purpose_training.fit_purposes(task, examples, vectors)
    arrays = {**made, "dense": made["dense"].astype(np.float16)}
    shipped_weights.ship_weights(task.name, purposes_key(task), arrays, {})


def _fit_and_ship(
    name: str,
    made_from: str,
    examples: Sequence[tuple[str, str]],
    folder: Path,
    chosen: Hyperparameters,
) -> None:
    vectors = _embed_texts((text for _, text in examples), folder)
    made = entry_classifier.fit_entries(
        examples, vectors.__getitem__, ProgressBar(f"fitting the {name}"), chosen
    )
    arrays = {
        "sparse": made["sparse"],
        "dense": made["dense"].astype(np.float16),
        "bias": made["bias"],
        "idf": made["idf"].astype(np.float16),
    }
    shipped_weights.ship_weights(name, made_from, arrays, {"ids": made["ids"]})


def _embed_texts(texts: Iterable[str], folder: Path) -> Mapping[str, np.ndarray]:
    each = list(dict.fromkeys(texts))
    cache = VectorCache(folder / VECTOR_CACHE_FILENAME)
    found = cache.queries(each, default_embedder(), ProgressBar("vectors of the messages"))
    return dict(zip(each, found, strict=True))


@lru_cache(maxsize=1)
def load_reader() -> Reader:
    """Load the reader, once per process.

    Raises:
        NoWeights, DamagedWeights.
    """
    tagger, heads_of_labels = load_tagger_and_heads()
    of_entries, ids = _load_arrays(ENTRIES)
    return Reader(tagger, heads_of_labels, EntryClassifier(ids["ids"], **of_entries))


def load_tagger_and_heads() -> tuple[Tagger, Heads]:
    """Load what cuts and labels, without the entries.

    Raises:
        NoWeights, DamagedWeights.
    """
    numbers, meta = _load_arrays(READING)
    return (
        Tagger(numbers["tagger"], numbers["tagger-bias"], meta["named"]),
        Heads(numbers["terms"], numbers["vector"], numbers["bias"], numbers["idf"]),
    )


@lru_cache(maxsize=1)
def load_leads() -> EntryClassifier:
    """Load the classifier of professions by a person's words, once per process.

    Raises:
        NoWeights, DamagedWeights.
    """
    numbers, meta = _load_arrays(LEADS)
    return EntryClassifier(meta["ids"], **numbers)


def _load_arrays(name: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    kept = shipped_weights.load_shipped(name, shipped_weights.read_key(name) or "")
    if kept is None:
        raise NoWeights(f"no weights of the {name}: run « boussole precompute »")
    return {each: array.astype(np.float32) for each, array in kept.arrays.items()}, kept.meta
