"""Ranking of an answer's further sentences by how likely they are to answer the question.

The probability of a sentence is `1 / (1 + exp(-z))`, where z is a weighted sum of its cosine with
the question, how far that exceeds the cosine of the answer's first sentences and the mean of the
further ones, and the number of stems it shares with the question that the first sentences lack.
The weights are a logistic regression on 181 hand-labelled sentences of the entries of
`tests/knowledge/faq_queries_dev.yml`. On 440 sentences of `faq_queries.yml`, 48 of them relevant,
the precision at MIN_PROBABILITY is 53 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.language.normalisation import stem_words, tokenise
from bot.language.word_lists import STOP_WORDS
from knowledge.entry_schema import Question

INTERCEPT, NEARNESS_WEIGHT, ABOVE_FIRST_WEIGHT = -2.95, 18.2, 5.2
ABOVE_MEAN_WEIGHT, SHARED_STEMS_WEIGHT = 16.4, 0.84
COSINE_OFFSET = 0.8
# Minimum probability for a sentence to accompany a new answer, and one that was just given.
MIN_PROBABILITY, MIN_PROBABILITY_REPEATED = 0.4, 0.15


@dataclass(frozen=True)
class AnswerDetail:
    """A further sentence of an entry and the probability that it answers the question."""

    sentence: str
    probability: float


def list_sentences(entry: Question) -> list[str]:
    """Return the texts to compare with a question: the short answer, then the further sentences."""
    return [entry.short, *entry.more]


def rank_details(
    asked: str, vector: np.ndarray, entry: Question, passages: np.ndarray
) -> Sequence[AnswerDetail]:
    """Return the further sentences of an entry, the most likely first.

    `vector` is the question's, shape (384,); `passages` those of `list_sentences(entry)`, (n, 384).
    """
    if not entry.more:
        return ()
    nearness = passages @ vector
    first, mean = float(nearness[0]), float(nearness[1:].mean())
    words = _content_stems(asked) - _content_stems(entry.short)
    details = []
    for sentence, near in zip(entry.more, map(float, nearness[1:]), strict=True):
        shared = len(words & _content_stems(sentence))
        z = INTERCEPT + NEARNESS_WEIGHT * (near - COSINE_OFFSET)
        z += ABOVE_FIRST_WEIGHT * (near - first)
        z += ABOVE_MEAN_WEIGHT * (near - mean) + SHARED_STEMS_WEIGHT * shared
        details.append(AnswerDetail(sentence, 1.0 / (1.0 + math.exp(-z))))
    return sorted(details, key=lambda detail: -detail.probability)


def _content_stems(text: str) -> set[str]:
    return set(stem_words([word for word in tokenise(text) if word not in STOP_WORDS]))
