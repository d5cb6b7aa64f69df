"""The second reading of a message, once its sentence vector is there, for what patterns miss.

A linear model over the turn's own sentence vector and over pieces of the text as it sounds
(`traits`); `boussole safeguarding train` makes it from `sentences/`. What its scores mean for the
tier of a message is in `second_reading`; without its file the patterns answer alone (S1).
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

from bot.care import text_features

CLASSIFIER_FILE = Path(__file__).with_name("classifier.npz")
# What it is, beside it: its hash, what it was trained on, which score means what.
CLASSIFIER_FACTS_FILE = Path(__file__).with_name("classifier.json")
GRAVE_TOPICS = frozenset(
    {"suicide", "self_harm", "home_violence", "sexual_violence", "sextortion", "forced_marriage"}
)
OTHERS_COLUMN = "others"  # the column that tells of somebody else
TOPIC_BUCKETS = 1 << 12  # buckets that tell topics apart

logger = logging.getLogger(__name__)


class UnknownClassifierFile(Exception):
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

    def score(self, text: str, vector: np.ndarray) -> float:
        """The log-odds of distress."""
        return self.score_words(text) + self.score_vector(vector)

    def score_words(self, text: str) -> float:
        """What the words of a text add to its score, the bias with it."""
        return self.bias + sum(self.score_views(text))

    def score_views(self, text: str) -> tuple[float, float]:
        """What its words add as phrases and as letters."""
        words = text_features.to_phonetic_words(text)
        phrases = _score_buckets(self.phrases, text_features.phrase_buckets(words))
        return phrases, _score_buckets(self.letters, text_features.letter_buckets(words))

    def score_vector(self, vector: np.ndarray) -> float:
        """What its sentence vector adds."""
        return float(vector @ self.vector)

    def about(self, text: str, vector: np.ndarray) -> tuple[str, bool]:
        """The likeliest topic, and whether it is about somebody else."""
        phrases = text_features.phrase_buckets(text_features.to_phonetic_words(text))
        scores = self.topic_bias + vector @ self.topics[TOPIC_BUCKETS:]
        if len(phrases):
            scores = scores + self.topics[phrases % TOPIC_BUCKETS].sum(axis=0) / len(phrases) ** 0.5
        told = dict(zip(self.names, scores, strict=True))
        of_others = told.pop(OTHERS_COLUMN) > 0
        return max(told, key=lambda name: told[name]), bool(of_others)


def _score_buckets(weights: np.ndarray, found: np.ndarray) -> float:
    return float(weights[found].sum()) / len(found) ** 0.5 if len(found) else 0.0


@lru_cache(maxsize=1)
def load_classifier() -> Optional[Classifier]:
    """The trained one, read once in a process; None, and a line in the log, without its file or
    when it is another than the one that was trained."""
    try:
        return read_classifier(CLASSIFIER_FILE, CLASSIFIER_FACTS_FILE)
    except (OSError, UnknownClassifierFile, ValueError, KeyError) as error:
        logger.error("no second reading for distress, patterns alone: %s", type(error).__name__)
        return None


def read_classifier(file: Path, facts: Path) -> Classifier:
    """The classifier of a file.

    Raises:
        NotOurs: its hash is not the one that was written at its training.
        OSError, ValueError, KeyError: it cannot be read.
    """
    raw, known = file.read_bytes(), json.loads(facts.read_text(encoding="utf-8"))
    if hashlib.sha256(raw).hexdigest() != known["sha256"]:
        raise UnknownClassifierFile(str(file.name))
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
