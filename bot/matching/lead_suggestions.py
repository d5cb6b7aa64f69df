"""Leads: five occupations to look at, each with the facts that say why, never a verdict.

The formula is documented in `scores`, the diversity in `choice`. Deterministic: the same notebook
and catalogue give the same leads in the same order, and that order is a hash, not a ranking.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple, Optional, Union

import numpy as np

from bot.matching.catalogue import Catalogue
from bot.matching.diversity import select_diverse, stable_sort_key
from bot.matching.eligibility import find_eligible
from bot.matching.occupation_neighbours import (
    Neighbour,
    StudyLadder,
    build_study_ladder,
    find_neighbours,
)
from bot.matching.reasons import Reason, find_reasons
from bot.matching.scores import (
    CLEAR_THRESHOLD,
    NEAR_THRESHOLD,
    WEIGHTS,
    Signals,
    compute_nearest_closeness,
    compute_signals,
    compute_wish_leanings,
    find_speaking_notes,
)
from bot.notebook.guidance_errors import TooEarly
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Refusal
from bot.notebook.wishes import TRADE_WISHES

__all__ = [
    "WEIGHTS",
    "Catalogue",
    "Drawback",
    "Lead",
    "Neighbour",
    "Reason",
    "StudyLadder",
    "build_study_ladder",
    "filter_unrefused",
    "find_closest",
    "find_neighbours",
    "find_same_domain",
    "find_similar",
    "has_enough_input",
    "suggest_leads",
]

MIN_LONG_STUDIES_LEVEL, MAX_LEVEL = 6, 8
# What comes less near than this share of the nearest is no answer to what was just told.
MIN_SHARE_OF_NEAREST = 0.6


class Drawback(NamedTuple):
    """A fact to weigh: ("level", 7) long studies, ("refused_neighbour", id of the refused one),
    ("wish", key of what it asks for and the person would rather avoid), ("unwanted", the person's
    words that refuse something near it)."""

    kind: Literal["level", "refused_neighbour", "wish", "unwanted"]
    value: Union[int, str]


@dataclass(frozen=True)
class Lead:
    """An occupation to look at, with at least one reason."""

    occupation_id: str
    reasons: tuple[Reason, ...]
    against: tuple[Drawback, ...]

    @property
    def beside(self) -> bool:
        """Whether nothing that was said speaks for it, but its nearness to another lead."""
        return bool(self.reasons) and self.reasons[0].kind == "beside"


def has_enough_input(notebook: Notebook, catalogue: Catalogue) -> bool:
    """One thing that the person said which comes near to some occupation or in which an interest
    was read, one liked occupation, or one tendency: before, discovery comes first.

    What was read and is not confirmed weighs little (`scores`); each lead quotes the words it rests
    on, so that a wrong reading is seen and put right there.
    """
    near = any(
        nearness >= NEAR_THRESHOLD
        for note in find_speaking_notes(notebook)
        for _, nearness in note.near
    )
    liked = any(occupation in catalogue for occupation in notebook.drawn_to)
    if near or liked or notebook.interests:
        return True
    return bool(compute_signals(notebook, catalogue).tendencies)


def suggest_leads(
    notebook: Notebook, catalogue: Catalogue, count: int = 5, exclude_ids: Collection[str] = ()
) -> list[Lead]:
    """Leads from several level groups and domains, each with a reason; those that something said
    speaks for come before those beside them, else the order is a hash.

    Only occupations with a way in. Refused ones never come back, liked ones are already known;
    `exclude` leaves out others (those just shown). `limit_level`, set by the person, lifts the
    rule on levels and bounds the shortest way in. A small catalogue gives what it can.
    Raises TooEarly (see `has_enough_input`).
    """
    if not has_enough_input(notebook, catalogue):
        raise TooEarly
    signals = compute_signals(notebook, catalogue)
    allowed = find_eligible(notebook, catalogue, signals, exclude_ids)
    chosen = select_diverse(signals, allowed, catalogue, count, notebook.limit_level is None)
    leads = [_build_lead(row, notebook, catalogue, signals) for row in chosen.within]
    leads += [_build_lead(row, notebook, catalogue, signals, of) for row, of in chosen.beside]
    salt = ",".join(sorted(lead.occupation_id for lead in leads))
    return sorted(leads, key=lambda lead: (lead.beside, stable_sort_key(salt, lead.occupation_id)))


def find_closest(notebook: Notebook, catalogue: Catalogue, count: int) -> list[str]:
    """The occupations that the person's own words come near to, the nearest first, without those
    refused; none where they come clearly near to none. An answer to what was just told, not yet a
    choice of leads."""
    signals = compute_signals(notebook, catalogue)
    near = (
        find_eligible(notebook, catalogue, signals, ())
        & (signals.meant >= NEAR_THRESHOLD)
        & (signals.score > 0)
    )
    near &= signals.meant >= MIN_SHARE_OF_NEAREST * signals.meant[near].max(initial=0.0)
    order = sorted(np.flatnonzero(near), key=lambda row: -signals.score[row])[:count]
    clear = any(signals.meant[row] >= CLEAR_THRESHOLD for row in order)
    return [catalogue.occupations[row].id for row in order] if clear else []


def filter_unrefused(
    ids: Iterable[str],
    notebook: Notebook,
    catalogue: Catalogue,
    extra_refusals: Iterable[Refusal] = (),
) -> list[str]:
    """Those of `ids` that nothing refuses, in their order: what every list passes through.
    `without`: what is refused in the message alone, for this one list."""
    left = find_eligible(
        notebook, catalogue, compute_signals(notebook, catalogue), (), tuple(extra_refusals)
    )
    return [each for each in ids if each in catalogue.row and left[catalogue.row[each]]]


def score_by_occupation(notebook: Notebook, catalogue: Catalogue) -> dict[str, float]:
    """How much what was told speaks for each occupation, by id; none where nothing was told."""
    if not has_enough_input(notebook, catalogue):
        return {}
    score = compute_signals(notebook, catalogue).score
    return {each.id: float(score[row]) for row, each in enumerate(catalogue.occupations)}


def find_same_domain(ids: Iterable[str], catalogue: Catalogue) -> list[str]:
    """What is related to these or of their ROME domain: no answer to a refusal of them."""
    near = compute_nearest_closeness(catalogue.rows(ids), catalogue) > 0
    return [catalogue.occupations[row].id for row in np.flatnonzero(near)]


def find_similar(
    occupation_id: str,
    notebook: Notebook,
    catalogue: Catalogue,
    others: Sequence[str] = (),
    requirements: Mapping[str, bool] = MappingProxyType({}),
    max_level: int = MAX_LEVEL,
) -> list[str]:
    """Occupations like one: related to it, then the `others`, else of its domain; none that is
    refused, and those alone that have what is `asked` (keys of OF_TRADES, with or without it) and
    are entered at `level` at most."""
    one = catalogue.occupations[catalogue.row[occupation_id]]
    found = find_neighbours(one, catalogue, notebook, len(catalogue))
    near = [each.occupation_id for each in found if each.related or not others]
    signals = compute_signals(notebook, catalogue)
    allowed = find_eligible(notebook, catalogue, signals, (occupation_id,)) & (
        catalogue.entry <= max_level
    )
    for key, wanted in requirements.items():
        allowed &= (catalogue.contexts[:, TRADE_WISHES.index(key)] > 0) == wanted
    return [each for each in dict.fromkeys((*near, *others)) if allowed[catalogue.row[each]]]


def explain_occupation(
    occupation_id: str, notebook: Notebook, catalogue: Catalogue
) -> tuple[Reason, ...]:
    """Why an occupation would be a lead for this notebook: what speaks for it, else which of those
    shown with it is near; nothing where neither is."""
    row = catalogue.rows([occupation_id])[0]
    found = find_reasons(row, notebook, catalogue, compute_signals(notebook, catalogue).tendencies)
    others = [other for other in catalogue.rows(notebook.shown) if other != row]
    return found or _find_nearness_reason(row, others, catalogue)


def _build_lead(
    row: int,
    notebook: Notebook,
    catalogue: Catalogue,
    signals: Signals,
    beside: Optional[int] = None,
) -> Lead:
    """`beside`: the row of the lead that this one is only near to."""
    reasons = find_reasons(row, notebook, catalogue, signals.tendencies)
    if beside is not None:
        reasons = _find_nearness_reason(row, [beside], catalogue)
    against: list[Drawback] = []
    if catalogue.entry[row] >= MIN_LONG_STUDIES_LEVEL:
        against.append(Drawback("level", int(catalogue.entry[row])))
    avoided = (compute_wish_leanings(notebook) < 0) & (catalogue.contexts[row] > 0)
    against += [Drawback("wish", TRADE_WISHES[place]) for place in np.flatnonzero(avoided)]
    unwanted = _find_refusing_words(catalogue.occupations[row].id, notebook)
    if unwanted:
        against.append(Drawback("unwanted", unwanted))
    refused = _find_refused_neighbour(row, notebook, catalogue)
    if refused:
        against.append(Drawback("refused_neighbour", refused))
    return Lead(catalogue.occupations[row].id, reasons, tuple(against))


def _find_nearness_reason(
    row: int, others: Sequence[int], catalogue: Catalogue
) -> tuple[Reason, ...]:
    """That it is near the nearest of others, if it is."""
    close = catalogue.closeness(row)
    best = max(others, key=lambda other: close[other], default=row)
    if best == row or not close[best]:
        return ()
    return (Reason("beside", occupation=catalogue.occupations[best].id),)


def _find_refusing_words(occupation_id: str, notebook: Notebook) -> Optional[str]:
    near = [(dict(r.near).get(occupation_id, 0.0), r.words) for r in notebook.refusals if r.words]
    nearness, words = max(near, default=(0.0, ""))
    return words if nearness >= NEAR_THRESHOLD else None


def _find_refused_neighbour(row: int, notebook: Notebook, catalogue: Catalogue) -> Optional[str]:
    rows = sorted(catalogue.rows(notebook.refused))
    if not rows:
        return None
    close = catalogue.closeness(row)[rows]
    best = int(np.argmax(close))
    return catalogue.occupations[rows[best]].id if close[best] > 0 else None
