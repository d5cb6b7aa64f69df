"""Load the shipped weights of the intents if they match the data, else fit them.

Only sentences missing from the cache (`training_vectors.sqlite`) are embedded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.dialogue.nlu import french_tokenizer, logistic_regression, ngrams, shipped_weights
from bot.dialogue.nlu.intent_weights import IntentWeights
from bot.dialogue.nlu.ngrams import Ngrams
from bot.dialogue.nlu.source_hash import hash_source
from bot.progress_bar import ProgressBar
from knowledge.sentence_embedding import default_embedder
from knowledge.vector_cache import VectorCache

WEIGHTS_NAME = "intents"
VECTOR_CACHE_FILENAME = "training_vectors.sqlite"
# `C`: inverse strength of the regularisation; `vector_weight`: e5 against n-grams; `max_iter`:
# steps of the solver.
DEFAULTS = {"C": 10.0, "vector_weight": 3.0, "max_iter": 80}
_CODE = (ngrams, logistic_regression, french_tokenizer)


@dataclass(frozen=True)
class IntentExample:
    """A sentence, its intent, and its tokens (`words`)."""

    intent: str
    text: str
    words: tuple[str, ...]


def hash_inputs(examples: Sequence[IntentExample], settings: dict[str, Any]) -> str:
    """Return a hash of all inputs of the weights."""
    digest = hashlib.sha256(default_embedder().name.encode())
    chosen = {name: settings.get(name, value) for name, value in DEFAULTS.items()}
    pairs = sorted((each.intent, each.text) for each in examples)
    digest.update(json.dumps([chosen, pairs]).encode())
    for module in _CODE:
        digest.update(hash_source(Path(str(module.__file__))))
    return digest.hexdigest()


def load_or_fit_weights(
    examples: Sequence[IntentExample], settings: dict[str, Any], folder: Path
) -> tuple[str, IntentWeights]:
    """Return the key and the weights of `examples`; `folder` holds the cache of vectors."""
    made_from = hash_inputs(examples, settings)
    kept = shipped_weights.load_shipped(WEIGHTS_NAME, made_from)
    return made_from, IntentWeights.of(kept) if kept else fit_weights(examples, settings, folder)


def fit_weights(
    examples: Sequence[IntentExample], settings: dict[str, Any], folder: Path
) -> IntentWeights:
    """Embed and fit, with a progress bar each; the order of the examples does not matter."""
    chosen = {name: settings.get(name, value) for name, value in DEFAULTS.items()}
    told = sorted(examples, key=lambda each: (each.intent, each.text))
    vectors = VectorCache(folder / VECTOR_CACHE_FILENAME).queries(
        [each.text for each in told], default_embedder(), ProgressBar("vectors of the examples")
    )
    learnt = Ngrams()
    learnt.fit([list(each.words) for each in told])
    labels, classes = np.unique([each.intent for each in told], return_inverse=True)
    made = logistic_regression.fit(
        _stack_rows(learnt, told),
        vectors * np.float32(chosen["vector_weight"]),
        classes,
        chosen["C"],
        chosen["max_iter"],
        ProgressBar("fitting the intents"),
    )
    by_vector = made.vector * np.float32(chosen["vector_weight"])
    return IntentWeights(tuple(labels.tolist()), learnt, made.grams, by_vector, made.bias)


def _stack_rows(learnt: Ngrams, told: Sequence[IntentExample]) -> Any:
    """Return a sparse matrix of shape (examples, n-grams)."""
    from scipy.sparse import csr_matrix  # part of a second that serving need not pay

    rows = [learnt.row(list(each.words)) for each in told]
    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns, values = (np.concatenate(part) for part in zip(*rows, strict=True))
    return csr_matrix((values, columns, ends), shape=(len(rows), learnt.width))
