"""A classifier of distress for what the patterns miss.

A linear model over the sentence vector and over n-grams of the phonetic text (`text_features`).
`boussole safeguarding train` fits it on `sentences/`. `second_reading` turns its scores into a
level; without its file the patterns decide alone (CARE S1).
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
# Its metadata: its hash, its training data and its thresholds.
CLASSIFIER_FACTS_FILE = Path(__file__).with_name("classifier.json")
GRAVE_TOPICS = frozenset(
    {"suicide", "self_harm", "home_violence", "sexual_violence", "sextortion", "forced_marriage"}
)
OTHERS_COLUMN = "others"  # topic column of messages about somebody else
TOPIC_BUCKETS = 1 << 12  # hash buckets of the topic model

logger = logging.getLogger(__name__)


class UnknownClassifierFile(Exception):
    """The hash of the file is not the one recorded at training (C9)."""


@dataclass(frozen=True)
class Classifier:
    """Weights and thresholds of the distress model.

    `phrases` and `letters` have shape (BUCKETS,), `vector` has shape (384,); `topics` has shape
    (TOPIC_BUCKETS + 384, n) for its n `names`. Biases are separate. Scores are log-odds: from
    `speaks` on a message is checked, from `sure` on distress is certain, and below `far` it is very
    unlikely.
    """

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
        """Return the log-odds of distress."""
        return self.score_words(text) + self.score_vector(vector)

    def score_words(self, text: str) -> float:
        """Return what the words contribute to the score, bias included."""
        return self.bias + sum(self.score_views(text))

    def score_views(self, text: str) -> tuple[float, float]:
        """Return what the words contribute as phrases and as letters."""
        words = text_features.to_phonetic_words(text)
        phrases = _score_buckets(self.phrases, text_features.phrase_buckets(words))
        return phrases, _score_buckets(self.letters, text_features.letter_buckets(words))

    def score_vector(self, vector: np.ndarray) -> float:
        """Return what the sentence vector contributes."""
        return float(vector @ self.vector)

    def about(self, text: str, vector: np.ndarray) -> tuple[str, bool]:
        """Return the likeliest topic, and whether the text is about somebody else."""
        phrases = text_features.phrase_buckets(text_features.to_phonetic_words(text))
        scores = self.topic_bias + vector @ self.topics[TOPIC_BUCKETS:]
        if len(phrases):
            scores = scores + self.topics[phrases % TOPIC_BUCKETS].sum(axis=0) / len(phrases) ** 0.5
        score_of = dict(zip(self.names, scores, strict=True))
        of_others = score_of.pop(OTHERS_COLUMN) > 0
        return max(score_of, key=lambda name: score_of[name]), bool(of_others)


def _score_buckets(weights: np.ndarray, found: np.ndarray) -> float:
    return float(weights[found].sum()) / len(found) ** 0.5 if len(found) else 0.0


@lru_cache(maxsize=1)
def load_classifier() -> Optional[Classifier]:
    """Return the trained classifier, cached.

    Logs and returns None if the file is missing or is not the trained one.
    """
    try:
        return read_classifier(CLASSIFIER_FILE, CLASSIFIER_FACTS_FILE)
    except (OSError, UnknownClassifierFile, ValueError, KeyError) as error:
        logger.error("no second reading for distress, patterns alone: %s", type(error).__name__)
        return None


def read_classifier(file: Path, facts: Path) -> Classifier:
    """Read a classifier from a file.

    Raises:
        UnknownClassifierFile: its hash is not the one recorded at training.
        OSError, ValueError, KeyError: it cannot be read.
    """
    raw, metadata = file.read_bytes(), json.loads(facts.read_text(encoding="utf-8"))
    if hashlib.sha256(raw).hexdigest() != metadata["sha256"]:
        raise UnknownClassifierFile(str(file.name))
    with np.load(io.BytesIO(raw), allow_pickle=False) as kept:
        weights = {name: kept[name].astype(np.float32) for name in kept.files}
    return Classifier(
        **{name: weights[name] for name in ("phrases", "letters", "vector")},
        bias=metadata["bias"],
        topics=weights["topics"],
        topic_bias=weights["topic_bias"],
        names=tuple(metadata["names"]),
        **{name: metadata[name] for name in ("speaks", "sure", "far")},
    )
