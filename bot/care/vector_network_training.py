"""Fit the networks over the sentence vector with scikit-learn's multi-layer perceptron."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.neural_network import MLPClassifier

from bot.care.classifier import VectorNetwork

MEMBERS, UNITS = 3, 256
# L2 penalty, and the size of a step's sample.
_PENALTY, _BATCH = 0.03, 128
_MAX_PASSES = 30


def fit_network(vectors: np.ndarray, classes: Sequence[str], none: str) -> VectorNetwork:
    """Fit the members on vectors of shape (n, 384) and the class of each: at least
    two topics, and `none` for no distress.

    The classes are topics rather than « distress or not »: on 520 remarks of everyday life, false
    alarms at equal recall were 8.5 % with topics and 11.3 % without (128 units).
    """
    mean, spread = vectors.mean(axis=0), vectors.std(axis=0)
    names = [none, *sorted(set(classes) - {none})]
    targets = np.array([names.index(each) for each in classes])
    members = [_fit_member((vectors - mean) / spread, targets, seed) for seed in range(MEMBERS)]
    hidden = [member.coefs_[0] / spread[:, np.newaxis] for member in members]
    biases = [
        member.intercepts_[0] - mean @ weights
        for member, weights in zip(members, hidden, strict=True)
    ]
    return VectorNetwork(
        hidden=np.hstack(hidden),
        hidden_bias=np.concatenate(biases),
        output=np.stack([member.coefs_[1] for member in members]),
        output_bias=np.stack([member.intercepts_[1] for member in members]),
    )


def _fit_member(vectors: np.ndarray, targets: np.ndarray, seed: int) -> MLPClassifier:
    network = MLPClassifier(
        (UNITS,),
        alpha=_PENALTY,
        batch_size=_BATCH,
        max_iter=_MAX_PASSES,
        early_stopping=True,
        random_state=seed,
    )
    return network.fit(vectors, targets)
