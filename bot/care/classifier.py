"""A classifier of distress for what the patterns miss.

Linear models over n-grams of the phonetic text (`text_features`) and small networks over the
sentence vector (`VectorNetwork`), whose log-odds are summed.
`boussole safeguarding train` fits it on `sentences/`. `second_reading` turns its scores into a
level; without its file the patterns decide alone (CARE S1).
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
from collections.abc import Mapping
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
# Probabilities are kept this far from 0 and 1, so that no vector outweighs all words.
MIN_PROBABILITY = 1e-2
# How much the vector counts beside the words, chosen on the held-out sentences.
VECTOR_WEIGHT = 1.25
# The most that a vector can add to a score.
MAX_VECTOR_SCORE = VECTOR_WEIGHT * float(np.log((1.0 + MIN_PROBABILITY) / MIN_PROBABILITY))

logger = logging.getLogger(__name__)


class UnknownClassifierFile(Exception):
    """The hash of the file is not the one recorded at training (C9)."""


@dataclass(frozen=True)
class VectorNetwork:
    """Small networks over the sentence vector, averaged: their weights, side by side.

    Each member has one hidden layer and a softmax over the topics of distress and « none »; members
    differ by their random start alone (an ensemble, Hansen and Salamon 1990).

    For m members of u units and k classes: `hidden` has shape (384, m·u), `hidden_bias` (m·u,),
    `output` (m, u, k) and `output_bias` (m, k). The first class is « none ».
    """

    hidden: np.ndarray
    hidden_bias: np.ndarray
    output: np.ndarray
    output_bias: np.ndarray

    @classmethod
    def from_weights(cls, weights: Mapping[str, np.ndarray]) -> VectorNetwork:
        """Read the network from the arrays of a file, each named `network_` and its field."""
        names = ("hidden", "hidden_bias", "output", "output_bias")
        return cls(**{name: weights[f"network_{name}"] for name in names})

    def to_weights(self) -> dict[str, np.ndarray]:
        """Return the arrays by the names that `from_weights` reads."""
        return {f"network_{name}": value for name, value in vars(self).items()}

    def score(self, vector: np.ndarray) -> float:
        """Return what a vector of shape (384,) adds to the log-odds of distress."""
        return float(self.score_all(vector[np.newaxis])[0])

    def score_all(self, vectors: np.ndarray) -> np.ndarray:
        """Return what vectors of shape (n, 384) add to the log-odds of distress."""
        members, units, _ = self.output.shape
        hidden = np.maximum(vectors @ self.hidden + self.hidden_bias, 0.0)
        hidden = hidden.reshape(len(vectors), members, units).transpose(1, 0, 2)
        logits = hidden @ self.output + self.output_bias[:, np.newaxis]
        logits -= logits.max(axis=-1, keepdims=True)
        shares = np.exp(logits)
        harmless = shares[..., 0] / shares.sum(axis=-1)
        odds = (1.0 - harmless + MIN_PROBABILITY) / (harmless + MIN_PROBABILITY)
        score: np.ndarray = VECTOR_WEIGHT * np.log(odds).mean(axis=0)
        return score


@dataclass(frozen=True)
class Classifier:
    """Weights and thresholds of the distress model.

    `phrases` and `letters` have shape (BUCKETS,); `topics` has shape (TOPIC_BUCKETS + 384, n) for
    its n `names`. Biases are separate. Scores are log-odds: from
    `speaks` on a message is checked, from `sure` on distress is certain, and below `far` it is very
    unlikely.
    """

    phrases: np.ndarray
    letters: np.ndarray
    network: VectorNetwork
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
        return self.network.score(vector)

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
        phrases=weights["phrases"],
        letters=weights["letters"],
        network=VectorNetwork.from_weights(weights),
        bias=metadata["bias"],
        topics=weights["topics"],
        topic_bias=weights["topic_bias"],
        names=tuple(metadata["names"]),
        **{name: metadata[name] for name in ("speaks", "sure", "far")},
    )
