"""The scores of the entries for a text, and the probability that one is asked for.

The probability is a logistic regression on `tests/knowledge/faq_queries_dev.yml` and labelled
segments that ask for no entry; on `faq_queries.yml` 94 % of the probabilities above
`entry_ranking.SURE_SCORE` are right.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import NamedTuple, Optional

import numpy as np

from bot.dialogue.reading.entry_classifier import AskedEntries
from knowledge.search_index import SearchHit, SearchIndex

# Share of the classifier in the order of the entries; the search has the rest.
CLASSIFIER_SHARE = 0.7
_ENTRY_KINDS = ("faq", "service")
INTERCEPT, CLASSIFIER_WEIGHT, SEARCH_WEIGHT, MARGIN_WEIGHT = -3.05, 6.4, 2.55, 2.25
# Correction for a segment that asks: most segments of the regression ask for no entry.
ASKING_WEIGHT = 1.2


class ScoredEntry(NamedTuple):
    """An entry with its search score, its probability by the classifier, and both weighted by
    CLASSIFIER_SHARE."""

    hit: SearchHit
    learnt: float
    together: float


class EntryScores:
    """Every question and service with its scores for a text, the likeliest first.

    Arrays over the whole base: a turn asks for a few dozen of a thousand entries. `none`: the
    probability that the text asks for none.
    """

    def __init__(
        self, asked: AskedEntries, vector: np.ndarray, index: SearchIndex, today: dt.date
    ) -> None:
        """`asked`: the text with what the classifier says of it; `vector`: that of the text."""
        self.none = asked.none
        self._found = found = index.rank(asked.text, vector, _ENTRY_KINDS, today)
        self._learnt = np.zeros(len(found.scores))
        for each in asked.ranked:
            # A centre may have removed an entry that the classifier learnt.
            if each.id in found.place_by_id:
                self._learnt[found.place_by_id[each.id]] = each.probability
        self._together = CLASSIFIER_SHARE * self._learnt + (1 - CLASSIFIER_SHARE) * found.scores
        self._order = found.places[np.argsort(-self._together[found.places], kind="stable")]

    def likeliest(self, most: int) -> list[ScoredEntry]:
        """Return the `most` likeliest entries."""
        return [self._at(int(place)) for place in self._order[:most]]

    def entry(self, entry_id: str) -> Optional[ScoredEntry]:
        """Return an entry, None if the search leaves it out."""
        place = self._found.place_by_id.get(entry_id)
        return None if place is None or self._found.scores[place] < 0 else self._at(place)

    def _at(self, place: int) -> ScoredEntry:
        hit = self._found.hit(place)
        return ScoredEntry(hit, float(self._learnt[place]), float(self._together[place]))


def entry_probability(
    learnt: float, searched: float, margin: float, asks: float, more: float = 0.0
) -> float:
    """Return `1 / (1 + exp(-z))`, with z the weighted sum of the arguments.

    `learnt`: the output of the classifier; `searched`: the score of the search; `margin`: the lead
    over the next entry; `asks`: the probability that anything is asked; `more`: log-odds to add.
    """
    odds = (
        INTERCEPT + CLASSIFIER_WEIGHT * learnt + SEARCH_WEIGHT * searched + MARGIN_WEIGHT * margin
    )
    odds += ASKING_WEIGHT * asks + more
    return round(1.0 / (1.0 + math.exp(-odds)), 4)
