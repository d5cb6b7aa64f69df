"""The networks over the sentence vector: what they add to a score, and how they are kept."""

from __future__ import annotations

import numpy as np
import pytest

from bot.care.classifier import MAX_VECTOR_SCORE, VectorNetwork
from bot.care.vector_network_training import fit_network

# One member of two units on vectors of two numbers: the first number speaks for « none », the
# second for the only topic, both where positive.
TWO_CLASSES = VectorNetwork(
    hidden=np.eye(2),
    hidden_bias=np.zeros(2),
    output=np.array([[[1.0, 0.0], [0.0, 1.0]]]),
    output_bias=np.zeros((1, 2)),
)


def test_each_class_weighs_by_its_own_unit() -> None:
    assert TWO_CLASSES.score(np.zeros(2)) == 0.0
    topic, none = TWO_CLASSES.score_all(np.array([[0.0, 2.0], [2.0, 0.0]]))
    assert topic == pytest.approx(-none)
    assert topic > 2.0
    assert TWO_CLASSES.score(np.array([0.0, -2.0])) == 0.0  # a unit below zero is silent


def test_no_vector_adds_more_than_the_most() -> None:
    far = TWO_CLASSES.score_all(np.array([[0.0, 1e4], [1e4, 0.0]]))
    assert far == pytest.approx([MAX_VECTOR_SCORE, -MAX_VECTOR_SCORE])


def test_the_members_are_averaged_and_kept_by_name() -> None:
    twice = VectorNetwork(
        hidden=np.hstack([np.eye(2), np.zeros((2, 2))]),
        hidden_bias=np.zeros(4),
        output=np.concatenate([TWO_CLASSES.output, TWO_CLASSES.output]),
        output_bias=np.zeros((2, 2)),
    )
    vector = np.array([0.0, 2.0])
    again = VectorNetwork.from_weights(twice.to_weights())
    assert again.score(vector) == pytest.approx(TWO_CLASSES.score(vector) / 2)


def test_it_learns_a_bend_that_no_line_follows() -> None:
    """Distress where both numbers have one sign, « none » where they differ."""
    vectors = np.random.default_rng(0).normal(size=(3000, 2))
    topics = ["suicide" if first > 0 else "bullying" for first, _ in vectors]
    distress = vectors.prod(axis=1) > 0
    classes = [topic if each else "none" for topic, each in zip(topics, distress, strict=True)]
    scores = fit_network(vectors, classes, "none").score_all(vectors)
    assert np.mean((scores > 0) == distress) > 0.9
