"""Fit the weights of `contextual_entries` on labelled conversations, for `boussole precompute`.

`nlu_data/talks/*.jsonl` has one message a line: `talk`, `say`, the `kind` of reply that is due, and
the `entries` that answer it, the best first. Earlier answers are those that the weights of the
previous round would have given, so that their mistakes are in the data. Labelled messages that ask
for no entry are added.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count, groupby
from pathlib import Path
from typing import Optional

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bot.dialogue.interpretation import contextual_entries
from bot.dialogue.interpretation.contextual_entries import (
    ENTRY_FEATURES,
    LENGTH_LIMITS,
    MessageObservation,
    Weights,
)
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.nlu import shipped_weights
from bot.dialogue.nlu.source_hash import hash_source
from bot.dialogue.reading import entry_classifier, reading_training, reading_weights
from bot.dialogue.reading.reader import Reader, Reading
from bot.guidance.salience import OCCUPATION, QUESTION, Referent, Salience
from bot.progress_bar import ProgressBar
from bot.settings import PROJECT_ROOT
from knowledge.knowledge_base import KnowledgeBase
from knowledge.library import Library

TALKS_FOLDER = PROJECT_ROOT / "nlu_data" / "talks"
# Kinds of message that an entry answers.
ANSWERED_KINDS = ("entry", "tell_need")
ROUNDS = 2
# L2 penalties, on features scaled by their standard deviation.
ENTRY_PENALTY, MESSAGE_PENALTY = 10.0, 2.0
# Step through the labelled segments without an entry, and their weight; every second one is placed
# within a conversation.
NEGATIVE_STRIDE, NEGATIVE_WEIGHT = 16, 0.3
# Probability of an answer after a round (`entry_policy.MIN_FRENCH`).
MIN_ANSWER = 0.2
# Probability of an answer before the first round, by the message alone.
MIN_FIRST_ANSWER = 0.45


@dataclass(frozen=True)
class TalkMessage:
    """One message of a labelled conversation."""

    talk: str
    text: str
    kind: str
    entries: tuple[str, ...]


@dataclass(frozen=True)
class TrainingRow:
    """The features of a message, the entries that answer it, and its weight (`counts`)."""

    seen: MessageObservation
    text: str
    entries: tuple[str, ...]
    counts: float = 1.0

    @property
    def right(self) -> np.ndarray:
        """Which candidates answer it, of shape (entries,)."""
        return np.array([each in self.entries for each in self.seen.ids])


def read_talks(folder: Path = TALKS_FOLDER) -> list[TalkMessage]:
    """Read the messages of all conversations, in order."""
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.open("rb")]
    told = [json.loads(line) for line in lines]
    return [TalkMessage(t["talk"], t["say"], t["kind"], tuple(t["entries"])) for t in told]


def hash_inputs(base: KnowledgeBase) -> str:
    """Return a hash of all inputs of the weights."""
    digest = hashlib.sha256(reading_weights.entries_key(base).encode())
    for path in sorted(TALKS_FOLDER.glob("*.jsonl")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for path in (Path(str(contextual_entries.__file__)), Path(__file__)):
        digest.update(hash_source(path))
    return digest.hexdigest()


def fit_and_ship(library: Library, reader: Reader, today: dt.date) -> None:
    """Fit and ship the weights."""
    fitted = fit_weights(
        read_talks(), _segments_without_entry(library.base), library, reader, today
    )
    arrays = {"entries": fitted.entries, "message": fitted.message}
    shipped_weights.ship_weights(
        contextual_entries.WEIGHTS_NAME,
        hash_inputs(library.base),
        arrays,
        {"features": [*ENTRY_FEATURES, *contextual_entries.MESSAGE_FEATURES]},
    )


def fit_weights(
    messages: Sequence[TalkMessage],
    others: Sequence[str],
    library: Library,
    reader: Reader,
    today: dt.date,
) -> Weights:
    """Fit the weights on conversations and on messages that ask for no entry (`others`)."""

    def rows(chosen: Optional[Weights], at: int) -> list[TrainingRow]:
        answered = partial(_would_answer, chosen=chosen)
        return list(_training_rows(messages, others, library, reader, today, answered, at))

    chosen = fit_rows(rows(None, 0))
    for at in range(1, ROUNDS):
        chosen = fit_rows(rows(chosen, at))
    return chosen


def fit_rows(rows: Sequence[TrainingRow]) -> Weights:
    """Fit the order of the entries, then whether the first of them answers."""
    order = _fit_entries([row for row in rows if row.right.any()])
    ranked = [contextual_entries.rank_candidates(row.seen, order, row.text) for row in rows]
    features = np.array(
        [
            contextual_entries.message_features(r, row.seen)
            for r, row in zip(ranked, rows, strict=True)
        ]
    )
    answers = np.array([r[0][0] in row.entries for r, row in zip(ranked, rows, strict=True)])
    scale = features.std(axis=0) + 1e-6
    scale[0] = 1.0  # the constant
    model = LogisticRegression(C=1 / MESSAGE_PENALTY, fit_intercept=False, max_iter=2000)
    model.fit(features / scale, answers, sample_weight=[row.counts for row in rows])
    return Weights(order, np.asarray(model.coef_[0] / scale))


def _fit_entries(rows: Sequence[TrainingRow]) -> np.ndarray:
    """Fit a conditional logit over the candidates of each message, of shape (lengths, features),
    by maximum likelihood with an L2 penalty."""
    shape = (len(LENGTH_LIMITS) + 1, len(ENTRY_FEATURES))
    scale = np.concatenate([row.seen.features for row in rows]).std(axis=0) + 1e-6
    told = [
        (contextual_entries.length_class(row.text), row.seen.features / scale, row.right)
        for row in rows
    ]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        each = flat.reshape(shape)
        total, gradient = ENTRY_PENALTY * float((each**2).sum()) / 2, ENTRY_PENALTY * each
        for kind, features, right in told:
            shares = contextual_entries.softmax(features @ each[kind])
            within = shares * right
            total -= float(np.log(within.sum() + 1e-12))
            gradient[kind] -= features.T @ (within / (within.sum() + 1e-12) - shares)
        return total, gradient.ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B")
    return np.asarray(found.x.reshape(shape) / scale)


def _training_rows(
    messages: Sequence[TalkMessage],
    others: Sequence[str],
    library: Library,
    reader: Reader,
    today: dt.date,
    answered: Callable[[InformationState, Reading], str],
    at: int,
) -> Iterator[TrainingRow]:
    bar, done = ProgressBar(f"reading the talks, round {at + 1}"), count(1)
    total = len(messages) + len(others)
    asked = partial(reader.asked, library=library)
    state = InformationState(Salience(), library, today, asked=asked)
    for _, told in groupby(messages, lambda message: message.talk):
        salience, last = Salience(), ""
        for message in told:
            bar(next(done), total)
            reading = reader.read(message.text, library)
            now = _state_at(state, salience, last, reading)
            seen = contextual_entries.observe_message(now, reading)
            if seen is not None:
                due = message.entries if message.kind in ANSWERED_KINDS else ()
                yield TrainingRow(seen, message.text, due)
            for each in reading.professions:
                salience = salience.about(Referent(OCCUPATION, each))
            said = answered(now, reading)
            salience = salience.about(Referent(QUESTION, said)) if said else salience
            last = message.text
    within = [message for message in messages if message.kind in ANSWERED_KINDS]
    for number, text in enumerate(others):
        bar(next(done), total)
        reading = reader.read(text, library)
        salience, last = Salience(), ""
        if number % 2:
            before = within[number % len(within)]
            salience, last = salience.about(Referent(QUESTION, before.entries[0])), before.text
        seen = contextual_entries.observe_message(
            _state_at(state, salience, last, reading), reading
        )
        if seen is not None:
            yield TrainingRow(seen, text, (), NEGATIVE_WEIGHT)


def _state_at(
    state: InformationState, salience: Salience, last: str, reading: Reading
) -> InformationState:
    return replace(
        state, salience=salience, last_message=last, language=reading.language, entry_scores={}
    )


def _would_answer(state: InformationState, reading: Reading, chosen: Optional[Weights]) -> str:
    """Return the entry that the bot would have answered with, or ""."""
    if chosen is not None:
        found = contextual_entries.find_contextual_entries(state, reading, chosen)
        sure = found is not None and found.probability >= MIN_ANSWER
        return found.first if found is not None and sure else ""
    seen = contextual_entries.observe_message(state, reading)
    first = seen.own.likeliest(1)[0] if seen is not None else None
    return first.hit.id if first is not None and first.together >= MIN_FIRST_ANSWER else ""


def _segments_without_entry(base: KnowledgeBase) -> list[str]:
    """Return labelled segments that ask for no entry."""
    told = entry_classifier.collect_wordings(
        base,
        reading_weights.ENTRY_FOLDERS,
        reading_training.list_segments(reading_weights.read_labelled_messages()),
    )
    return [text for each, text in told if each == entry_classifier.NO_ENTRY][::NEGATIVE_STRIDE]
