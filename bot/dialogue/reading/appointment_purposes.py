"""What a message wants of the appointment at hand: to cancel, to change or to keep it.

A linear head over the terms and the sentence vector of the whole message. It is only asked while an
appointment is discussed or to come; elsewhere the labels of the reading say what is requested.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.dialogue.nlu import shipped_weights
from bot.dialogue.nlu.source_hash import hash_source
from bot.dialogue.reading import features, linear
from bot.dialogue.reading.features import segment_terms, weigh
from bot.dialogue.reading.labelled_messages import LabelledMessage
from bot.dialogue.reading.message_tokens import tokenize_message
from bot.settings import PROJECT_ROOT

WEIGHTS_NAME = "appointments"
EXAMPLES_FILE = PROJECT_ROOT / "nlu_data" / "appointments" / "purposes.txt"
CANCEL, CHANGE, KEEP, OTHER = PURPOSES = ("cancel", "change", "keep", "other")
BUCKETS = 1 << 13
VECTOR_WEIGHT = 3.0
# Labels of the messages that teach a purpose too; of thanks and of other messages, some.
_PURPOSE_BY_LABEL = {"request.cancel": CANCEL, "request.reschedule": CHANGE}
_KEEPING_LABELS = frozenset({"social.thanks", "social.bye"})
_UNUSED_LABELS = frozenset({"request.appointment", "tell.constraint"})
_OTHER_STEP, _KEEP_STEP = 25, 4
_EXAMPLE_WEIGHT = 3.0


class BadPurpose(ValueError):
    """A line of the examples has no known purpose; the message names it."""


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


class PurposeHead:
    """`sparse` of shape (BUCKETS, 4), `dense` (384, 4), `bias` (4,), `idf` (BUCKETS,)."""

    def __init__(
        self, sparse: np.ndarray, dense: np.ndarray, bias: np.ndarray, idf: np.ndarray
    ) -> None:
        self._sparse, self._dense, self._bias, self._idf = sparse, dense, bias, idf

    def score(self, text: str, vector: np.ndarray) -> PurposeProbabilities:
        """Score a message; `vector` of shape (384,)."""
        columns, values = weigh(segment_terms(_words(text), BUCKETS), self._idf)
        scores = values @ self._sparse[columns] + VECTOR_WEIGHT * vector @ self._dense + self._bias
        shares = linear.softmax(scores)
        return PurposeProbabilities(dict(zip(PURPOSES, map(float, shares), strict=True)))


def read_examples(path: Path = EXAMPLES_FILE) -> list[tuple[str, str]]:
    """Return purposes and texts. Raises BadPurpose."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, _, text = line.partition(" | ")
        if name not in PURPOSES or not text:
            raise BadPurpose(line)
        found.append((name, text))
    return found


def collect_examples(
    messages: Sequence[LabelledMessage],
) -> list[tuple[str, str, float]]:
    """Return purposes, texts and weights: the examples, and what the labels say of messages."""
    found = [(name, text, _EXAMPLE_WEIGHT) for name, text in read_examples()]
    for number, message in enumerate(messages):
        labels = {segment.label for segment in message.segments}
        purposes = {_PURPOSE_BY_LABEL[label] for label in labels if label in _PURPOSE_BY_LABEL}
        if len(purposes) == 1:
            found.append((purposes.pop(), message.text, 1.0))
        elif labels <= _KEEPING_LABELS:
            if number % _KEEP_STEP == 0:
                found.append((KEEP, message.text, 1.0))
        elif not purposes and labels.isdisjoint(_UNUSED_LABELS) and number % _OTHER_STEP == 0:
            found.append((OTHER, message.text, 1.0))
    return found


def hash_inputs(messages: Sequence[LabelledMessage], embedder: str) -> str:
    """Return a hash of all inputs of the weights."""
    digest = hashlib.sha256(embedder.encode())
    for name, text, weight in collect_examples(messages):
        digest.update(f"{name}\0{text}\0{weight}\0".encode())
    for module in (features, linear):
        digest.update(hash_source(Path(str(module.__file__))))
    digest.update(hash_source(Path(__file__)))
    return digest.hexdigest()


def fit_purposes(
    examples: Sequence[tuple[str, str, float]], vectors: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Fit the head; `vectors` by text. The arrays are those of `PurposeHead`."""
    from scipy import sparse  # not needed to serve

    terms = [segment_terms(_words(text), BUCKETS) for _, text, _ in examples]
    seen = np.zeros(BUCKETS, np.float32)
    for counted in terms:
        for place in {place for kind in counted for place in kind}:
            seen[place] += 1
    idf = np.log((1 + len(examples)) / (1 + seen)) + 1
    weighed = [weigh(each, idf) for each in terms]
    rows = np.repeat(np.arange(len(weighed)), [len(columns) for columns, _ in weighed])
    matrix = sparse.csr_matrix(
        (
            np.concatenate([values for _, values in weighed]),
            (rows, np.concatenate([columns for columns, _ in weighed])),
        ),
        shape=(len(weighed), BUCKETS),
    )
    targets = np.array([PURPOSES.index(name) for name, _, _ in examples])
    fitted = linear.fit(
        matrix,
        VECTOR_WEIGHT * np.stack([vectors[text] for _, text, _ in examples]),
        [linear.Head(len(PURPOSES), targets)],
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


def _balance(targets: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Scale the weights so that each purpose counts alike: an appointment is being discussed."""
    totals = np.bincount(targets, weights, minlength=len(PURPOSES))
    balanced: np.ndarray = weights * (totals.mean() / totals)[targets]
    return balanced


@lru_cache(maxsize=1)
def load_purposes() -> PurposeHead:
    """Load the head, once per process.

    Raises:
        NoPurposeWeights, DamagedWeights.
    """
    kept = shipped_weights.load_shipped(WEIGHTS_NAME, shipped_weights.read_key(WEIGHTS_NAME) or "")
    if kept is None:
        raise NoPurposeWeights("no weights of the appointments: run « boussole precompute »")
    return PurposeHead(**{name: each.astype(np.float32) for name, each in kept.arrays.items()})


class NoPurposeWeights(Exception):
    """The weights are missing; `boussole precompute` makes them."""


def _words(text: str) -> list[str]:
    return [token.folded for token in tokenize_message(text)]
