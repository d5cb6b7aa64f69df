"""Fit the heads of `message_purposes`.

The examples of a head are in a file of its own, and some of the labelled messages teach it too.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.dialogue.nlu.source_hash import hash_source
from bot.dialogue.reading import features, linear, message_purposes
from bot.dialogue.reading.features import weigh
from bot.dialogue.reading.labelled_messages import LabelledMessage
from bot.dialogue.reading.message_purposes import (
    APPOINTMENTS,
    BUCKETS,
    CANCEL,
    CHANGE,
    CHAT,
    KEEP,
    OFF_SCOPE,
    ORIENTATION,
    OTHER,
    PURPOSES,
    SCOPE,
    TEAM_QUESTIONS,
    VECTOR_WEIGHT,
    count_terms,
)
from bot.settings import PROJECT_ROOT

# What an example of the file weighs, against a labelled message.
_EXAMPLE_WEIGHT = 3.0
# Labels of the messages that teach a purpose of appointments too; of thanks and of other messages,
# some.
_PURPOSE_BY_LABEL = {"request.cancel": CANCEL, "request.reschedule": CHANGE}
_KEEPING_LABELS = frozenset({"social.thanks", "social.bye"})
_UNUSED_LABELS = frozenset({"request.appointment", "tell.constraint"})
_OTHER_STEP, _KEEP_STEP = 25, 4
# Among the requests for somebody some leave a question: the file alone says which.
_HUMAN_LABEL = "request.human"
# Labels of a message that is chit-chat where it has no other; acts that do not make a message one
# for a centre, nor does what is told besides.
_CHAT_LABELS = frozenset({"social.smalltalk", "social.comment"})
_IDLE_ACTS, _TOLD_BESIDE = frozenset({"social", "none", "abuse"}), "tell.other"
# Of the messages for a centre, and of the sentences of distress, one in so many.
_SCOPE_STEP, _DISTRESS_STEP = 6, 4


class BadPurpose(ValueError):
    """A line of the examples has no known purpose; the message names it."""


@dataclass(frozen=True)
class PurposeTask:
    """What teaches one head.

    `name` is that of the weights; `examples` a file of lines « purpose | text »; `from_labels`
    gives purposes and texts of labelled messages.
    """

    name: str
    examples: Path
    from_labels: Callable[[Sequence[LabelledMessage]], Iterable[tuple[str, str]]]


def read_examples(task: PurposeTask) -> list[tuple[str, str]]:
    """Return purposes and texts. Raises BadPurpose."""
    found = []
    for line in task.examples.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, _, text = line.partition(" | ")
        if name not in PURPOSES[task.name] or not text:
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
    for path in (features.__file__, linear.__file__, message_purposes.__file__, __file__):
        digest.update(hash_source(Path(str(path))))
    return digest.hexdigest()


def fit_purposes(
    task: PurposeTask,
    examples: Sequence[tuple[str, str, float]],
    vectors: Mapping[str, np.ndarray],
) -> dict[str, np.ndarray]:
    """Fit the head; `vectors` by text. The arrays are those of `PurposeHead`."""
    from scipy import sparse  # not needed to serve

    purposes = PURPOSES[task.name]
    terms = [count_terms(text) for _, text, _ in examples]
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
    targets = np.array([purposes.index(name) for name, _, _ in examples])
    fitted = linear.fit(
        matrix,
        VECTOR_WEIGHT * np.stack([vectors[text] for _, text, _ in examples]),
        [linear.Head(len(purposes), targets)],
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


def _count_idf(terms: Sequence[Sequence[Counter[int]]]) -> np.ndarray:
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


def _read_appointment_labels(messages: Sequence[LabelledMessage]) -> Iterator[tuple[str, str]]:
    for number, message in enumerate(messages):
        labels = {segment.label for segment in message.segments}
        purposes = {_PURPOSE_BY_LABEL[label] for label in labels if label in _PURPOSE_BY_LABEL}
        if len(purposes) == 1:
            yield purposes.pop(), message.text
        elif labels <= _KEEPING_LABELS:
            if number % _KEEP_STEP == 0:
                yield KEEP, message.text
        elif not purposes and labels.isdisjoint(_UNUSED_LABELS) and number % _OTHER_STEP == 0:
            yield OTHER, message.text


def _read_question_labels(messages: Sequence[LabelledMessage]) -> Iterator[tuple[str, str]]:
    for number, message in enumerate(messages):
        if number % _OTHER_STEP == 0 and all(
            segment.label != _HUMAN_LABEL for segment in message.segments
        ):
            yield OTHER, message.text


def _read_scope_labels(messages: Sequence[LabelledMessage]) -> Iterator[tuple[str, str]]:
    # Imports scikit-learn, which serving does not need.
    from bot.care.classifier_training import load_training_sentences

    for number, message in enumerate(messages):
        labels = [segment.label for segment in message.segments]
        purpose = _find_scope(labels)
        if purpose and (purpose != ORIENTATION or number % _SCOPE_STEP == 0):
            yield purpose, message.text
    distress = [each.text for each in load_training_sentences() if each.topic]
    yield from ((ORIENTATION, text) for text in distress[::_DISTRESS_STEP])


def _find_scope(labels: Sequence[str]) -> str:
    """Return the purpose that labels make sure, or ""."""
    acts = {label.partition(".")[0] for label in labels if label != _TOLD_BESIDE} - _IDLE_ACTS
    off = [label.partition(".")[2] for label in labels if label.startswith("off.")]
    if _CHAT_LABELS.issuperset(labels):
        return CHAT
    if off:
        return off[0] if acts == {"off"} and off[0] in OFF_SCOPE else ""
    return ORIENTATION if acts else ""


_FOLDER = PROJECT_ROOT / "nlu_data"
APPOINTMENT_TASK = PurposeTask(
    APPOINTMENTS, _FOLDER / "appointments" / "purposes.txt", _read_appointment_labels
)
TEAM_QUESTION_TASK = PurposeTask(
    TEAM_QUESTIONS, _FOLDER / "deferred_questions" / "purposes.txt", _read_question_labels
)
SCOPE_TASK = PurposeTask(SCOPE, _FOLDER / "scope" / "purposes.txt", _read_scope_labels)
TASKS = (APPOINTMENT_TASK, TEAM_QUESTION_TASK, SCOPE_TASK)
