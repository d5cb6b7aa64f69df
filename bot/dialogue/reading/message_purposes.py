"""What a whole message is for, among a few purposes: a linear head over its terms and its vector.

Each head (`PurposeTask`) answers one question that the labels of segments are too coarse for, such
as whether an appointment is to be cancelled. Its examples are in a file of its own, and some of the
labelled messages teach it too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bot.dialogue.nlu import shipped_weights
from bot.dialogue.nlu.source_hash import hash_source
from bot.dialogue.reading import features, linear
from bot.dialogue.reading.features import segment_terms, weigh
from bot.dialogue.reading.labelled_messages import LabelledMessage
from bot.dialogue.reading.message_tokens import tokenize_message

BUCKETS = 1 << 13
VECTOR_WEIGHT = 3.0
# What an example of the file weighs, against a labelled message.
_EXAMPLE_WEIGHT = 3.0


class BadPurpose(ValueError):
    """A line of the examples has no known purpose; the message names it."""


class NoPurposeWeights(Exception):
    """The weights are missing; `boussole precompute` makes them."""


@dataclass(frozen=True)
class PurposeTask:
    """The purposes that one head tells apart.

    `examples` is a file of lines « purpose | text »; `from_labels` gives purposes and texts of
    labelled messages. `name` is that of the shipped weights, `source` the module that defines the
    task.
    """

    name: str
    purposes: tuple[str, ...]
    examples: Path
    from_labels: Callable[[Sequence[LabelledMessage]], Iterable[tuple[str, str]]]
    source: Path


@dataclass(frozen=True)
class PurposeProbabilities:
    """The probability of each purpose."""

    by_name: Mapping[str, float]

    @property
    def likeliest(self) -> str:
        """The likeliest purpose."""
        return max(self.by_name, key=self.by_name.__getitem__)

    def of(self, name: str) -> float:
        """Return the probability of a purpose."""
        return self.by_name[name]


@dataclass(frozen=True)
class PurposeHead:
    """For n purposes: `sparse` (BUCKETS, n), `dense` (384, n), `bias` (n,), `idf` (BUCKETS,)."""

    purposes: tuple[str, ...]
    sparse: np.ndarray
    dense: np.ndarray
    bias: np.ndarray
    idf: np.ndarray

    def score(self, text: str, vector: np.ndarray) -> PurposeProbabilities:
        """Score a message; `vector` of shape (384,)."""
        columns, values = weigh(segment_terms(_words(text), BUCKETS), self.idf)
        scores = values @ self.sparse[columns] + VECTOR_WEIGHT * vector @ self.dense + self.bias
        shares = linear.softmax(scores)
        return PurposeProbabilities(dict(zip(self.purposes, map(float, shares), strict=True)))


def read_examples(task: PurposeTask) -> list[tuple[str, str]]:
    """Return purposes and texts. Raises BadPurpose."""
    found = []
    for line in task.examples.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, _, text = line.partition(" | ")
        if name not in task.purposes or not text:
            raise BadPurpose(line)
        found.append((name, text))
    return found


def collect_examples(
    task: PurposeTask, messages: Sequence[LabelledMessage]
) -> list[tuple[str, str, float]]:
    """Return purposes, texts and weights: the examples, and what the labels say of messages."""
    found = [(name, text, _EXAMPLE_WEIGHT) for name, text in read_examples(task)]
    return [*found, *((name, text, 1.0) for name, text in task.from_labels(messages))]


def hash_inputs(task: PurposeTask, messages: Sequence[LabelledMessage], embedder: str) -> str:
    """Return a hash of all inputs of the weights."""
    digest = hashlib.sha256(embedder.encode())
    for name, text, weight in collect_examples(task, messages):
        digest.update(f"{name}\0{text}\0{weight}\0".encode())
    for path in (features.__file__, linear.__file__, __file__, task.source):
        digest.update(hash_source(Path(str(path))))
    return digest.hexdigest()


def fit_purposes(
    task: PurposeTask,
    examples: Sequence[tuple[str, str, float]],
    vectors: Mapping[str, np.ndarray],
) -> dict[str, np.ndarray]:
    """Fit the head; `vectors` by text. The arrays are those of `PurposeHead`."""
    from scipy import sparse  # not needed to serve

    terms = [segment_terms(_words(text), BUCKETS) for _, text, _ in examples]
    idf = _count_idf(terms)
    weighed = [weigh(each, idf) for each in terms]
    rows = np.repeat(np.arange(len(weighed)), [len(columns) for columns, _ in weighed])
    matrix = sparse.csr_matrix(
        (
            np.concatenate([values for _, values in weighed]),
            (rows, np.concatenate([columns for columns, _ in weighed])),
        ),
        shape=(len(weighed), BUCKETS),
    )
    targets = np.array([task.purposes.index(name) for name, _, _ in examples])
    fitted = linear.fit(
        matrix,
        VECTOR_WEIGHT * np.stack([vectors[text] for _, text, _ in examples]),
        [linear.Head(len(task.purposes), targets)],
        weights=_balance(targets, np.array([weight for _, _, weight in examples])),
        epochs=12,
        batch=64,
    )
    return {
        "sparse": fitted.sparse,
        "dense": fitted.dense,
        "bias": fitted.bias,
        "idf": idf.astype(np.float32),
    }


@cache
def load_head(task: PurposeTask) -> PurposeHead:
    """Load the head of a task, once per process.

    Raises:
        NoPurposeWeights, DamagedWeights.
    """
    kept = shipped_weights.load_shipped(task.name, shipped_weights.read_key(task.name) or "")
    if kept is None:
        raise NoPurposeWeights(f"no weights of the {task.name}: run « boussole precompute »")
    arrays = {name: each.astype(np.float32) for name, each in kept.arrays.items()}
    return PurposeHead(task.purposes, **arrays)


def _count_idf(terms: Sequence[Sequence[Mapping[int, float]]]) -> np.ndarray:
    seen = np.zeros(BUCKETS, np.float32)
    for counted in terms:
        for place in {place for kind in counted for place in kind}:
            seen[place] += 1
    idf: np.ndarray = np.log((1 + len(terms)) / (1 + seen)) + 1
    return idf


def _balance(targets: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Scale the weights so that each purpose counts alike, however many messages it has."""
    totals = np.bincount(targets, weights)
    balanced: np.ndarray = weights * (totals.mean() / totals)[targets]
    return balanced


def _words(text: str) -> list[str]:
    return [token.folded for token in tokenize_message(text)]
