"""Scoring of the professions that a statement about oneself suggests (decision 14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Protocol

import numpy as np

from bot.language.normalisation import stem_words, tokenise
from knowledge.search_index import SearchIndex
from knowledge.sentence_embedding import Embedder
from knowledge.statement_parts import extract_core, split_clauses

# Weights of the description search and of the trained predictor, tuned on two messages per
# profession held out of `nlu_data/leads` and on messages that suggest no profession: 71 % of the
# former get a clear profession and 5 % of the latter (80 % with the search alone).
SEARCH_WEIGHT, PREDICTION_WEIGHT = 0.45, 0.9
# Share predicted for a profession from which its search score has full weight: « services sociaux »
# occurs in the description of stretcher-bearers without suggesting them.
FULL_WEIGHT_SHARE = 0.01
# Minimum probability that a statement about oneself suggests some profession.
MIN_TOLD_PROBABILITY = 0.5
# Weights of a clause and of a single word (« l'action ») relative to the whole statement.
CLAUSE_FACTOR, SINGLE_WORD_FACTOR = 0.9, 0.6
MAX_NEAR_PROFESSIONS, MIN_NEARNESS = 40, 0.05
# Two tastes share a profession when their joint nearness and the deviations of each reach these.
MIN_JOINT_NEARNESS, MIN_JOINT_DEVIATIONS = 0.4, 1.2


class ProfessionPredictor(Protocol):
    """Predicts professions from a sentence about oneself; the id "" stands for none."""

    def spread(self, text: str, vector: np.ndarray) -> dict[str, float]:
        """Return the probability of every profession; `vector` is that of `text`."""


@dataclass(frozen=True)
class ProfessionScorer:
    """Combines the description search and, if loaded, the trained predictor.

    Texts are neutralised (`bot.language.neutral_wording`).
    """

    index: SearchIndex
    embedder: Embedder
    predictor: Optional[ProfessionPredictor]

    def near(self, text: str, told: bool) -> tuple[tuple[str, float], ...]:
        """Return the suggested professions with scores from 0 to 1; see `Library.near`."""
        if self.predictor is None:
            return tuple(self.index.near(text, self.embedder.query(text)))
        whole = extract_core(text) if told else text
        scores = self.score(whole, told)
        for clause in split_clauses(whole) if told else ():
            is_single_word = len(stem_words(tokenise(clause))) < 2
            factor = SINGLE_WORD_FACTOR if is_single_word else CLAUSE_FACTOR
            for occupation_id, score in self.score(clause, told).items():
                scores[occupation_id] = max(scores[occupation_id], factor * score)
        best = sorted(scores.items(), key=lambda pair: -pair[1])[:MAX_NEAR_PROFESSIONS]
        return tuple((i, round(score, 2)) for i, score in best if score >= MIN_NEARNESS)

    def joining(self, first: str, second: str) -> list[str]:
        """Return the professions that two tastes both suggest; see `Library.joining`."""
        if self.predictor is None:
            return []
        one, other = extract_core(first), extract_core(second)
        together = self.score(f"{one} et {other}", True)
        least = np.minimum(self._measure_deviations(one), self._measure_deviations(other))
        scores = {
            occupation_id: float(least[at])
            for at, occupation_id in enumerate(self.index.base.occupations)
            if together[occupation_id] >= MIN_JOINT_NEARNESS and least[at] >= MIN_JOINT_DEVIATIONS
        }
        return sorted(scores, key=lambda occupation_id: -scores[occupation_id])

    def score(self, text: str, told: bool) -> dict[str, float]:
        """Return the score of every profession, from 0 to 1."""
        vector = self.embedder.query(text)
        searched = dict(self.index.near(text, vector))
        learnt = self._predict(text, vector)
        any_profession = max(1.0 - learnt.pop("", 0.0), 1e-9)
        weight = max(any_profession, MIN_TOLD_PROBABILITY) if told else any_profession
        scores = {}
        for occupation_id, probability in learnt.items():
            share = probability / any_profession
            search_weight = SEARCH_WEIGHT * min(1.0, (share / FULL_WEIGHT_SHARE) ** 0.5)
            nearness = search_weight * searched.get(occupation_id, 0.0)
            nearness += PREDICTION_WEIGHT * share**0.5
            scores[occupation_id] = min(1.0, weight * nearness)
        return scores

    def _measure_deviations(self, text: str) -> np.ndarray:
        """Return, for each profession, the sum of the standard scores of its description and of its
        predicted log probability."""
        vector, ids = self.embedder.query(text), list(self.index.base.occupations)
        close, learnt = self.index.closeness(vector, ids), self._predict(text, vector)
        measured = (
            np.array([close[each] for each in ids]),
            np.log([learnt.get(each, 0.0) + 1e-9 for each in ids]),
        )
        return sum((each - each.mean()) / max(float(each.std()), 1e-9) for each in measured)

    def _predict(self, text: str, vector: np.ndarray) -> dict[str, float]:
        return self.predictor.spread(text, vector) if self.predictor is not None else {}
