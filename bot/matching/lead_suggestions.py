"""Leads: five occupations to look at, each with the reasons why, never a verdict.

The formula is documented in `scores`, the selection in `diversity`. Deterministic: the same
notebook and catalogue give the same leads in the same order, which is a hash and not a ranking.
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
# Below this share of the best similarity, an occupation does not answer the last message.
MIN_SHARE_OF_NEAREST = 0.6


class Drawback(NamedTuple):
    """A fact to weigh, as kind and value.

    ("level", 7) long studies, ("refused_neighbour", id of the refused occupation), ("wish", key of
    an avoided requirement), ("unwanted", the person's words that refuse something similar).
    """

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
        """Return whether its only support is its closeness to another lead."""
        return bool(self.reasons) and self.reasons[0].kind == "beside"


def has_enough_input(notebook: Notebook, catalogue: Catalogue) -> bool:
    """Return whether there is enough to suggest leads; if not, discovery comes first.

    Enough is a note that is similar to an occupation or has an interest, a liked occupation, or a
    tendency. Unconfirmed interests weigh little (`scores`); each lead quotes the words it rests on,
    so that errors can be seen and corrected there.
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
    """Return leads from several level groups and domains, each with a reason.

    Supported leads come before related ones; otherwise the order is a hash. Only occupations with a
    way in; refused and liked ones, and `exclude_ids`, are left out. A `limit_level` set by the
    person bounds the shortest way in and lifts the rule on levels. A small catalogue may give
    fewer.

    Raises:
        TooEarly: there is not enough input (see `has_enough_input`).
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
    """Return the unrefused occupations clearly similar to the person's words, by whole score.

    Empty if none is clearly similar. This answers the last message; it is not a choice of leads.
    """
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
    """Return the `ids` not refused by the notebook or by the message (`extra_refusals`)."""
    left = find_eligible(
        notebook, catalogue, compute_signals(notebook, catalogue), (), tuple(extra_refusals)
    )
    return [key for key in ids if key in catalogue.row and left[catalogue.row[key]]]


def score_by_occupation(notebook: Notebook, catalogue: Catalogue) -> dict[str, float]:
    """Return the score of each occupation by id; empty if nothing was told."""
    if not has_enough_input(notebook, catalogue):
        return {}
    score = compute_signals(notebook, catalogue).score
    return {each.id: float(score[row]) for row, each in enumerate(catalogue.occupations)}


def find_same_domain(ids: Iterable[str], catalogue: Catalogue) -> list[str]:
    """Return what is related to these or of their ROME domain, thus no answer to their refusal."""
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
    """Return unrefused occupations like one: related, then the `others`, else of its domain.

    `requirements`: TRADE_WISHES keys that must hold or not; `max_level`: highest entry level.
    """
    occupation = catalogue.occupations[catalogue.row[occupation_id]]
    neighbours = find_neighbours(occupation, catalogue, notebook, len(catalogue))
    near = [each.occupation_id for each in neighbours if each.related or not others]
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
    """Return the reasons for an occupation: its support, else the nearest one shown with it."""
    row = catalogue.rows([occupation_id])[0]
    found = find_reasons(row, notebook, catalogue, compute_signals(notebook, catalogue).tendencies)
    others = [shown for shown in catalogue.rows(notebook.shown) if shown != row]
    return found or _find_nearness_reason(row, others, catalogue)


def _build_lead(
    row: int,
    notebook: Notebook,
    catalogue: Catalogue,
    signals: Signals,
    beside: Optional[int] = None,
) -> Lead:
    """Build a lead; `beside` is the row of the lead to which it is only related."""
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
    """Return the closeness to the nearest of the others as a reason, if any."""
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
