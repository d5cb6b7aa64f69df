"""The score of each occupation for a notebook: the formula of the matching.

    score = words·M + interest·I + riasec·C + skill·K + like·L + wish·W − refused·N − unwanted·U

with the weights of `WEIGHTS`, and

M  meaning of the person's own words, 0 to 2: the similarity of each note to the occupation
   (`knowledge.library.Library.near`, stored with the note); the two highest are added, so that an
   occupation for two tastes ranks above one for a single taste. Past work is weighted by `done`.
U  the same for all words that refuse something (« un bureau »), 0 to 1.
I  interest overlap, 0 to 1: Σ idf of the shared interests ÷ Σ idf of all interests of either side
   (a weighted Jaccard), then divided by its best value in the catalogue. An unconfirmed interest
   is weighted by `unconfirmed`; if none is confirmed, I is weighted by `read`, so that it only
   orders what the words point at.
C  RIASEC congruence, 0 to 1, only when the questionnaire shows a tendency: the person's deviations
   (see `questionnaire`) times the occupation's letters, each letter standardised over the whole
   catalogue, so that a frequent letter (R: a third of ROME) weighs little and a rare one much.
   The result is standardised again and clipped: 0.5 is the catalogue's mean, 0 and 1 are two
   deviations away.
K  skills, 0 to 1: the share of the person's skills that the occupation's qualities mention
   (`bot.matching.skill_questions.compute_skill_shares`).
L  closeness to the nearest liked occupation, except those that a trial made less attractive:
   1 related, 0.6 same ROME domain (see `catalogue`).
W  wishes, −1 to 1: of the person's non-neutral wishes about working life, the share that the
   occupation meets (wanted and required) less the share that it violates (avoided and required).
   What ROME does not state counts for neither. A violation excludes nothing; the lead reports it
   (`lead_suggestions.Drawback`).
N  closeness to the nearest refused occupation, as in L.

Nothing else is used: no school path, commune, money, level of French, disability or shortage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Optional, Union

import numpy as np

from bot.language.neutral_wording import mentions_school_path
from bot.matching.catalogue import INTEREST_COUNT, Bools, Catalogue, Floats, Ints
from bot.matching.questionnaire import Tendency, compute_deviations, find_tendencies
from bot.matching.skill_questions import compute_skill_shares
from bot.matching.work_history import tells_own_trade, wants_to_leave
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Fact, Interest, Note
from bot.notebook.questionnaire_items import RIASEC_LETTERS
from bot.notebook.wishes import AVOIDED, KEEN, TRADE_WISHES
from knowledge.entry_schema import Occupation

# Minimum similarity of words and occupation to be a reason, for or against.
NEAR_THRESHOLD: Final = 0.3
# Below this the reason is a loose one.
CLEAR_THRESHOLD: Final = 0.5
# If any similarity is clear, an occupation below this is not a lead.
LOOSE_THRESHOLD: Final = 0.4
# Words whose best similarity is below VAGUE_THRESHOLD are vague (« j'aime les gens »): they support
# the occupations with a similarity of at least FAINT_THRESHOLD that share their interest.
VAGUE_THRESHOLD: Final = 0.35
FAINT_THRESHOLD: Final = 0.12

WEIGHTS: Final = {
    "words": 0.90,
    "done": 0.60,
    "unwanted": 0.50,
    "interest": 0.40,
    "read": 0.15,
    "riasec": 0.40,
    "skill": 0.20,
    "like": 0.25,
    "wish": 0.20,
    "refused": 0.50,
    # In the interest overlap: weight of an unconfirmed interest.
    "unconfirmed": 0.50,
    # In the selection: penalty for sharing the ROME domain, grand domain or first RIASEC letter of
    # a lead (so that two equal tendencies both appear, the rare and the frequent).
    "same_domain": 0.10,
    "same_grand_domain": 0.05,
    "same_letter": 0.04,
    # Penalty for sharing the taste of a lead.
    "same_taste": 0.15,
    # Bonus of a missing level for being of the same trade as a lead (closeness 1).
    "ladder": 0.20,
    # Similarity assumed for being related to a lead, without certain support.
    "related": 0.45,
}


@dataclass(frozen=True)
class Signals:
    """What a person's notebook implies for each of the n occupations."""

    score: Floats
    meant: Floats  # the best similarity of the person's notes
    told: Ints  # the index of that note, -1 for none
    within: Bools  # supported by words, an interest, a tendency (first two letters) or a like
    sure: Bools  # of those, the ones with certain support; all if there are none
    near_refused: Floats  # closeness to the nearest refused occupation
    tendencies: tuple[Tendency, ...]


def compute_signals(notebook: Notebook, catalogue: Catalogue) -> Signals:
    """Score all occupations of a catalogue by the formula in the module's docstring."""
    tendencies = find_tendencies(notebook) or ()
    overlap = _compute_interest_overlap(notebook, catalogue)
    liked = compute_nearest_closeness(catalogue.rows(notebook.drawn_to), catalogue)
    refused = compute_nearest_closeness(catalogue.rows(notebook.refused), catalogue)
    pointed = _compute_note_nearness(notebook, catalogue)
    score = (
        WEIGHTS["words"] * _sum_two_nearest(pointed, notebook)
        - WEIGHTS["unwanted"] * _compute_refused_nearness(notebook, catalogue)
        + WEIGHTS["interest" if _has_sure_interest(notebook) else "read"] * _scale_to_best(overlap)
        + WEIGHTS["riasec"] * _compute_congruence(notebook if tendencies else None, catalogue)
        + WEIGHTS["skill"] * compute_skill_shares(notebook, catalogue)
        + WEIGHTS["like"] * liked
        + WEIGHTS["wish"] * _compute_wish_scores(notebook, catalogue)
        - WEIGHTS["refused"] * refused
    )
    meant: Floats = pointed.max(axis=0, initial=0.0)
    told = np.where(meant >= NEAR_THRESHOLD, pointed.argmax(axis=0) if len(pointed) else 0, -1)
    drawn = (
        (liked > 0)
        | _match_tendencies(tendencies, catalogue)
        | _find_interest_support(notebook, catalogue, surely=True)
    )
    within, sure = (meant >= LOOSE_THRESHOLD) | drawn, (meant >= CLEAR_THRESHOLD) | drawn
    if not sure.any():  # only vague and loose support is left
        within = sure = (meant >= NEAR_THRESHOLD) | _find_interest_support(notebook, catalogue)
    return Signals(score, meant, told, within, sure, refused, tendencies)


def find_speaking_notes(notebook: Notebook) -> tuple[Union[Note, Fact], ...]:
    """Return the notes that may support leads: tastes and abilities.

    If none of them points at an occupation, also other facts of daily life (« j'ai un potager »).
    """
    leaving = wants_to_leave(notebook)  # then the present work supports nothing
    notes = tuple(note for note in notebook.said if not (leaving and tells_own_trade(note)))
    if notebook.interests or any(_reaches_threshold(note, NEAR_THRESHOLD) for note in notes):
        return notes
    if any(tells_own_trade(fact) for fact in notebook.facts):
        return notes  # facts about a trade are not about tastes
    return (*notes, *(fact for fact in notebook.facts if _tells_a_taste(fact)))


def _tells_a_taste(fact: Fact) -> bool:
    """Return whether a fact of daily life may express a taste; a school path does not."""
    return (
        fact.kind == "situation"
        and _reaches_threshold(fact, CLEAR_THRESHOLD)
        and not mentions_school_path(fact.words)
    )


def shares_interest(interest: Interest, occupation: Occupation, notebook: Notebook) -> bool:
    """Return whether an interest supports an occupation that has it.

    Its words must be at least faintly similar, and the interest confirmed or the words vague. Words
    that were never compared with the occupations support any.
    """
    if interest.number not in occupation.interests:
        return False
    near = _find_interest_nearness(interest, notebook)
    counts = interest.confirmed or _is_vague(near)
    return not near or (counts and near.get(occupation.id, 0.0) >= FAINT_THRESHOLD)


def is_compared(interest: Interest, notebook: Notebook) -> bool:
    """Return whether the interest's words were compared with the occupations."""
    return bool(_find_interest_nearness(interest, notebook))


def _find_interest_nearness(interest: Interest, notebook: Notebook) -> dict[str, float]:
    notes = (note for note in notebook.dreams if note.words == interest.words)
    return {each: nearness for note in notes for each, nearness in note.near}


def _is_vague(near: Mapping[str, float]) -> bool:
    return max(near.values(), default=0.0) < VAGUE_THRESHOLD


def _reaches_threshold(note: Union[Note, Fact], least: float) -> bool:
    return any(nearness >= least for _, nearness in note.near)


def _compute_note_nearness(notebook: Notebook, catalogue: Catalogue) -> Floats:
    """Return the similarity of each note to each occupation: notes × n, 0 to 1."""
    notes = find_speaking_notes(notebook)
    pointed = np.zeros((len(notes), len(catalogue)))
    for at, note in enumerate(notes):
        least = CLEAR_THRESHOLD if isinstance(note, Fact) and note.kind == "done" else 0.0
        for occupation_id, nearness in note.near:
            row = catalogue.row.get(occupation_id)
            if row is not None and nearness >= least:
                pointed[at, row] = max(pointed[at, row], nearness)
    return pointed


def _sum_two_nearest(pointed: Floats, notebook: Notebook) -> Floats:
    counts = [
        WEIGHTS["done"] if isinstance(note, Fact) and note.kind == "done" else 1.0
        for note in find_speaking_notes(notebook)
    ]
    weighed = pointed * np.array(counts).reshape(-1, 1)
    result: Floats = np.sort(weighed, axis=0)[-2:].sum(axis=0)
    return result


def _compute_refused_nearness(notebook: Notebook, catalogue: Catalogue) -> Floats:
    summed = np.zeros(len(catalogue))
    for refusal in notebook.refusals:
        for occupation_id, nearness in refusal.near:
            row = catalogue.row.get(occupation_id)
            if row is not None:
                summed[row] += nearness
    result: Floats = np.minimum(summed, 1.0)
    return result


def _find_interest_support(notebook: Notebook, catalogue: Catalogue, surely: bool = False) -> Bools:
    """Return what an interest supports; `surely`: confirmed, or of words never compared."""
    interests = [
        interest
        for interest in notebook.interests
        if not surely or interest.confirmed or not is_compared(interest, notebook)
    ]
    return np.array(
        [any(shares_interest(i, o, notebook) for i in interests) for o in catalogue],
        dtype=np.bool_,
    )


def _compute_interest_overlap(notebook: Notebook, catalogue: Catalogue) -> Floats:
    certainty = np.zeros(INTEREST_COUNT)
    for interest in notebook.interests:
        sure = 1.0 if interest.confirmed else WEIGHTS["unconfirmed"]
        certainty[interest.number - 1] = sure
    held = catalogue.idf * (certainty > 0)
    shared: Floats = catalogue.interests @ (catalogue.idf * certainty)
    either = catalogue.interests @ (catalogue.idf - held) + held.sum()
    result: Floats = shared / np.where(either > 0, either, 1.0)
    return result


def _compute_congruence(notebook: Optional[Notebook], catalogue: Catalogue) -> Floats:
    if notebook is None or not len(catalogue):
        return np.zeros(len(catalogue))
    above = compute_deviations(notebook)
    raw: Floats = catalogue.rarity @ np.array([above.get(letter, 0.0) for letter in RIASEC_LETTERS])
    spread = raw.std()
    if spread < 1e-12:
        return np.full(len(catalogue), 0.5)
    result: Floats = np.clip(0.5 + (raw - raw.mean()) / (4 * spread), 0.0, 1.0)
    return result


def compute_wish_leanings(notebook: Notebook) -> Floats:
    """Return for each of TRADE_WISHES: 1 wanted, −1 avoided, 0 neutral or unknown."""
    rated = [notebook.wishes.get(key) for key in TRADE_WISHES]
    return np.array(
        [0 if r is None else (r.value >= KEEN) - (r.value <= AVOIDED) for r in rated], dtype=float
    )


def _compute_wish_scores(notebook: Notebook, catalogue: Catalogue) -> Floats:
    wished = compute_wish_leanings(notebook)
    total = np.abs(wished).sum()
    result: Floats = catalogue.contexts @ wished / max(1.0, total)
    return result


def _match_tendencies(found: tuple[Tendency, ...], catalogue: Catalogue) -> Bools:
    letters = {tendency.letter for tendency in found}
    return np.array([bool(letters & set(o.riasec[:2])) for o in catalogue], dtype=np.bool_)


def compute_nearest_closeness(rows: Iterable[int], catalogue: Catalogue) -> Floats:
    """Return the closeness of each occupation to the nearest of these rows."""
    near = np.zeros(len(catalogue))
    for row in rows:
        near = np.maximum(near, catalogue.closeness(row))
    return near


def _has_sure_interest(notebook: Notebook) -> bool:
    """Return whether an interest was confirmed, or none was read in words that point anywhere."""
    return any(i.confirmed or not _find_interest_nearness(i, notebook) for i in notebook.interests)


def _scale_to_best(values: Floats) -> Floats:
    best = values.max(initial=0.0)
    return values / best if best > 0 else values
