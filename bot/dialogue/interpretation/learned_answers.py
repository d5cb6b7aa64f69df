"""Which approved answers of the team a message may ask for.

The wordings of each answer's question are compared with the message, as sentence vectors and in a
space in which wordings of one question are near each other: a linear discriminant projection. A
logistic regression gives the probability of each of the nearest answers, from how near it is, its
lead over the others, what the classifier of entries says of the rest of the base, how alike message
and question are labelled, and the words that they share. Both are fitted by
`learned_answer_training`.

The vectors of the answers are computed when the answers change (`prepare`); a turn only projects
the vector that its reading has anyway.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from bot.booking.date_expressions.date_vocabulary import MONTHS, WEEKDAYS
from bot.dialogue.nlu import shipped_weights
from bot.dialogue.reading.entry_classifier import AskedEntries
from bot.dialogue.reading.labels import LABELS
from bot.dialogue.reading.reader import Reader
from bot.dialogue.reading.reading_weights import NoWeights, load_reader
from bot.language.folding import fold_text
from bot.language.normalisation import stem_words, tokenise
from knowledge import search_documents
from knowledge.entry_schema import Question
from knowledge.importers.dataset_files import LEARNED_ANSWERS_FILE
from knowledge.knowledge_base import KnowledgeBase
from knowledge.library import Library

WEIGHTS_NAME = "learned"
MATCH_FEATURES = (
    *("nearest", "average", "answer", "lead", "beyond"),
    *("none", "other", "words", "uncovered", "shared", "labels", "asks"),
)
# How many of the nearest answers are weighed.
MAX_MATCHES = 3
# The weight, in the order of the answers, of the vectors before the projection, and of the share of
# the message's words that an answer does not hold.
PLAIN_WEIGHT, UNCOVERED_WEIGHT = 2.0, 0.3
_ASKING_ACTS = ("ask.", "service.", "request.")
_ASKING = np.array([label.startswith(_ASKING_ACTS) for label in LABELS])
# The probability of an answer whose very question was typed.
EXACT_PROBABILITY = 1.0
# A lead above this says no more; a single answer has no other to lead.
MAX_LEAD = 0.4
# The weight of a rare stem, to which those that are shared are compared.
STEM_SCALE = 8.0
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
    shape (dimensions,), both before the projection, the labels of its wordings, of shape (wordings,
    LABELS), its stems, the professions that it names, and the weekdays and months that its question
    names."""

    id: str
    wordings: np.ndarray
    answer: np.ndarray
    plain_wordings: np.ndarray
    plain_answer: np.ndarray
    labels: np.ndarray
    stems: frozenset[str]
    trades: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MatchContext:
    """What a comparison needs beside the answers: the weights of the projection, the labels of a
    text by its vector, and the weight of a stem."""

    weights: AnswerWeights
    label: Callable[[str, np.ndarray], np.ndarray]
    stem_weight: Callable[[str], float]


@dataclass(frozen=True)
class LearnedMatch:
    """An answer that a text may ask for, with its probability, the professions that it names, and
    the weekdays and months that its question names."""

    id: str
    probability: float
    trades: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()


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


def find_learned_answers(asked: AskedEntries, library: Library) -> tuple[LearnedMatch, ...]:
    """Return the answers that a text may ask for, the likeliest first; none without answers.

    `asked` is the text with what the classifier says of the base.
    """
    return match_answers(asked, library.embedder.query(asked.text), library)


def match_answers(
    asked: AskedEntries, vector: np.ndarray, library: Library
) -> tuple[LearnedMatch, ...]:
    """Return the answers that a text of this vector may ask for, as `find_learned_answers`."""
    answers = prepare(library)
    if not answers:
        return ()
    named = library.asked(asked.text)
    if named in [answer.id for answer in answers]:
        return (LearnedMatch(str(named), EXACT_PROBABILITY),)
    context = make_context(library, load_weights(), load_reader())
    found = []
    for place, features in observe_matches(asked, vector, answers, context):
        odds = float(features @ context.weights.match) + context.weights.intercept
        answer = answers[place]
        probability = 1.0 / (1.0 + math.exp(-odds))
        found.append(LearnedMatch(answer.id, probability, answer.trades, answer.days))
    return tuple(sorted(found, key=lambda match: -match.probability))


def make_context(library: Library, weights: AnswerWeights, reader: Reader) -> MatchContext:
    """Return the context of comparisons with the answers of a library."""
    return MatchContext(weights, reader.label_text, library.index.stem_weight)


def observe_matches(
    asked: AskedEntries,
    vector: np.ndarray,
    answers: Sequence[LearnedAnswer],
    context: MatchContext,
) -> list[tuple[int, np.ndarray]]:
    """Return the places of the nearest answers, each with features of shape (MATCH_FEATURES,)."""
    projected, labels = context.weights.project(vector), context.label(asked.text, vector)
    near = _measure_nearness([(each.wordings, each.answer) for each in answers], projected)
    plain = _measure_nearness([(e.plain_wordings, e.plain_answer) for e in answers], vector)
    weights = {stem: context.stem_weight(stem) for stem in list_stems(asked.text)}
    missing = [sum(w for stem, w in weights.items() if stem not in e.stems) for e in answers]
    uncovered = np.array(missing) / max(sum(weights.values()), 1.0)
    share = np.array([1.0, 0.5, 0.5])
    together = near @ share + PLAIN_WEIGHT * plain @ share - UNCOVERED_WEIGHT * uncovered
    of_message = (
        (context.weights.known @ projected).max(),
        *_describe_message(asked, {answer.id for answer in answers}),
    )
    return [
        (
            int(place),
            np.array(
                [
                    *near[place],
                    _lead(together, place),
                    *of_message,
                    uncovered[place],
                    (sum(weights.values()) - missing[place]) / STEM_SCALE,
                    np.sqrt(answers[place].labels * labels).sum(axis=1).max(),
                    labels[_ASKING].sum(),
                ]
            ),
        )
        for place in np.argsort(-together)[:MAX_MATCHES]
    ]


def _measure_nearness(
    answers: Sequence[tuple[np.ndarray, np.ndarray]], vector: np.ndarray
) -> np.ndarray:
    """Return the cosines of a vector with the nearest wording of each answer, with its wordings on
    average, and with its text, of shape (answers, 3)."""
    cosines = [(wordings @ vector, text @ vector) for wordings, text in answers]
    return np.array([(each.max(), each.mean(), text) for each, text in cosines])


def _describe_message(asked: AskedEntries, ids: Container[str]) -> tuple[float, float, float]:
    """Return how likely a text asks for no entry and for one of the base, and its length; `ids`
    are those of the answers."""
    others = (each.probability for each in asked.ranked if each.id not in ids)
    return asked.none, max(others, default=0.0), math.log(len(tokenise(asked.text)) + 1)


def _lead(together: np.ndarray, place: int) -> float:
    """Return the lead of an answer over the best of the others, negative behind it."""
    others = np.delete(together, place)
    lead = together[place] - (others.max() if len(others) else 0.0)
    return float(np.clip(lead, -MAX_LEAD, MAX_LEAD))


def make_answer(
    entry: Question, vectors: np.ndarray, said: np.ndarray, context: MatchContext
) -> LearnedAnswer:
    """Return the answer of an entry from the vectors of its wordings and of its text."""
    names = search_documents.list_names(entry)
    labels = np.array([context.label(*each) for each in zip(names, vectors, strict=True)])
    project = context.weights.project
    stems = frozenset(list_stems(" ".join((*names, entry.short))))
    return LearnedAnswer(entry.id, project(vectors), project(said), vectors, said, labels, stems)


def embed_answer(entry: Question, library: Library) -> tuple[np.ndarray, np.ndarray]:
    """Return the vectors of the wordings of an entry, and of its answer."""
    texts = [*search_documents.list_names(entry), entry.short]
    vectors = library.vectors.queries(texts, library.embedder)
    return vectors[:-1], vectors[-1]


def list_stems(text: str) -> set[str]:
    """Return the stems of the words of a text that carry its subject."""
    return set(stem_words(tokenise(text)))


def list_named_days(text: str) -> frozenset[str]:
    """Return the weekdays and months that a text names, folded."""
    words = fold_text(text).lower().split()
    return frozenset(day for day in (*WEEKDAYS, *MONTHS) if day in words or f"{day}s" in words)


def _make_answers(library: Library) -> Iterator[LearnedAnswer]:
    entries = _list_entries(library.base)
    if not entries:
        return
    context = make_context(library, load_weights(), load_reader())
    for entry in entries:
        made = make_answer(entry, *embed_answer(entry, library), context)
        texts = (*search_documents.list_names(entry), entry.short)
        trades = (each for text in texts for each in library.link(text).occupation_ids)
        days = frozenset().union(*map(list_named_days, search_documents.list_names(entry)))
        yield replace(made, trades=frozenset(trades), days=days)


def _list_entries(base: KnowledgeBase) -> list[Question]:
    return [
        entry
        for entry in base.questions.values()
        if base.files.get(entry.id) == LEARNED_ANSWERS_FILE
    ]
