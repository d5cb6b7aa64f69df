"""How near each occupation is to what a person said: the formula of the matching.

    score = words·M + interest·I + riasec·C + skill·K + like·L + wish·W − refused·N − unwanted·U

with the weights of `WEIGHTS`, and

M  meaning of the person's own words, 0 to 2: how near each note is to the occupation
   (`knowledge.library.Library.near`, kept with the note); the two nearest add up, so that what two
   tastes point at goes before what one does. What was only done before counts `done`.
U  the same of the words that refuse something (« un bureau »), 0 to 1, all of them.
I  interest overlap, 0 to 1: Σ idf of the shared interests ÷ Σ idf of all interests of either side
   (a weighted Jaccard), then divided by its best value in the catalogue. An interest not confirmed
   counts `unconfirmed` of one; where none is, all of I counts so little that it only puts an order
   into what the words point at.
C  RIASEC congruence, 0 to 1, only when the questionnaire shows a tendency: the person's deviations
   (see `questionnaire`) times the occupation's letters, each letter standardised over the whole
   catalogue. So having a frequent letter (R: a third of ROME) says little and a rare one says
   much, and whoever has no tendency to R is not flooded with it. The result is standardised again
   and squeezed: 0.5 is the catalogue's mean, 0 and 1 are two deviations away.
K  skills, 0 to 1: the share of what the person can do that the occupation's qualities speak of
   (`bot.matching.skill_questions.compute_skill_shares`).
L  closeness to the nearest liked occupation that no trial cooled: 1 related, 0.6 same ROME domain
   (see `catalogue`).
W  wishes, −1 to 1: of the person's wishes about working life that are not neutral, the share that
   the occupation meets (keen on it, and it is asked for) less the share that it goes against
   (avoided, and it is asked for). What ROME does not tell counts for neither. Nothing is left out
   for it, and the lead says so (`lead_suggestions.Drawback`).
N  closeness to the nearest refused occupation, alike.

Nothing else goes in: no school path, commune, money, level of French, disability or shortage.
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
from bot.matching.work_history import tells_long_work, wants_to_leave
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Fact, Interest, Note
from bot.notebook.questionnaire_items import RIASEC_LETTERS
from bot.notebook.wishes import AVOIDED, KEEN, TRADE_WISHES
from knowledge.entry_schema import Occupation

# From here on words are near enough to an occupation to be told as a reason, for or against.
NEAR_THRESHOLD: Final = 0.3
# Below this the reason is told as a loose one.
CLEAR_THRESHOLD: Final = 0.5
# Where something is clear, what comes less near than this is no lead, even when all else is gone.
LOOSE_THRESHOLD: Final = 0.4
# Words that come no nearer to any occupation are vague (« j'aime les gens »): of those that they
# come at least FAINTLY near to, the ones that share an interest read in them are meant.
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
    # Within the interest overlap: an interest read but not confirmed.
    "unconfirmed": 0.50,
    # While choosing five: what a lead loses beside one of its own ROME domain, grand domain, or
    # first RIASEC letter (so that two equal tendencies both appear, the rare and the frequent).
    "same_domain": 0.10,
    "same_grand_domain": 0.05,
    "same_letter": 0.04,
    # … and beside one that the same thing said points at, so that each taste has its leads;
    "same_taste": 0.15,
    # And what a lead of a level that is missing gains beside one of the same trade (closeness 1).
    "ladder": 0.20,
    # What being related to a lead counts for one that nothing sure speaks for, as nearness does.
    "related": 0.45,
}


@dataclass(frozen=True)
class Signals:
    """What a person's notebook says about each of the n occupations."""

    score: Floats
    meant: Floats  # how near the nearest of the person's own words are
    told: Ints  # which of the things said that is, -1 for none
    within: Bools  # near to their words, an interest, a tendency (first two letters) or a like
    sure: Bools  # of those, not the ones that words come only loosely near to; all where none is
    near_refused: Floats  # closeness to the nearest refused occupation
    tendencies: tuple[Tendency, ...]


def compute_signals(notebook: Notebook, catalogue: Catalogue) -> Signals:
    """Score all occupations of a catalogue; the formula is in this module's docstring."""
    found = find_tendencies(notebook) or ()
    overlap = _compute_interest_overlap(notebook, catalogue)
    liked = compute_nearest_closeness(catalogue.rows(notebook.drawn_to), catalogue)
    refused = compute_nearest_closeness(catalogue.rows(notebook.refused), catalogue)
    pointed = _compute_note_nearness(notebook, catalogue)
    score = (
        WEIGHTS["words"] * _sum_two_nearest(pointed, notebook)
        - WEIGHTS["unwanted"] * _compute_refused_nearness(notebook, catalogue)
        + WEIGHTS["interest" if _has_sure_interest(notebook) else "read"] * _scale_to_best(overlap)
        + WEIGHTS["riasec"] * _compute_congruence(notebook if found else None, catalogue)
        + WEIGHTS["skill"] * compute_skill_shares(notebook, catalogue)
        + WEIGHTS["like"] * liked
        + WEIGHTS["wish"] * _compute_wish_scores(notebook, catalogue)
        - WEIGHTS["refused"] * refused
    )
    meant: Floats = pointed.max(axis=0, initial=0.0)
    told = np.where(meant >= NEAR_THRESHOLD, pointed.argmax(axis=0) if len(pointed) else 0, -1)
    drawn = (
        (liked > 0)
        | _match_tendencies(found, catalogue)
        | _find_interest_support(notebook, catalogue, surely=True)
    )
    within, sure = (meant >= LOOSE_THRESHOLD) | drawn, (meant >= CLEAR_THRESHOLD) | drawn
    if not sure.any():  # then the vague and the loose are all there is
        within = sure = (meant >= NEAR_THRESHOLD) | _find_interest_support(notebook, catalogue)
    return Signals(score, meant, told, within, sure, refused, found)


def find_speaking_notes(notebook: Notebook) -> tuple[Union[Note, Fact], ...]:
    """What the person said that may speak for leads: what they are drawn to or can do; where none
    of it points anywhere, what else they told of their days (« j'ai un potager »)."""
    out = wants_to_leave(notebook)  # then what one does speaks for nothing
    said = tuple(note for note in notebook.said if not (out and tells_long_work(note)))
    if notebook.interests or any(_reaches_threshold(note, NEAR_THRESHOLD) for note in said):
        return said
    if any(tells_long_work(fact) for fact in notebook.facts):
        return said  # whoever has a trade tells of it, not of a taste
    return (*said, *(fact for fact in notebook.facts if _tells_a_taste(fact)))


def _tells_a_taste(fact: Fact) -> bool:
    """Whether what is told of somebody's days may be what they like; where they go to school is
    not."""
    return (
        fact.kind == "situation"
        and _reaches_threshold(fact, CLEAR_THRESHOLD)
        and not mentions_school_path(fact.words)
    )


def shares_interest(interest: Interest, occupation: Occupation, notebook: Notebook) -> bool:
    """Whether an interest speaks for an occupation that has it: where the words that it was read
    in come faintly near, and it was confirmed or they are vague. Of words that were never compared
    with any occupation, nobody can tell."""
    if interest.number not in occupation.interests:
        return False
    near = _find_interest_nearness(interest, notebook)
    counts = interest.confirmed or _is_vague(near)
    return not near or (counts and near.get(occupation.id, 0.0) >= FAINT_THRESHOLD)


def is_compared(interest: Interest, notebook: Notebook) -> bool:
    """Whether the words that an interest was read in were compared with the occupations."""
    return bool(_find_interest_nearness(interest, notebook))


def _find_interest_nearness(interest: Interest, notebook: Notebook) -> dict[str, float]:
    """How near the words that an interest was read in come to occupations."""
    notes = (note for note in notebook.dreams if note.words == interest.words)
    return {each: nearness for note in notes for each, nearness in note.near}


def _is_vague(near: Mapping[str, float]) -> bool:
    return max(near.values(), default=0.0) < VAGUE_THRESHOLD


def _reaches_threshold(note: Union[Note, Fact], least: float) -> bool:
    return any(nearness >= least for _, nearness in note.near)


def _compute_note_nearness(notebook: Notebook, catalogue: Catalogue) -> Floats:
    """How near each thing said is to each occupation: notes × n, 0 to 1."""
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
    """Occupations that an interest speaks for; `surely`: one that was confirmed, or that was not
    read in words compared with occupations."""
    interests = [
        each
        for each in notebook.interests
        if not surely or each.confirmed or not is_compared(each, notebook)
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
    """For each of OF_TRADES: 1 keen, −1 avoided, 0 neutral or not said."""
    rated = [notebook.wishes.get(key) for key in TRADE_WISHES]
    return np.array(
        [0 if r is None else (r.value >= KEEN) - (r.value <= AVOIDED) for r in rated], dtype=float
    )


def _compute_wish_scores(notebook: Notebook, catalogue: Catalogue) -> Floats:
    wished = compute_wish_leanings(notebook)
    told = np.abs(wished).sum()
    result: Floats = catalogue.contexts @ wished / max(1.0, told)
    return result


def _match_tendencies(found: tuple[Tendency, ...], catalogue: Catalogue) -> Bools:
    letters = {tendency.letter for tendency in found}
    return np.array([bool(letters & set(o.riasec[:2])) for o in catalogue], dtype=np.bool_)


def compute_nearest_closeness(rows: Iterable[int], catalogue: Catalogue) -> Floats:
    """For each occupation, its closeness to the nearest of these."""
    near = np.zeros(len(catalogue))
    for row in rows:
        near = np.maximum(near, catalogue.closeness(row))
    return near


def _has_sure_interest(notebook: Notebook) -> bool:
    """Whether one interest was confirmed, or none was read in words that point anywhere."""
    return any(i.confirmed or not _find_interest_nearness(i, notebook) for i in notebook.interests)


def _scale_to_best(values: Floats) -> Floats:
    best = values.max(initial=0.0)
    return values / best if best > 0 else values
