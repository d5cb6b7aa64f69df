"""Fit the arbiter's weights on sentences that the classifier was not trained on.

These are `calibration/`, written for this purpose, and `sentences/held_out.yml`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.care.arbiter import WEIGHTS_FILE
from bot.care.classifier_training import (
    HELD_OUT_FILE,
    NONE,
    SENTENCES_FOLDER,
    TrainingSentence,
    read_sentences,
)

CALIBRATION_FOLDER = Path(__file__).with_name("calibration")
# Real questions weigh more than sentences written to be hard to classify. The sentences of
# `calibration/` weigh more than the held-out ones, which already set the classifier's thresholds.
EVERYDAY_WEIGHT, VOICES_WEIGHT = 2.0, 2.0
_INVERSE_REGULARISATION = 0.1


def load_calibration_sentences() -> list[TrainingSentence]:
    """Return all calibration sentences with their weights."""
    paths = sorted(CALIBRATION_FOLDER.glob("*.yml"))
    voices = [_reweigh_sentence(s, VOICES_WEIGHT) for path in paths for s in read_sentences(path)]
    held = read_sentences(SENTENCES_FOLDER / HELD_OUT_FILE)
    return [*voices, *join_into_messages(voices), *(_reweigh_sentence(s, 1.0) for s in held)]


def join_into_messages(voices: Sequence[TrainingSentence]) -> list[TrainingSentence]:
    """Join sentences to longer messages, so that length carries no information."""
    everyday = [sentence for sentence in voices if sentence.kind == NONE]
    distress = [sentence for sentence in voices if sentence.kind != NONE][::3]
    threes = zip(everyday[::3], everyday[1::3], everyday[2::3], strict=False)
    plain = [_join_sentences(three, three[0]) for three in threes]
    between = zip(everyday, distress, reversed(everyday), strict=False)
    return plain + [_join_sentences(three, three[1]) for three in between]


def fit_arbiter(
    found: Sequence[Mapping[str, float]], told: Sequence[TrainingSentence]
) -> dict[str, Any]:
    """Fit a logistic model on the features of each sentence and write its weights."""
    names = list(found[0])
    rows = np.array([[each[name] for name in names] for each in found])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=5000)
    distress = [one.kind != NONE for one in told]
    model.fit((rows - mean) / spread, distress, sample_weight=[one.weight for one in told])
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - weights @ mean)
    made = {"bias": bias, **dict(zip(names, map(float, weights), strict=True))}
    facts = {
        "sentences": len(told),
        "weights": {name: round(weight, 4) for name, weight in made.items()},
    }
    WEIGHTS_FILE.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return facts


def _join_sentences(parts: Sequence[TrainingSentence], of: TrainingSentence) -> TrainingSentence:
    text = " ".join(f"{part.text.rstrip('. ')}." for part in parts)
    return TrainingSentence(of.kind, of.topic, text, of.weight)


def _reweigh_sentence(sentence: TrainingSentence, voices: float) -> TrainingSentence:
    # `classifier_training.read_sentences` marks everyday sentences by their weight.
    everyday = EVERYDAY_WEIGHT if sentence.weight > 1 else 1.0
    return TrainingSentence(sentence.kind, sentence.topic, sentence.text, everyday * voices)
