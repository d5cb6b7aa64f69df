"""The scores of entries for a text, from how their names, words and meaning match it.

The score of an entry is `1 - (1 - NAME_WEIGHT * name) * (1 - alike)`, where `alike` is the weighted
sum of the other parts. Each part goes from 0 to 1, and only a name brings the score above .94.

- name (`knowledge.name_index`): 1 if the text is one of its names, OFFICIAL_NAME if that is an
  official one, PARTIAL_NAME times the share of its words if the text contains an unambiguous
  profession name; multiplied by `like`, as a misspelt name may be that of another entry. For
  questions: .6 if the text contains one of its names, .3 if that name is ambiguous;
- like, for professions only: letter similarity of the nearest name (`knowledge.name_similarity`);
- words: BM25 over French stems, corrected against names, as a share of the highest score that the
  words of the text can reach in this base;
- meaning: the cosine of the nearest passage or official name, rescaled from MIN_COSINE (0) to
  MAX_COSINE (1), the range of this model.

`alike` of a ROME sheet is multiplied by SHEET_WEIGHT, so that an equivalent entry with Belgian ways
in ranks first. Scores are independent of the other hits, hence comparable with MIN_HIT_SCORE.
Weights and threshold were tuned on `tests/knowledge/*_dev.yml` and half of ESCO's labels
(`tests/soak/title_search_measurement.py`), and evaluated on `queries.yml`, `faq_queries.yml`,
`unknown_test.yml` and the other half.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NAME_WEIGHT, WORDS_WEIGHT, MEANING_WEIGHT = 0.95, 0.5, 0.5
MIN_COSINE, MAX_COSINE = 0.80, 0.95
MAX_ALIKE = 0.94
SHEET_WEIGHT = 0.92
# Weights for professions and sheets, whose names are many and short.
TRADE_NAME_WEIGHT, TRADE_WORDS_WEIGHT, TRADE_MEANING_WEIGHT = 0.35, 0.25, 0.45
# Hits below this are more often wrong than right.
MIN_HIT_SCORE = 0.46
# Parameters of `score_nearness`, tuned on the even personas of tests/guidance.
DEVIATION_SCALE = 5.0
MEANING_ALONE_FACTOR = 0.7
MIN_NEAR_SCORE, MAX_NEAR_SCORE = 0.1, 0.5
# Factor for the other professions when an activity alias of one matches.
OTHERS_FACTOR = 0.6


@dataclass(frozen=True)
class ScoreParts:
    """The parts of the scores of all entries, each from 0 to 1, shape (n,)."""

    name: np.ndarray
    like: np.ndarray
    words: np.ndarray
    meaning: np.ndarray


def combine_parts(parts: ScoreParts, is_trade: np.ndarray, is_sheet: np.ndarray) -> np.ndarray:
    """Return the scores, by the formula in the module docstring; the masks have shape (n,)."""
    of_trade = TRADE_NAME_WEIGHT * parts.like + TRADE_WORDS_WEIGHT * parts.words
    of_trade += TRADE_MEANING_WEIGHT * parts.meaning
    of_other = WORDS_WEIGHT * parts.words + MEANING_WEIGHT * parts.meaning
    weights = np.where(is_sheet, SHEET_WEIGHT, 1.0)
    alike = np.minimum(weights * np.where(is_trade, of_trade, of_other), MAX_ALIKE)
    return 1.0 - (1.0 - NAME_WEIGHT * parts.name) * (1.0 - alike)


def score_nearness(cosines: np.ndarray, words: np.ndarray, matching: np.ndarray) -> np.ndarray:
    """Return how near descriptions of professions are to a statement about oneself, from 0 to 1.

    Half of a score comes from the words, half from the cosine, standardised over all professions
    and divided by DEVIATION_SCALE. Without a word in common the latter is multiplied by
    MEANING_ALONE_FACTOR: the meaning of a short sentence alone suggests cobblers to someone who
    loves animals. Names do not count (« je manœuvre bien » is no labourer), but a complete activity
    alias does (« réparer des motos », `knowledge.activity_aliases`): the `matching` professions
    score 1 and the others are multiplied by OTHERS_FACTOR.
    """
    standing = (cosines - cosines.mean()) / max(float(cosines.std()), 1e-9) / DEVIATION_SCALE
    meaning = standing * np.where(words > 0, 1.0, MEANING_ALONE_FACTOR)
    shared = WORDS_WEIGHT * words + MEANING_WEIGHT * meaning
    scores = np.clip((shared - MIN_NEAR_SCORE) / (MAX_NEAR_SCORE - MIN_NEAR_SCORE), 0.0, 1.0)
    if matching.any():
        scores = np.where(matching, 1.0, OTHERS_FACTOR * scores)
    return np.asarray(scores)
