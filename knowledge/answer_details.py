"""Which further sentences of an answer say what was asked, where its first ones leave it open.

The probability of a sentence is `1 / (1 + exp(-z))`, with z a sum of its cosine with the question,
how far that is above the answer's first sentences and above the other ones, and how many stems of
the question it has that the first sentences have not. The weights are a logistic regression on
181 sentences, labelled by hand, of the entries of `tests/knowledge/faq_queries_dev.yml`; on 440 of
`faq_queries.yml`, 48 of which are wanted, what is LIKELY is right in 53 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.language.normalisation import stem_words, tokenise
from bot.language.word_lists import STOP_WORDS
from knowledge.entry_schema import Question

INTERCEPT, NEARNESS_WEIGHT, ABOVE_FIRST_WEIGHT, ABOVE_MEAN_WEIGHT, SHARED_STEMS_WEIGHT = (
    -2.95,
    18.2,
    5.2,
    16.4,
    0.84,
)
COSINE_OFFSET = 0.8
# A sentence is said beside the answer from here on; of an answer that was just given, from there.
MIN_PROBABILITY, MIN_PROBABILITY_REPEATED = 0.4, 0.15


@dataclass(frozen=True)
class AnswerDetail:
    """A further sentence of an entry and the probability that it says what was asked."""

    sentence: str
    probability: float


def list_sentences(entry: Question) -> list[str]:
    """What is compared with a question: the first sentences, then the further ones."""
    return [entry.short, *entry.more]


def rank_details(
    asked: str, vector: np.ndarray, entry: Question, passages: np.ndarray
) -> Sequence[AnswerDetail]:
    """The further sentences of an entry, the likeliest first. `vector`: of the question, (384,);
    `passages`: of `texts(entry)`, (n, 384)."""
    if not entry.more:
        return ()
    nearness = passages @ vector
    first, mean = float(nearness[0]), float(nearness[1:].mean())
    words = _content_stems(asked) - _content_stems(entry.short)
    found = []
    for sentence, near in zip(entry.more, map(float, nearness[1:]), strict=True):
        z = (
            INTERCEPT
            + NEARNESS_WEIGHT * (near - COSINE_OFFSET)
            + ABOVE_FIRST_WEIGHT * (near - first)
        )
        z += ABOVE_MEAN_WEIGHT * (near - mean) + SHARED_STEMS_WEIGHT * len(
            words & _content_stems(sentence)
        )
        found.append(AnswerDetail(sentence, 1.0 / (1.0 + math.exp(-z))))
    return sorted(found, key=lambda detail: -detail.probability)


def _content_stems(text: str) -> set[str]:
    return set(stem_words([word for word in tokenise(text) if word not in STOP_WORDS]))
