"""Which entry a message asks for in the context of its conversation.

« et si je suis malade ? » after an answer on a course is about that course. Each entry is seen in
three views: by the message alone, after the message before it, and about the entry answered last. A
conditional logit orders the entries, with one set of weights for each length of message; a logistic
regression gives the probability that the first entry answers the message.

Both are fitted on the conversations of `nlu_data/talks` (`contextual_entry_training`), which train
no other classifier.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Optional

import numpy as np

from bot.dialogue.interpretation.entry_ranking import score_entries
from bot.dialogue.interpretation.entry_scores import EntryScores
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.nlu import shipped_weights
from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.labels import FIELD, PROFESSION, TRAINING
from bot.dialogue.reading.reader import Reading, SegmentReading
from bot.dialogue.reading.reading_weights import NoWeights
from bot.dialogue.reading.segment_readings import count_words
from bot.guidance.salience import LASTING_TYPES, QUESTION, SERVICE

WEIGHTS_NAME = "talks"
# Limits, in words, between the three lengths of message, each with its own weights.
LENGTH_LIMITS = (4, 8)
# Maximum number of candidates from each view.
MAX_CANDIDATES = 15
# Lower bound of a probability in a logarithm.
MIN_LOG_PROBABILITY = 1e-3
# Factor on the weight of a topic for each later answer.
TOPIC_DECAY = 0.6
MAX_CONTEXT_WORDS = 40
# Word counts of a short message and of a long one.
FEW_WORDS, MANY_WORDS = 3, 30
ENTRY_FEATURES = (
    *("own", "own_found", "after", "after_found", "about", "about_found"),
    *("last", "answered", "topic", "own_share", "age"),
)
MESSAGE_FEATURES = (
    *("constant", "share", "margin", "together", "together_after", "none", "none_after", "agree"),
    *("ask", "request", "taste", "stands", "social", "off", "react", "named", "aspect_named"),
    *("aspect_lasting", "aspect_study", "listed", "lost", "compares", "words", "few", "form"),
    *("first", "again"),
)
_AGE = re.compile(r"\b([1-6]\d) ?ans?\b", re.IGNORECASE)
_STUDIES = (FIELD, TRAINING)
_TASTES = ("tell.like", "tell.dislike", "tell.goal", "tell.strength", "tell.weakness")
# Aspects that a profession or a study has.
_ASPECTS = tuple(
    f"ask.{what}"
    for what in (
        *("pay", "description", "day", "jobs", "length", "related", "access", "trainings"),
        *("place", "conditions", "difficulty", "level"),
    )
)


@dataclass(frozen=True)
class MessageObservation:
    """The features of a message.

    `ids`: the candidate entries, with `features` of shape (entries, ENTRY_FEATURES). `own`: the
    scores for the message alone, `after`: after the message before. `told`: the features of the
    message without those of the first entry.
    """

    ids: tuple[str, ...]
    features: np.ndarray
    own: EntryScores
    after: EntryScores
    answered: tuple[str, ...]
    told: Mapping[str, float]


@dataclass(frozen=True)
class Weights:
    """`entries` of shape (lengths, ENTRY_FEATURES), `message` of shape (MESSAGE_FEATURES,)."""

    entries: np.ndarray
    message: np.ndarray


@dataclass(frozen=True)
class ContextualEntries:
    """`ranked`: entries with their share of the probability, the likeliest first; `probability`:
    that the first of them answers the message."""

    ranked: tuple[tuple[str, float], ...]
    probability: float

    @property
    def first(self) -> str:
        """The id of the likeliest entry."""
        return self.ranked[0][0]

    def share(self, entry_id: str) -> float:
        """Return how likely an entry is relative to the first, from 0 to 1."""
        return dict(self.ranked).get(entry_id, 0.0) / self.ranked[0][1]


def find_contextual_entries(
    state: InformationState, reading: Reading, weights: Optional[Weights] = None
) -> Optional[ContextualEntries]:
    """Return the entries for a message, or None where a long one asks nothing.

    `weights`: those shipped by default.
    """
    found = observe_message(state, reading)
    if found is None:
        return None
    weights = weights or load_weights()
    ranked = rank_candidates(found, weights.entries, reading.text)
    odds = float(message_features(ranked, found) @ weights.message)
    return ContextualEntries(ranked, 1.0 / (1.0 + math.exp(-odds)))


def rank_candidates(
    found: MessageObservation, weights: np.ndarray, text: str
) -> tuple[tuple[str, float], ...]:
    """Return the entries with their shares, the likeliest first."""
    shares = softmax(found.features @ weights[length_class(text)])
    return tuple((found.ids[at], float(shares[at])) for at in np.argsort(-shares))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return shares that add up to 1."""
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum())


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """Load the weights, once per process.

    Raises:
        NoWeights, DamagedWeights.
    """
    kept = shipped_weights.load_shipped(WEIGHTS_NAME, shipped_weights.read_key(WEIGHTS_NAME) or "")
    if kept is None or kept.meta.get("features") != [*ENTRY_FEATURES, *MESSAGE_FEATURES]:
        raise NoWeights(f"no weights of the {WEIGHTS_NAME}: run « boussole precompute »")
    return Weights(kept.arrays["entries"], kept.arrays["message"])


def length_class(text: str) -> int:
    """Return the index of the weights for the length of a text."""
    return sum(count_words(text) > most for most in LENGTH_LIMITS)


def observe_message(state: InformationState, reading: Reading) -> Optional[MessageObservation]:
    """Compute the features of a message, or None where a long one asks nothing."""
    if reading.whole is None or state.asked is None:
        return None
    own = score_entries(reading.whole, state)
    before = " ".join(state.last_message.split()[-MAX_CONTEXT_WORDS:])
    said = reading.whole.text
    after = score_entries(state.asked(f"{before} {said}"), state) if before else own
    answered = tuple(_answered_entries(state))
    title = state.library.base.title(answered[0]) if answered else ""
    about = score_entries(state.asked(f"{title} {said}"), state) if title else after
    views = (own, after, about)
    candidates = (each.hit.id for view in views for each in view.likeliest(MAX_CANDIDATES))
    ids = tuple(dict.fromkeys(candidates))
    if len(ids) < 2:
        return None
    topics = _topic_shares(answered, state)
    ages = set(_AGE.findall(reading.text))
    rows = [_entry_features(each, views, answered, topics, ages, state) for each in ids]
    return MessageObservation(
        ids, np.array(rows), own, after, answered, _observe_acts(own, after, state, reading)
    )


def _answered_entries(state: InformationState) -> list[str]:
    """Return the entries answered so far, the newest first."""
    return [each.id for each in state.salience.referents if each.type in (QUESTION, SERVICE)]


def _topic_shares(answered: Sequence[str], state: InformationState) -> dict[str, float]:
    """Return the share of each topic in the answers, decaying with age."""
    counted: dict[str, float] = defaultdict(float)
    for at, each in enumerate(answered):
        counted[_topic_of_entry(each, state)] += TOPIC_DECAY**at
    whole = sum(counted.values())
    return {topic: count / whole for topic, count in counted.items()}


def _topic_of_entry(entry_id: str, state: InformationState) -> str:
    entry = state.library.base.questions.get(entry_id)
    return entry.topic if entry is not None else ""


def _entry_features(
    entry_id: str,
    views: tuple[EntryScores, EntryScores, EntryScores],
    answered: Sequence[str],
    topics: Mapping[str, float],
    ages: Collection[str],
    state: InformationState,
) -> list[float]:
    found = [view.entry(entry_id) for view in views]
    learnt = [one.learnt if one else 0.0 for one in found]
    searched = [one.hit.score if one else 0.0 for one in found]
    seen_in = zip(learnt, searched, strict=True)
    said = [
        value for one, two in seen_in for value in (math.log(max(one, MIN_LOG_PROBABILITY)), two)
    ]
    return [
        *said,
        float(entry_id in answered[:1]),
        float(entry_id in answered),
        topics.get(_topic_of_entry(entry_id, state), 0.0),
        learnt[0],
        _fits_the_age(entry_id, ages, state),
    ]


def _fits_the_age(entry_id: str, ages: Collection[str], state: InformationState) -> float:
    """Return 1 if the question of an entry names a stated age, -1 if it names others, else 0."""
    entry = state.library.base.questions.get(entry_id)
    named = set(_AGE.findall(entry.question)) if entry is not None else set()
    if not named or not ages:
        return 0.0
    return 1.0 if named & set(ages) else -1.0


def message_features(ranked: Sequence[tuple[str, float]], found: MessageObservation) -> np.ndarray:
    """Return the features for the first entry, of shape (MESSAGE_FEATURES,)."""
    (first, share), (_, second) = ranked[:2]
    own, after = found.own.entry(first), found.after.entry(first)
    told = {
        **found.told,
        "share": share,
        "margin": share - second,
        "together": own.together if own else 0.0,
        "together_after": after.together if after else 0.0,
        "agree": float(found.ids[0] == first),  # the candidates of the message alone come first
        "again": float(first in found.answered[:1]),
    }
    return np.array([told[name] for name in MESSAGE_FEATURES])


def _observe_acts(
    own: EntryScores, after: EntryScores, state: InformationState, reading: Reading
) -> dict[str, float]:
    """Return the features of a message that do not depend on an entry."""
    whole = sum(len(each.text) for each in reading.segments)

    def part(*starts: str) -> float:
        """How much of the message does one of these, by letters."""
        return sum(
            len(segment.text) / whole * p
            for segment in reading.segments
            for label, p in segment.ranked
            if label.startswith(starts)
        )

    taste, words = part(*_TASTES), count_words(reading.text)
    named = float(any(m.type == PROFESSION and m.target for m in reading.mentions))
    aspect = max(sum(segment.labels[each] for each in _ASPECTS) for segment in reading.segments)
    subject = state.salience.subject
    return {
        "constant": 1.0,
        "none": own.none,
        "none_after": after.none,
        "ask": max(map(_asking_probability, reading.segments)),
        "request": part("request."),
        "taste": taste,
        "stands": part("tell.") - taste,
        "social": part("social.", "abuse.", "meta."),
        "off": part("off."),
        "react": part("react.", "answer."),
        "named": named,
        "aspect_named": named * aspect,
        "aspect_study": aspect * float(any(m.type in _STUDIES for m in reading.mentions)),
        "listed": part("ask.professions", "request.leads", "request.more"),
        "lost": part("tell.lost"),
        "compares": part("ask.difference", "tell.doubt"),
        "aspect_lasting": aspect if subject is not None and subject.type in LASTING_TYPES else 0.0,
        "words": min(words, MANY_WORDS) / MANY_WORDS,
        "few": float(words <= FEW_WORDS),
        "form": float(any(sentence_forms.is_question(each.text) for each in reading.segments)),
        "first": float(not state.last_message),
    }


def _asking_probability(segment: SegmentReading) -> float:
    return segment.acts["ask"] + segment.acts["service"]
