"""The second reading of a message, once its sentence vector is there, for what patterns miss.

A linear model over the turn's own sentence vector and over pieces of the text as it sounds
(`traits`); `boussole safeguarding train` makes it from `sentences/`. It adds to the patterns and
overrules none of them; without its file they answer alone (S1).
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Optional

import numpy as np

from bot.safeguarding import traits
from bot.safeguarding.detector import CONCERN, DANGER, FRIEND, GENERAL, Signal

FILE = Path(__file__).with_name("classifier.npz")
# What it is, beside it: its hash, what it was trained on, which score means what.
FACTS = Path(__file__).with_name("classifier.json")
GRAVE = frozenset(
    {"suicide", "self_harm", "home_violence", "sexual_violence", "sextortion", "forced_marriage"}
)
OTHERS = "others"  # the column that tells of somebody else
FEWER = 1 << 12  # buckets that tell topics apart

logger = logging.getLogger(__name__)


class NotOurs(Exception):
    """The file is not the one that this project trained (C9)."""


@dataclass(frozen=True)
class Classifier:
    """Weights: `phrases` and `letters` of shape (BUCKETS,), `vector` of shape (384,), for distress;
    `topics` of shape (FEWER + 384, n) for its n `names`, biases apart. Scores are sums of log-odds:
    it `speaks` from one on, and is `sure` from another on; what is `far` below both hardly ever
    tells of distress."""

    phrases: np.ndarray
    letters: np.ndarray
    vector: np.ndarray
    bias: float
    topics: np.ndarray
    topic_bias: np.ndarray
    names: tuple[str, ...]
    speaks: float
    sure: float
    far: float

    def second(self, text: str, vector: np.ndarray, first: Signal) -> Signal:
        """The signal after both readings; `first` is the patterns', and never overruled: a worry
        becomes a danger where all speaks for it."""
        if first.level == DANGER:
            return first
        words = traits.heard(text)
        phrases = traits.phrases(words)
        score = self._score(words, phrases, vector)
        if score < self.speaks:
            return first
        mine = self._about(phrases, vector, score >= self.sure)
        return first if first and mine.level != DANGER else mine

    def score(self, text: str, vector: np.ndarray) -> float:
        """The log-odds of distress."""
        words = traits.heard(text)
        return self._score(words, traits.phrases(words), vector)

    def _score(self, words: list[str], phrases: np.ndarray, vector: np.ndarray) -> float:
        letters = traits.letters(words)
        total = self.bias + float(vector @ self.vector)
        for weights, found in ((self.phrases, phrases), (self.letters, letters)):
            if len(found):
                total += float(weights[found].sum()) / len(found) ** 0.5
        return total

    def _about(self, phrases: np.ndarray, vector: np.ndarray, sure: bool) -> Signal:
        """Of what, and of whom. Where it is not sure the answer is the general one, with the lines
        that fit, and nobody is alerted."""
        scores = self.topic_bias + vector @ self.topics[FEWER:]
        if len(phrases):
            scores = scores + self.topics[phrases % FEWER].sum(axis=0) / len(phrases) ** 0.5
        told = dict(zip(self.names, scores, strict=True))
        of_others = told.pop(OTHERS) > 0
        matter = max(told, key=lambda name: told[name])
        level = DANGER if sure and matter in GRAVE else CONCERN
        return Signal(level, FRIEND if of_others else matter if sure else GENERAL, matter)


def read_again(text: str, vector: np.ndarray, first: Signal) -> Signal:
    """The signal after both readings; the patterns' own where there is no classifier."""
    second = classifier()
    return second.second(text, vector, first) if second else first


def is_far(text: str, vector: np.ndarray) -> bool:
    """Whether a text is far from all that tells of distress; never without the classifier, nor
    where it is longer than what both readings look at."""
    second = classifier()
    if second is None or len(text) > traits.LONGEST:
        return False
    return second.score(text, vector) < second.far


@lru_cache(maxsize=1)
def classifier() -> Optional[Classifier]:
    """The trained one, read once in a process; None, and a line in the log, without its file or
    when it is another than the one that was trained."""
    try:
        return read(FILE, FACTS)
    except (OSError, NotOurs, ValueError, KeyError) as error:
        logger.error("no second reading for distress, patterns alone: %s", type(error).__name__)
        return None


def read(file: Path, facts: Path) -> Classifier:
    """The classifier of a file.

    Raises:
        NotOurs: its hash is not the one that was written at its training.
        OSError, ValueError, KeyError: it cannot be read.
    """
    raw, known = file.read_bytes(), json.loads(facts.read_text(encoding="utf-8"))
    if hashlib.sha256(raw).hexdigest() != known["sha256"]:
        raise NotOurs(str(file.name))
    with np.load(io.BytesIO(raw), allow_pickle=False) as kept:
        weights = {name: kept[name].astype(np.float32) for name in kept.files}
    return Classifier(
        **{name: weights[name] for name in ("phrases", "letters", "vector")},
        bias=known["bias"],
        topics=weights["topics"],
        topic_bias=weights["topic_bias"],
        names=tuple(known["names"]),
        **{name: known[name] for name in ("speaks", "sure", "far")},
    )
