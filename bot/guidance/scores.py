"""How near each occupation is to what a person said: the formula of the matching.

    score = interest·I + riasec·C + like·L − refused·N          (weights: `WEIGHTS`)

I  interest overlap, 0 to 1: Σ idf of the shared interests ÷ Σ idf of all interests of either side
   (a weighted Jaccard), then divided by its best value in the catalogue. An interest not confirmed
   counts `unconfirmed` of one.
C  RIASEC congruence, 0 to 1, only when the questionnaire shows a tendency: the person's deviations
   (see `questionnaire`) times the occupation's letters, each letter standardised over the whole
   catalogue. So having a frequent letter (R: a third of ROME) says little and a rare one says
   much, and whoever has no tendency to R is not flooded with it. The result is standardised again
   and squeezed: 0.5 is the catalogue's mean, 0 and 1 are two deviations away.
L  closeness to the nearest liked occupation: 1 related, 0.6 same ROME domain (see `catalogue`).
N  closeness to the nearest refused occupation, alike.

Nothing else goes in: no school path, commune, money, level of French, disability or shortage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Optional

import numpy as np

from bot.guidance.catalogue import INTERESTS, Bools, Catalogue, Floats
from bot.guidance.items import LETTERS
from bot.guidance.notebook import Notebook
from bot.guidance.questionnaire import Tendency, deviations, tendencies

WEIGHTS: Final = {
    "interest": 0.50,
    "riasec": 0.25,
    "like": 0.25,
    "refused": 0.50,
    # Within the interest overlap: an interest read but not confirmed.
    "unconfirmed": 0.50,
    # While choosing five: what a lead loses beside one of its own ROME domain, grand domain, or
    # first RIASEC letter (so that two equal tendencies both appear, the rare and the frequent).
    "same_domain": 0.20,
    "same_grand_domain": 0.10,
    "same_letter": 0.08,
}


@dataclass(frozen=True)
class Signals:
    """What a person's notebook says about each of the n occupations."""

    score: Floats
    within: Bools  # shares an interest, a tendency (first two letters) or the nearness of a like
    near_refused: Floats  # closeness to the nearest refused occupation
    tendencies: tuple[Tendency, ...]


def read_signals(notebook: Notebook, catalogue: Catalogue) -> Signals:
    """Score all occupations of a catalogue; the formula is in this module's docstring."""
    found = tendencies(notebook) or ()
    overlap = _interest_overlap(notebook, catalogue)
    liked = _nearest(notebook.liked, catalogue)
    refused = _nearest(notebook.refused, catalogue)
    score = (
        WEIGHTS["interest"] * _relative(overlap)
        + WEIGHTS["riasec"] * _congruence(notebook if found else None, catalogue)
        + WEIGHTS["like"] * liked
        - WEIGHTS["refused"] * refused
    )
    within = (overlap > 0) | (liked > 0) | _leans(found, catalogue)
    return Signals(score, within, refused, found)


def _interest_overlap(notebook: Notebook, catalogue: Catalogue) -> Floats:
    certainty = np.zeros(INTERESTS)
    for interest in notebook.interests:
        sure = 1.0 if interest.confirmed else WEIGHTS["unconfirmed"]
        certainty[interest.number - 1] = sure
    held = catalogue.idf * (certainty > 0)
    shared: Floats = catalogue.interests @ (catalogue.idf * certainty)
    either = catalogue.interests @ (catalogue.idf - held) + held.sum()
    result: Floats = shared / np.where(either > 0, either, 1.0)
    return result


def _congruence(notebook: Optional[Notebook], catalogue: Catalogue) -> Floats:
    if notebook is None or not len(catalogue):
        return np.zeros(len(catalogue))
    above = deviations(notebook)
    raw: Floats = catalogue.rarity @ np.array([above.get(letter, 0.0) for letter in LETTERS])
    spread = raw.std()
    if spread < 1e-12:
        return np.full(len(catalogue), 0.5)
    result: Floats = np.clip(0.5 + (raw - raw.mean()) / (4 * spread), 0.0, 1.0)
    return result


def _leans(found: tuple[Tendency, ...], catalogue: Catalogue) -> Bools:
    letters = {tendency.letter for tendency in found}
    return np.array([bool(letters & set(o.riasec[:2])) for o in catalogue], dtype=np.bool_)


def _nearest(ids: Iterable[str], catalogue: Catalogue) -> Floats:
    nearest = np.zeros(len(catalogue))
    for row in catalogue.rows(ids):
        nearest = np.maximum(nearest, catalogue.closeness(row))
    return nearest


def _relative(values: Floats) -> Floats:
    best = values.max(initial=0.0)
    return values / best if best > 0 else values
