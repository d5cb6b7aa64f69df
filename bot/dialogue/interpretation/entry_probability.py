"""The probability that an entry is asked for.

A logistic regression on `tests/knowledge/faq_queries_dev.yml` and labelled segments that ask for no
entry; on `faq_queries.yml` 94 % of the scores above `entry_ranking.SURE_SCORE` are right.
"""

from __future__ import annotations

import math

from bot.dialogue.interpretation.word_counts import MAX_SHORT_WORDS
from bot.dialogue.reading.segment_readings import SegmentReading

INTERCEPT, CLASSIFIER_WEIGHT, SEARCH_WEIGHT, MARGIN_WEIGHT = -3.05, 6.4, 2.55, 2.25
# Correction for a segment that asks: most segments of the regression ask for no entry.
ASKING_WEIGHT = 1.2
# Share of the own words of a short and a long question that goes on from another.
SHORT_QUESTION_SHARE, LONG_QUESTION_SHARE = 0.35, 0.65
LONG_QUESTION_WORDS = 10
# Bounds of a probability before it is turned into log-odds.
MIN_PROBABILITY, MAX_PROBABILITY = 0.02, 0.999


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


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability clipped to its bounds."""
    bounded = min(max(probability, MIN_PROBABILITY), MAX_PROBABILITY)
    return math.log(bounded / (1.0 - bounded))


def own_words_share(segment: SegmentReading) -> float:
    """Return the share of a question's own words, which grows with their number."""
    beyond = min(
        max(segment.word_count - MAX_SHORT_WORDS, 0), LONG_QUESTION_WORDS - MAX_SHORT_WORDS
    )
    return SHORT_QUESTION_SHARE + (LONG_QUESTION_SHARE - SHORT_QUESTION_SHARE) * beyond / (
        LONG_QUESTION_WORDS - MAX_SHORT_WORDS
    )
