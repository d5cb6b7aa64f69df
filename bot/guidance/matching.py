"""Leads: five occupations to look at, each with the facts that say why, never a verdict.

The formula is documented in `scores`, the diversity in `choice`. Deterministic: the same notebook
and catalogue give the same leads in the same order, and that order is a hash, not a ranking.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, NamedTuple, Optional, Union

import numpy as np

from bot.guidance.catalogue import Bools, Catalogue
from bot.guidance.choice import choose, stable_key
from bot.guidance.errors import TooEarly
from bot.guidance.ladder import Ladder, Near, ladder, like_this
from bot.guidance.notebook import Notebook
from bot.guidance.reasons import Reason, explain
from bot.guidance.scores import CLEAR, NEAR, WEIGHTS, Signals, leaning, read_signals
from bot.guidance.wishes import NEVER, OF_TRADES

__all__ = [
    "WEIGHTS",
    "Against",
    "Catalogue",
    "Ladder",
    "Lead",
    "Near",
    "Reason",
    "closest",
    "knows_enough",
    "ladder",
    "like_this",
    "suggest",
]

LONG_STUDIES = 6
# Refusals that would leave fewer than this are told beside the leads instead.
MIN_LEFT = 12


class Against(NamedTuple):
    """A fact to weigh: ("level", 7) long studies, ("refused_neighbour", id of the refused one),
    ("wish", key of what it asks for and the person would rather avoid), ("unwanted", the person's
    words that refuse something near it)."""

    kind: Literal["level", "refused_neighbour", "wish", "unwanted"]
    value: Union[int, str]


@dataclass(frozen=True)
class Lead:
    """An occupation to look at. `outside`: not in the person's pattern, offered to open the view.

    An outside lead has no reasons, unless the person's pattern covers the whole catalogue.
    """

    occupation_id: str
    reasons: tuple[Reason, ...]
    against: tuple[Against, ...]
    outside: bool = False


def knows_enough(notebook: Notebook, catalogue: Catalogue) -> bool:
    """One thing that the person said which comes near to some occupation or in which an interest
    was read, one liked occupation, or one tendency: before, discovery comes first.

    What was read and is not confirmed weighs half (`scores`); each lead quotes the words it rests
    on, so that a wrong reading is seen and put right there.
    """
    speaking = any(nearness >= NEAR for note in notebook.said for _, nearness in note.near)
    liked = any(occupation in catalogue for occupation in notebook.drawn_to)
    if speaking or liked or notebook.interests:
        return True
    return bool(read_signals(notebook, catalogue).tendencies)


def suggest(
    notebook: Notebook, catalogue: Catalogue, count: int = 5, exclude: Collection[str] = ()
) -> list[Lead]:
    """Leads from two grand domains and three level groups at least, one from outside.

    Only occupations with a way in. Refused ones never come back, liked ones are already known;
    `exclude` leaves out others (those just shown). `limit_level`, set by the person, lifts the
    rule on levels and bounds the shortest way in. A small catalogue gives what it can.
    Raises TooEarly (see `knows_enough`).
    """
    if not knows_enough(notebook, catalogue):
        raise TooEarly
    signals = read_signals(notebook, catalogue)
    allowed = _allowed(notebook, catalogue, exclude)
    levels = notebook.limit_level is None
    chosen = choose(signals, allowed, catalogue, count, levels, _salt(notebook, signals))
    leads = [_lead(row, notebook, catalogue, signals, False) for row in chosen.within]
    leads += [_lead(row, notebook, catalogue, signals, True) for row in chosen.outside]
    salt = ",".join(sorted(lead.occupation_id for lead in leads))
    return sorted(leads, key=lambda lead: stable_key(salt, lead.occupation_id))


def closest(notebook: Notebook, catalogue: Catalogue, count: int) -> list[str]:
    """The occupations that the person's own words come near to, the nearest first, without those
    refused; none where they come clearly near to none. An answer to what was just told, not yet a
    choice of leads."""
    signals = read_signals(notebook, catalogue)
    near = _allowed(notebook, catalogue, ()) & (signals.meant >= NEAR) & (signals.score > 0)
    order = sorted(np.flatnonzero(near), key=lambda row: -signals.score[row])[:count]
    clear = any(signals.meant[row] >= CLEAR for row in order)
    return [catalogue.occupations[row].id for row in order] if clear else []


def explain_one(occupation_id: str, notebook: Notebook, catalogue: Catalogue) -> tuple[Reason, ...]:
    """Why an occupation would be a lead for this notebook; nothing where nothing speaks for it."""
    row = catalogue.rows([occupation_id])[0]
    return explain(row, notebook, catalogue, read_signals(notebook, catalogue).tendencies)


def _allowed(notebook: Notebook, catalogue: Catalogue, exclude: Collection[str]) -> Bools:
    allowed: Bools = catalogue.entry > 0
    if notebook.limit_level is not None:
        allowed = allowed & (catalogue.entry <= notebook.limit_level)
    allowed = _narrowed(allowed, _unwished(notebook, catalogue))
    allowed = _narrowed(allowed, _near_refused_words(notebook, catalogue))
    allowed[catalogue.rows((*notebook.refused, *notebook.liked, *exclude))] = False
    return allowed


def _narrowed(allowed: Bools, refused: Bools) -> Bools:
    """Without what the person refuses, as long as enough is left to choose from."""
    left: Bools = allowed & ~refused
    return left if left.sum() >= MIN_LEFT else allowed


def _unwished(notebook: Notebook, catalogue: Catalogue) -> Bools:
    """What asks for something that the person surely does not want (nights, weekends…)."""
    places = [
        place
        for place, key in enumerate(OF_TRADES)
        if key in notebook.wishes and notebook.wishes[key].value == NEVER
    ]
    return (catalogue.contexts[:, places] > 0).any(axis=1)


def _near_refused_words(notebook: Notebook, catalogue: Catalogue) -> Bools:
    """What comes near to words that refuse something (« surtout pas de sang »)."""
    refused = np.zeros(len(catalogue), dtype=bool)
    for refusal in notebook.refusals:
        ids = [entry for entry, nearness in refusal.near if nearness >= CLEAR]
        refused[catalogue.rows(ids)] = True
    return refused


def _salt(notebook: Notebook, signals: Signals) -> str:
    """The person's pattern without refusals: refusing one lead does not reshuffle the others."""
    numbers = sorted(interest.number for interest in notebook.interests)
    letters = "".join(tendency.letter for tendency in signals.tendencies)
    return f"{numbers}{letters}{sorted(notebook.liked)}"


def _lead(
    row: int, notebook: Notebook, catalogue: Catalogue, signals: Signals, outside: bool
) -> Lead:
    reasons = explain(row, notebook, catalogue, signals.tendencies)
    against: list[Against] = []
    if catalogue.entry[row] >= LONG_STUDIES:
        against.append(Against("level", int(catalogue.entry[row])))
    avoided = (leaning(notebook) < 0) & (catalogue.contexts[row] > 0)
    against += [Against("wish", OF_TRADES[place]) for place in np.flatnonzero(avoided)]
    unwanted = _unwanted(catalogue.occupations[row].id, notebook)
    if unwanted:
        against.append(Against("unwanted", unwanted))
    refused = _refused_neighbour(row, notebook, catalogue)
    if refused:
        against.append(Against("refused_neighbour", refused))
    return Lead(catalogue.occupations[row].id, reasons, tuple(against), outside)


def _unwanted(occupation_id: str, notebook: Notebook) -> Optional[str]:
    near = [(dict(r.near).get(occupation_id, 0.0), r.words) for r in notebook.refusals if r.words]
    nearness, words = max(near, default=(0.0, ""))
    return words if nearness >= NEAR else None


def _refused_neighbour(row: int, notebook: Notebook, catalogue: Catalogue) -> Optional[str]:
    rows = sorted(catalogue.rows(notebook.refused))
    if not rows:
        return None
    close = catalogue.closeness(row)[rows]
    best = int(np.argmax(close))
    return catalogue.occupations[rows[best]].id if close[best] > 0 else None
