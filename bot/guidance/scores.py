"""How near each occupation is to what a person said: the formula of the matching.

    score = words·M + interest·I + riasec·C + skill·K + like·L + wish·W − refused·N − unwanted·U

with the weights of `WEIGHTS`, and

M  meaning of the person's own words, 0 to 1: how near each note is to the occupation's description
   (`knowledge.library.Library.near`, kept with the note); the notes add up, to 1 at most.
U  the same of the words that refuse something (« un bureau »).
I  interest overlap, 0 to 1: Σ idf of the shared interests ÷ Σ idf of all interests of either side
   (a weighted Jaccard), then divided by its best value in the catalogue. An interest not confirmed
   counts `unconfirmed` of one.
C  RIASEC congruence, 0 to 1, only when the questionnaire shows a tendency: the person's deviations
   (see `questionnaire`) times the occupation's letters, each letter standardised over the whole
   catalogue. So having a frequent letter (R: a third of ROME) says little and a rare one says
   much, and whoever has no tendency to R is not flooded with it. The result is standardised again
   and squeezed: 0.5 is the catalogue's mean, 0 and 1 are two deviations away.
K  skills, 0 to 1: the share of what the person can do that the occupation's qualities speak of
   (`bot.guidance.skills.shares`).
L  closeness to the nearest liked occupation that no trial cooled: 1 related, 0.6 same ROME domain
   (see `catalogue`).
W  wishes, −1 to 1: of the person's wishes about working life that are not neutral, the share that
   the occupation meets (keen on it, and it is asked for) less the share that it goes against
   (avoided, and it is asked for). What ROME does not tell counts for neither. Nothing is left out
   for it, and the lead says so (`matching.Against`).
N  closeness to the nearest refused occupation, alike.

Nothing else goes in: no school path, commune, money, level of French, disability or shortage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Optional

import numpy as np

from bot.guidance.catalogue import INTERESTS, Bools, Catalogue, Floats
from bot.guidance.entries import Near
from bot.guidance.items import LETTERS
from bot.guidance.notebook import Notebook
from bot.guidance.questionnaire import Tendency, deviations, tendencies
from bot.guidance.skills import shares
from bot.guidance.wishes import AVOIDED, KEEN, OF_TRADES

# From here on words are near enough to an occupation to be told as a reason, for or against.
NEAR: Final = 0.3
# Below this the reason is told as a loose one.
CLEAR: Final = 0.5

WEIGHTS: Final = {
    "words": 0.60,
    "unwanted": 0.50,
    "interest": 0.40,
    "riasec": 0.40,
    "skill": 0.20,
    "like": 0.25,
    "wish": 0.20,
    "refused": 0.50,
    # Within the interest overlap: an interest read but not confirmed.
    "unconfirmed": 0.50,
    # While choosing five: what a lead loses beside one of its own ROME domain, grand domain, or
    # first RIASEC letter (so that two equal tendencies both appear, the rare and the frequent).
    "same_domain": 0.10,
    "same_grand_domain": 0.05,
    "same_letter": 0.04,
    # And what a lead of a level that is missing gains beside one of the same trade (closeness 1).
    "ladder": 0.20,
}


@dataclass(frozen=True)
class Signals:
    """What a person's notebook says about each of the n occupations."""

    score: Floats
    meant: Floats  # how near the person's own words are
    within: Bools  # near to their words, an interest, a tendency (first two letters) or a like
    near_refused: Floats  # closeness to the nearest refused occupation
    tendencies: tuple[Tendency, ...]


def read_signals(notebook: Notebook, catalogue: Catalogue) -> Signals:
    """Score all occupations of a catalogue; the formula is in this module's docstring."""
    found = tendencies(notebook) or ()
    overlap = _interest_overlap(notebook, catalogue)
    liked = nearest(catalogue.rows(notebook.drawn_to), catalogue)
    refused = nearest(catalogue.rows(notebook.refused), catalogue)
    meant = _meaning(
        {note.words: note.near for note in notebook.said}.values(),
        catalogue,
    )
    score = (
        WEIGHTS["words"] * meant
        - WEIGHTS["unwanted"] * _meaning((r.near for r in notebook.refusals), catalogue)
        + WEIGHTS["interest"] * _relative(overlap)
        + WEIGHTS["riasec"] * _congruence(notebook if found else None, catalogue)
        + WEIGHTS["skill"] * shares(notebook, catalogue)
        + WEIGHTS["like"] * liked
        + WEIGHTS["wish"] * _wished(notebook, catalogue)
        - WEIGHTS["refused"] * refused
    )
    within = (overlap > 0) | (liked > 0) | (meant >= NEAR) | _leans(found, catalogue)
    return Signals(score, meant, within, refused, found)


def _meaning(read: Iterable[Near], catalogue: Catalogue) -> Floats:
    summed = np.zeros(len(catalogue))
    for near in read:
        for occupation_id, nearness in near:
            row = catalogue.row.get(occupation_id)
            if row is not None:
                summed[row] += nearness
    result: Floats = np.minimum(summed, 1.0)
    return result


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


def leaning(notebook: Notebook) -> Floats:
    """For each of OF_TRADES: 1 keen, −1 avoided, 0 neutral or not said."""
    rated = [notebook.wishes.get(key) for key in OF_TRADES]
    return np.array(
        [0 if r is None else (r.value >= KEEN) - (r.value <= AVOIDED) for r in rated], dtype=float
    )


def _wished(notebook: Notebook, catalogue: Catalogue) -> Floats:
    wished = leaning(notebook)
    told = np.abs(wished).sum()
    result: Floats = catalogue.contexts @ wished / max(1.0, told)
    return result


def _leans(found: tuple[Tendency, ...], catalogue: Catalogue) -> Bools:
    letters = {tendency.letter for tendency in found}
    return np.array([bool(letters & set(o.riasec[:2])) for o in catalogue], dtype=np.bool_)


def nearest(rows: Iterable[int], catalogue: Catalogue) -> Floats:
    """For each occupation, its closeness to the nearest of these."""
    near = np.zeros(len(catalogue))
    for row in rows:
        near = np.maximum(near, catalogue.closeness(row))
    return near


def _relative(values: Floats) -> Floats:
    best = values.max(initial=0.0)
    return values / best if best > 0 else values
