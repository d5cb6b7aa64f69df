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

from knowledge.schema import Question
from knowledge.text import stems, tokens
from knowledge.words import STOP_WORDS

CONSTANT, OF_NEARNESS, OF_BEYOND_FIRST, OF_BEYOND_OTHERS, OF_WORDS = -2.95, 18.2, 5.2, 16.4, 0.84
FAR = 0.8
# A sentence is said beside the answer from here on; of an answer that was just given, from there.
LIKELY, AGAIN = 0.4, 0.15


@dataclass(frozen=True)
class Detail:
    """A further sentence of an entry and the probability that it says what was asked."""

    sentence: str
    probability: float


def texts(entry: Question) -> list[str]:
    """What is compared with a question: the first sentences, then the further ones."""
    return [entry.short, *entry.more]


def ranked(
    asked: str, vector: np.ndarray, entry: Question, passages: np.ndarray
) -> Sequence[Detail]:
    """The further sentences of an entry, the likeliest first. `vector`: of the question, (384,);
    `passages`: of `texts(entry)`, (n, 384)."""
    if not entry.more:
        return ()
    nearness = passages @ vector
    first, mean = float(nearness[0]), float(nearness[1:].mean())
    words = _stems(asked) - _stems(entry.short)
    found = []
    for sentence, near in zip(entry.more, map(float, nearness[1:]), strict=True):
        z = CONSTANT + OF_NEARNESS * (near - FAR) + OF_BEYOND_FIRST * (near - first)
        z += OF_BEYOND_OTHERS * (near - mean) + OF_WORDS * len(words & _stems(sentence))
        found.append(Detail(sentence, 1.0 / (1.0 + math.exp(-z))))
    return sorted(found, key=lambda detail: -detail.probability)


def _stems(text: str) -> set[str]:
    return set(stems([word for word in tokens(text) if word not in STOP_WORDS]))
