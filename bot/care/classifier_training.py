"""Train the distress classifier on `sentences/`, written for this project.

Three logistic regressions, one per view of a text, whose scores are summed: together they do better
on held-out sentences than one regression over all views. The thresholds are chosen on
`held_out.yml`, which none of them saw; the test half in `tests/care` is only read by the
evaluation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from bot.care import text_features
from bot.care.classifier import CLASSIFIER_FACTS_FILE, CLASSIFIER_FILE, OTHERS_COLUMN, TOPIC_BUCKETS
from bot.care.detector import detect

SENTENCES_FOLDER = Path(__file__).with_name("sentences")
HELD_OUT_FILE = "held_out.yml"
# Share of the held-out explicit sentences that patterns and classifier must find together. A miss
# is worse than a false alarm, which costs one message.
MIN_EXPLICIT_RECALL = 0.995
# Share of the held-out harmless sentences (chosen to be hard) that may score as certain.
MAX_SURE_FALSE_RATE = 0.015
# Share of the held-out distress sentences that may score below `far`.
MAX_FAR_MISS_RATE = 0.001
SENTENCE_KINDS = ("explicit", "indirect", "third")
NONE = "none"
# Most messages are ordinary questions to an orientation service and must almost never be taken for
# distress: they weigh more than sentences written to be hard to classify.
_EVERYDAY_WEIGHT = 3.0
_INVERSE_REGULARISATION = {"phrases": 300.0, "letters": 300.0, "vector": 10.0, "topics": 10.0}

Embed = Callable[[str], np.ndarray]


@dataclass(frozen=True)
class TrainingSentence:
    """A corpus sentence. `kind`: explicit, indirect, third or none; `topic` is "" for none."""

    kind: str
    topic: str
    text: str
    weight: float = 1.0


def read_sentences(path: Path) -> list[TrainingSentence]:
    """Read the sentences of a file.

    The file maps kinds to topics to sentences; `none` and `everyday` (real questions) have no
    topics.
    """
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    sentences = [
        TrainingSentence(kind, topic, text)
        for kind in SENTENCE_KINDS
        for topic, texts in data.get(kind, {}).items()
        for text in texts
    ]
    sentences += [
        TrainingSentence(NONE, "", text, _EVERYDAY_WEIGHT) for text in data.get("everyday", ())
    ]
    return sentences + [TrainingSentence(NONE, "", text) for text in data.get(NONE, ())]


def load_training_sentences() -> list[TrainingSentence]:
    """Return all training sentences, except the dialogue's own examples."""
    return [
        sentence
        for path in _list_sentence_files()
        if path.name != HELD_OUT_FILE
        for sentence in read_sentences(path)
    ]


def hash_sentences() -> str:
    """Return a hash of the sentences; a new value calls for a new training."""
    digest = hashlib.sha256()
    for path in _list_sentence_files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def train_classifier(everyday: Sequence[str], embed: Embed) -> dict[str, Any]:
    """Write the classifier and its metadata, and return the metadata.

    `everyday`: example questions of the dialogue; `embed`: returns a sentence vector of shape
    (384,).
    """
    sentences = load_training_sentences() + [
        TrainingSentence(NONE, "", text, _EVERYDAY_WEIGHT) for text in everyday
    ]
    views = _build_views([sentence.text for sentence in sentences], embed)
    distress = np.array([sentence.kind != NONE for sentence in sentences])
    weights = np.array([sentence.weight for sentence in sentences])
    made, bias = _fit_distress(views, distress, weights)
    names, topics, topic_bias = _fit_topics(views, sentences, distress)
    held = read_sentences(SENTENCES_FOLDER / HELD_OUT_FILE)
    scores = _score_views(_build_views([sentence.text for sentence in held], embed), made, bias)
    limits = _choose_thresholds(scores, held)
    _write_weights({**made, "topics": topics, "topic_bias": topic_bias})
    facts = {
        "sha256": hashlib.sha256(CLASSIFIER_FILE.read_bytes()).hexdigest(),
        "sentences": hash_sentences(),
        "names": names,
        "bias": round(bias, 6),
        **limits,
    }
    CLASSIFIER_FACTS_FILE.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return facts


def _build_views(texts: Sequence[str], embed: Embed) -> dict[str, Any]:
    phonetic = [text_features.to_phonetic_words(text) for text in texts]
    return {
        "phrases": _build_bucket_matrix(text_features.phrase_buckets(words) for words in phonetic),
        "letters": _build_bucket_matrix(text_features.letter_buckets(words) for words in phonetic),
        "vector": csr_matrix(np.stack([embed(text) for text in texts])),
    }


def _build_bucket_matrix(
    found: Iterator[np.ndarray], buckets: int = text_features.BUCKETS
) -> csr_matrix:
    """Return one row per text, each of unit length."""
    rows = list(found)
    ends = np.cumsum([0, *map(len, rows)])
    values = np.concatenate([np.full(len(row), len(row) ** -0.5) for row in rows])
    return csr_matrix((values, np.concatenate(rows), ends), shape=(len(rows), buckets))


def _fit_distress(
    views: dict[str, Any], distress: np.ndarray, weights: np.ndarray
) -> tuple[dict[str, np.ndarray], float]:
    made, bias = {}, 0.0
    for name, view in views.items():
        model = _make_regression(name).fit(view, distress, sample_weight=weights)
        made[name] = model.coef_[0]
        bias += float(model.intercept_[0])
    return made, bias


def _fit_topics(
    views: dict[str, Any], sentences: Sequence[TrainingSentence], distress: np.ndarray
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Fit one column per topic, and one for messages about somebody else."""
    phrases = views["phrases"][distress]
    fewer = csr_matrix(
        (phrases.data, phrases.indices % TOPIC_BUCKETS, phrases.indptr),
        shape=(phrases.shape[0], TOPIC_BUCKETS),
    )
    view = hstack([fewer, views["vector"][distress]]).tocsr()
    positive = [s for s in sentences if s.kind != NONE]
    topic = _make_regression("topics").fit(view, [s.topic for s in positive])
    others = _make_regression("topics").fit(view, [s.kind == "third" for s in positive])
    weights = np.vstack([topic.coef_, others.coef_]).T
    return [*topic.classes_, OTHERS_COLUMN], weights, np.append(topic.intercept_, others.intercept_)


def _make_regression(view: str) -> LogisticRegression:
    return LogisticRegression(
        C=_INVERSE_REGULARISATION[view], max_iter=5000, solver="liblinear", random_state=0
    )


def _score_views(views: dict[str, Any], made: dict[str, np.ndarray], bias: float) -> np.ndarray:
    return bias + sum(view @ made[name] for name, view in views.items())


def _choose_thresholds(scores: np.ndarray, held: Sequence[TrainingSentence]) -> dict[str, float]:
    """Return the thresholds `speaks`, `sure` and `far`."""
    kinds = np.array([sentence.kind for sentence in held])
    by_patterns = np.array([bool(detect(sentence.text)) for sentence in held])
    named = np.where(by_patterns, np.inf, scores)[kinds == "explicit"]
    limits = {
        "speaks": float(np.sort(named)[int((1 - MIN_EXPLICIT_RECALL) * len(named))]),
        "sure": float(
            np.sort(scores[kinds == NONE])[::-1][int(MAX_SURE_FALSE_RATE * sum(kinds == NONE))]
        ),
        "far": float(np.sort(scores[kinds != NONE])[int(MAX_FAR_MISS_RATE * sum(kinds != NONE))]),
    }
    # Rounded down, so that rounding excludes no sentence.
    return {name: round(score - 0.001, 3) for name, score in limits.items()}


def _write_weights(weights: dict[str, np.ndarray]) -> None:
    half = {name: value.astype(np.float16) for name, value in weights.items()}
    with CLASSIFIER_FILE.open("wb") as file:
        np.savez_compressed(file, **half)


def _list_sentence_files() -> list[Path]:
    return sorted(SENTENCES_FOLDER.glob("*.yml"))
