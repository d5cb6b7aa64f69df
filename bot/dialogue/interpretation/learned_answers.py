"""Which approved answer of the team a message asks for, if any.

The wordings of each answer's question are compared with the message in a space in which wordings of
one question are near each other: a linear discriminant projection of sentence vectors. A logistic
regression over that nearness, the lead over the next answer, what the classifier of entries says of
the rest of the base, and the words of the message that the answer does not hold gives the
probability. Both are fitted by `learned_answer_training`.

The vectors of the answers are computed when the answers change (`prepare`); a turn only projects
the vector that its reading has anyway.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Optional

import numpy as np

from bot.dialogue.nlu import shipped_weights
from bot.dialogue.reading.entry_classifier import AskedEntries
from bot.dialogue.reading.reading_weights import NoWeights
from bot.language.normalisation import stem_words, tokenise
from knowledge import search_documents
from knowledge.entry_schema import Question
from knowledge.importers.dataset_files import LEARNED_ANSWERS_FILE
from knowledge.knowledge_base import KnowledgeBase
from knowledge.library import Library

WEIGHTS_NAME = "learned"
MATCH_FEATURES = (
    *("nearest", "average", "answer", "lead", "beyond"),
    *("none", "other", "words", "uncovered"),
)
# The probability of an answer whose very question was typed.
EXACT_PROBABILITY = 1.0
# A lead above this says no more; a single answer has no other to lead.
MAX_LEAD = 0.4
# Libraries whose answers are kept ready: the one in use, and those of a rehearsal.
MAX_PREPARED = 4


@dataclass(frozen=True)
class AnswerWeights:
    """`center` of shape (384,), `projection` (384, dimensions), `known` the projected means of the
    questions of the base, (questions, dimensions), `match` (MATCH_FEATURES,)."""

    center: np.ndarray
    projection: np.ndarray
    known: np.ndarray
    match: np.ndarray
    intercept: float

    def project(self, vectors: np.ndarray) -> np.ndarray:
        """Return unit vectors in the projected space; the last axis is that of the vectors."""
        projected = (vectors - self.center) @ self.projection
        return np.asarray(projected / np.linalg.norm(projected, axis=-1, keepdims=True))


@dataclass(frozen=True)
class LearnedAnswer:
    """An answer: its projected wordings, of shape (wordings, dimensions), its projected text, of
    shape (dimensions,), its stems, and the professions that it names."""

    id: str
    wordings: np.ndarray
    answer: np.ndarray
    stems: frozenset[str]
    trades: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LearnedMatch:
    """The likeliest answer for a text, the probability that it is asked for, and the professions
    that it names."""

    id: str
    probability: float
    trades: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def load_weights() -> AnswerWeights:
    """Load the weights, once per process.

    Raises:
        NoWeights, DamagedWeights.
    """
    kept = shipped_weights.load_shipped(WEIGHTS_NAME, shipped_weights.read_key(WEIGHTS_NAME) or "")
    if kept is None or kept.meta.get("features") != list(MATCH_FEATURES):
        raise NoWeights(f"no weights of the {WEIGHTS_NAME}: run « boussole precompute »")
    return AnswerWeights(
        np.array(kept.meta["center"], dtype=np.float32),
        kept.arrays["projection"],
        kept.arrays["known"],
        np.array(kept.meta["match"]),
        float(kept.meta["intercept"]),
    )


def prepare(library: Library) -> tuple[LearnedAnswer, ...]:
    """Return the approved answers of a library, computing their vectors where needed."""
    known = next((each for of, each in _prepared if of is library), None)
    if known is None:
        known = tuple(_make_answers(library))
        _prepared.insert(0, (library, known))
        del _prepared[MAX_PREPARED:]
    return known


_prepared: list[tuple[Library, tuple[LearnedAnswer, ...]]] = []


def find_learned_answer(asked: AskedEntries, library: Library) -> Optional[LearnedMatch]:
    """Return the answer that a text may ask for, None without approved answers.

    `asked` is the text with what the classifier says of the base.
    """
    answers = prepare(library)
    if not answers:
        return None
    named = library.asked(asked.text)
    if named in [answer.id for answer in answers]:
        return LearnedMatch(str(named), EXACT_PROBABILITY)
    weights = load_weights()
    vector = library.embedder.query(asked.text)
    best, features = observe_match(asked, vector, answers, weights, library.index.stem_weight)
    odds = float(features @ weights.match) + weights.intercept
    probability = 1.0 / (1.0 + math.exp(-odds))
    return LearnedMatch(answers[best].id, probability, answers[best].trades)


def observe_match(
    asked: AskedEntries,
    vector: np.ndarray,
    answers: Sequence[LearnedAnswer],
    weights: AnswerWeights,
    stem_weight: Callable[[str], float],
) -> tuple[int, np.ndarray]:
    """Return the place of the nearest answer, and its features of shape (MATCH_FEATURES,)."""
    projected = weights.project(vector)
    cosines = [answer.wordings @ projected for answer in answers]
    nearest = np.array([each.max() for each in cosines])
    average = np.array([each.mean() for each in cosines])
    said = np.array([answer.answer @ projected for answer in answers])
    together = nearest + average / 2 + said / 2
    best = int(np.argmax(together))
    others = np.delete(together, best)
    ids = {answer.id for answer in answers}
    return best, np.array(
        [
            nearest[best],
            average[best],
            said[best],
            min(together[best] - (others.max() if len(others) else 0.0), MAX_LEAD),
            (weights.known @ projected).max(),
            asked.none,
            max((each.probability for each in asked.ranked if each.id not in ids), default=0.0),
            math.log(len(tokenise(asked.text)) + 1),
            _uncovered_share(list_stems(asked.text), answers[best].stems, stem_weight),
        ]
    )


def make_answer(
    entry: Question, vectors: np.ndarray, said: np.ndarray, weights: AnswerWeights
) -> LearnedAnswer:
    """Return the answer of an entry from the vectors of its wordings and of its text."""
    text = " ".join((*search_documents.list_names(entry), entry.short))
    projected = weights.project(vectors), weights.project(said)
    return LearnedAnswer(entry.id, *projected, frozenset(list_stems(text)))


def _uncovered_share(
    stems: Collection[str], known: Collection[str], stem_weight: Callable[[str], float]
) -> float:
    """Return the share of the weight of stems that are not among the known ones."""
    weights = {stem: stem_weight(stem) for stem in stems}
    missing = sum(weight for stem, weight in weights.items() if stem not in known)
    return missing / max(sum(weights.values()), 1.0)


def embed_answer(entry: Question, library: Library) -> tuple[np.ndarray, np.ndarray]:
    """Return the vectors of the wordings of an entry, and of its answer."""
    texts = [*search_documents.list_names(entry), entry.short]
    vectors = library.vectors.queries(texts, library.embedder)
    return vectors[:-1], vectors[-1]


def list_stems(text: str) -> set[str]:
    """Return the stems of the words of a text that carry its subject."""
    return set(stem_words(tokenise(text)))


def _make_answers(library: Library) -> Iterator[LearnedAnswer]:
    for entry in _list_entries(library.base):
        made = make_answer(entry, *embed_answer(entry, library), load_weights())
        texts = (*search_documents.list_names(entry), entry.short)
        trades = (each for text in texts for each in library.link(text).occupation_ids)
        yield replace(made, trades=frozenset(trades))


def _list_entries(base: KnowledgeBase) -> list[Question]:
    return [
        entry
        for entry in base.questions.values()
        if base.files.get(entry.id) == LEARNED_ANSWERS_FILE
    ]
