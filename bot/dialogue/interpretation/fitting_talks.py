"""Fits the weights of `in_talk` on the labelled talks, made again by `boussole precompute`.

`nlu_data/talks/*.jsonl`: one message a line, `talk` and `say`, the `kind` of reply that is due and
the `entries` of the base that answer it, the best first. A talk is read message by message; what
the bot would have answered before is what the weights of the round before would have chosen, so
that its mistakes are seen as well. Labelled messages that ask for no entry stand beside.
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

from bot.dialogue.interpretation import in_talk
from bot.dialogue.interpretation.in_talk import ENTRY_FEATURES, LENGTHS, Seen, Weights
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.nlu import shipped
from bot.dialogue.reading import entries, fitting, weights
from bot.dialogue.reading.reader import Reader, Reading
from bot.guidance.salience import OCCUPATION, QUESTION, Referent, Salience
from bot.progress import Bar
from bot.settings import ROOT
from knowledge.base import Base
from knowledge.library import Library

FOLDER = ROOT / "nlu_data" / "talks"
# The kinds of message that an entry answers.
ANSWERED = ("entry", "tell_need")
ROUNDS = 2
# L2 penalties, on features scaled by their standard deviation.
OF_ENTRIES, OF_MESSAGES = 10.0, 2.0
# Every so many of the labelled segments that ask for no entry are learnt beside, each counting so
# much; every second one of them in the midst of a talk.
EVERY, COUNTS = 16, 0.3
# After a round the likeliest entry is answered from here on (`entry_meant.LEAST`).
ANSWERS = 0.2
# Before the first round the likeliest entry by the message alone was answered from here on.
AT_FIRST = 0.45


@dataclass(frozen=True)
class Message:
    """One message of a labelled talk."""

    talk: str
    text: str
    kind: str
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """What is seen of a message, with the entries that answer it; `counts`: its weight."""

    seen: Seen
    text: str
    entries: tuple[str, ...]
    counts: float = 1.0

    @property
    def right(self) -> np.ndarray:
        """Which candidates answer it, of shape (entries,)."""
        return np.array([each in self.entries for each in self.seen.ids])


def read(folder: Path = FOLDER) -> list[Message]:
    """All messages of the talks, in order."""
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.open("rb")]
    told = [json.loads(line) for line in lines]
    return [Message(t["talk"], t["say"], t["kind"], tuple(t["entries"])) for t in told]


def key(base: Base) -> str:
    """A hash of all that the weights are made from."""
    digest = hashlib.sha256(weights.entries_key(base).encode())
    code = [Path(str(in_talk.__file__)), Path(__file__)]
    for path in (*sorted(FOLDER.glob("*.jsonl")), *code):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def make(library: Library, reader: Reader, today: dt.date) -> None:
    """Fit and ship the weights."""
    fitted = fit(read(), _asking_for_none(library.base), library, reader, today)
    arrays = {"entries": fitted.entries, "message": fitted.message}
    shipped.save(
        in_talk.NAME,
        key(library.base),
        arrays,
        {"features": [*ENTRY_FEATURES, *in_talk.MESSAGE_FEATURES]},
    )


def fit(
    messages: Sequence[Message],
    others: Sequence[str],
    library: Library,
    reader: Reader,
    today: dt.date,
) -> Weights:
    """The weights from labelled talks and from messages that ask for no entry (`others`)."""

    def rows(chosen: Optional[Weights], at: int) -> list[Row]:
        answered = partial(_would_answer, chosen=chosen)
        return list(_rows(messages, others, library, reader, today, answered, at))

    chosen = fit_rows(rows(None, 0))
    for at in range(1, ROUNDS):
        chosen = fit_rows(rows(chosen, at))
    return chosen


def fit_rows(rows: Sequence[Row]) -> Weights:
    """The order of the entries first, then whether the first of them answers."""
    order = _fit_entries([row for row in rows if row.right.any()])
    ranked = [in_talk.rank(row.seen, order, row.text) for row in rows]
    features = np.array(
        [in_talk.message_features(r, row.seen) for r, row in zip(ranked, rows, strict=True)]
    )
    answers = np.array([r[0][0] in row.entries for r, row in zip(ranked, rows, strict=True)])
    scale = features.std(axis=0) + 1e-6
    scale[0] = 1.0  # the constant
    model = LogisticRegression(C=1 / OF_MESSAGES, fit_intercept=False, max_iter=2000)
    model.fit(features / scale, answers, sample_weight=[row.counts for row in rows])
    return Weights(order, np.asarray(model.coef_[0] / scale))


def _fit_entries(rows: Sequence[Row]) -> np.ndarray:
    """Conditional logit over the candidates of each message, of shape (lengths, features): the
    log-likelihood that one of the entries that answer it is chosen, with an L2 penalty."""
    shape = (len(LENGTHS) + 1, len(ENTRY_FEATURES))
    scale = np.concatenate([row.seen.features for row in rows]).std(axis=0) + 1e-6
    told = [(in_talk.length(row.text), row.seen.features / scale, row.right) for row in rows]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        each = flat.reshape(shape)
        total, gradient = OF_ENTRIES * float((each**2).sum()) / 2, OF_ENTRIES * each
        for kind, features, right in told:
            shares = in_talk.softmax(features @ each[kind])
            within = shares * right
            total -= float(np.log(within.sum() + 1e-12))
            gradient[kind] -= features.T @ (within / (within.sum() + 1e-12) - shares)
        return total, gradient.ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B")
    return np.asarray(found.x.reshape(shape) / scale)


def _rows(
    messages: Sequence[Message],
    others: Sequence[str],
    library: Library,
    reader: Reader,
    today: dt.date,
    answered: Callable[[InformationState, Reading], str],
    at: int,
) -> Iterator[Row]:
    bar, done = Bar(f"reading the talks, round {at + 1}"), count(1)
    total = len(messages) + len(others)
    asked = partial(reader.asked, library=library)
    state = InformationState(Salience(), library, today, asked=asked)
    for _, told in groupby(messages, lambda message: message.talk):
        salience, last = Salience(), ""
        for message in told:
            bar(next(done), total)
            reading = reader.read(message.text, library)
            now = _now(state, salience, last, reading)
            seen = in_talk.seen(now, reading)
            if seen is not None:
                due = message.entries if message.kind in ANSWERED else ()
                yield Row(seen, message.text, due)
            for each in reading.professions:
                salience = salience.about(Referent(OCCUPATION, each))
            said = answered(now, reading)
            salience = salience.about(Referent(QUESTION, said)) if said else salience
            last = message.text
    within = [message for message in messages if message.kind in ANSWERED]
    for number, text in enumerate(others):
        bar(next(done), total)
        reading = reader.read(text, library)
        salience, last = Salience(), ""
        if number % 2:
            before = within[number % len(within)]
            salience, last = salience.about(Referent(QUESTION, before.entries[0])), before.text
        seen = in_talk.seen(_now(state, salience, last, reading), reading)
        if seen is not None:
            yield Row(seen, text, (), COUNTS)


def _now(
    state: InformationState, salience: Salience, last: str, reading: Reading
) -> InformationState:
    return replace(
        state, salience=salience, last_message=last, language=reading.language, searched={}
    )


def _would_answer(state: InformationState, reading: Reading, chosen: Optional[Weights]) -> str:
    """The entry that the bot would have answered with, or nothing."""
    if chosen is not None:
        found = in_talk.asked(state, reading, chosen)
        sure = found is not None and found.probability >= ANSWERS
        return found.first if found is not None and sure else ""
    seen = in_talk.seen(state, reading)
    first = seen.own.first(1)[0] if seen is not None else ""
    return first if seen is not None and seen.own.together(first) >= AT_FIRST else ""


def _asking_for_none(base: Base) -> list[str]:
    """Labelled segments that ask for no entry."""
    told = entries.wordings(base, weights.WORDINGS, fitting.segments(weights.labelled()))
    return [text for each, text in told if each == entries.NONE][::EVERY]
