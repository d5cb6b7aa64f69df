"""What a whole message is for, among a few purposes: a linear head over its terms and its vector.

Each head answers one question that the labels of segments are too coarse for, such as whether an
appointment is to be cancelled. `purpose_training` fits them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from bot.dialogue.nlu import shipped_weights
from bot.dialogue.reading import linear
from bot.dialogue.reading.features import segment_terms, weigh
from bot.dialogue.reading.message_tokens import tokenize_message

# Names of the shipped weights.
APPOINTMENTS, TEAM_QUESTIONS, SCOPE = "appointments", "team_questions", "scope"
# Of the appointment at hand. Only asked while one is discussed or to come; elsewhere the labels of
# the reading say what is requested.
CANCEL, CHANGE, KEEP = "cancel", "change", "keep"
# When, where or how it takes place, or whether it stands; and that nothing is decided yet.
ASK, WAIT = "ask", "wait"
# That a question be left for the team, who answer later: neither a wish to talk with somebody now
# (`request.human`) nor a question to the bot.
# Or what has become of one that was left: only asked of who left one.
LEAVE, FOLLOW = "leave", "follow"
# Of both.
OTHER = "other"
# What a centre for orientation can do nothing about: a practical need of everyday life, a question
# about the world, work to do in somebody's place, a question for a doctor; chit-chat. And what
# comes to the right place, distress too.
NEED, WORLD, TASK, MEDICAL = OFF_SCOPE = ("need", "world", "task", "medical")
CHAT, ORIENTATION = "chat", "orientation"
PURPOSES = {
    APPOINTMENTS: (CANCEL, CHANGE, KEEP, ASK, WAIT, OTHER),
    TEAM_QUESTIONS: (LEAVE, FOLLOW, OTHER),
    SCOPE: (*OFF_SCOPE, CHAT, ORIENTATION),
}
BUCKETS = 1 << 13
VECTOR_WEIGHT = 3.0


class NoPurposeWeights(Exception):
    """The weights are missing; `boussole precompute` makes them."""


@dataclass(frozen=True)
class PurposeProbabilities:
    """The probability of each purpose."""

    by_name: Mapping[str, float]

    @property
    def likeliest(self) -> str:
        """The likeliest purpose."""
        return max(self.by_name, key=self.by_name.__getitem__)

    def of(self, name: str) -> float:
        """Return the probability of a purpose."""
        return self.by_name[name]


@dataclass(frozen=True)
class PurposeHead:
    """For n purposes: `sparse` (BUCKETS, n), `dense` (384, n), `bias` (n,), `idf` (BUCKETS,)."""

    purposes: tuple[str, ...]
    sparse: np.ndarray
    dense: np.ndarray
    bias: np.ndarray
    idf: np.ndarray

    def score(self, text: str, vector: np.ndarray) -> PurposeProbabilities:
        """Score a message; `vector` of shape (384,)."""
        columns, values = weigh(count_terms(text), self.idf)
        scores = values @ self.sparse[columns] + VECTOR_WEIGHT * vector @ self.dense + self.bias
        shares = linear.softmax(scores)
        return PurposeProbabilities(dict(zip(self.purposes, map(float, shares), strict=True)))


@cache
def load_head(name: str) -> PurposeHead:
    """Load the head of these weights, once per process.

    Raises:
        NoPurposeWeights, DamagedWeights.
    """
    kept = shipped_weights.load_shipped(name, shipped_weights.read_key(name) or "")
    if kept is None:
        raise NoPurposeWeights(f"no weights of the {name}: run « boussole precompute »")
    arrays = {each: found.astype(np.float32) for each, found in kept.arrays.items()}
    return PurposeHead(PURPOSES[name], **arrays)


def count_terms(text: str) -> list[Counter[int]]:
    """Return the hashed terms of a message, as `features.segment_terms` does."""
    return segment_terms([token.folded for token in tokenize_message(text)], BUCKETS)
