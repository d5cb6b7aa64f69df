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

from bot.guidance.catalogue import Catalogue
from bot.guidance.choice import choose, stable_key
from bot.guidance.entries import Refusal
from bot.guidance.errors import TooEarly
from bot.guidance.ladder import Ladder, Near, ladder, like_this
from bot.guidance.notebook import Notebook
from bot.guidance.reasons import Reason, explain
from bot.guidance.refused import admitted
from bot.guidance.scores import (
    CLEAR,
    NEAR,
    WEIGHTS,
    Signals,
    leaning,
    nearest,
    read_signals,
    speaking,
)
from bot.guidance.wishes import OF_TRADES

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
    "of_a_domain",
    "similar",
    "suggest",
    "unrefused",
]

LONG_STUDIES, MAX_LEVEL = 6, 8
# What comes less near than this share of the nearest is no answer to what was just told.
ALIKE = 0.6


class Against(NamedTuple):
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
    against: tuple[Against, ...]

    @property
    def beside(self) -> bool:
        """Whether nothing that was said speaks for it, but its nearness to another lead."""
        return bool(self.reasons) and self.reasons[0].kind == "beside"


def knows_enough(notebook: Notebook, catalogue: Catalogue) -> bool:
    """One thing that the person said which comes near to some occupation or in which an interest
    was read, one liked occupation, or one tendency: before, discovery comes first.

    What was read and is not confirmed weighs little (`scores`); each lead quotes the words it rests
    on, so that a wrong reading is seen and put right there.
    """
    near = any(nearness >= NEAR for note in speaking(notebook) for _, nearness in note.near)
    liked = any(occupation in catalogue for occupation in notebook.drawn_to)
    if near or liked or notebook.interests:
        return True
    return bool(read_signals(notebook, catalogue).tendencies)


def suggest(
    notebook: Notebook, catalogue: Catalogue, count: int = 5, exclude: Collection[str] = ()
) -> list[Lead]:
    """Leads from several level groups and domains, each with a reason; those that something said
    speaks for come before those beside them, else the order is a hash.

    Only occupations with a way in. Refused ones never come back, liked ones are already known;
    `exclude` leaves out others (those just shown). `limit_level`, set by the person, lifts the
    rule on levels and bounds the shortest way in. A small catalogue gives what it can.
    Raises TooEarly (see `knows_enough`).
    """
    if not knows_enough(notebook, catalogue):
        raise TooEarly
    signals = read_signals(notebook, catalogue)
    allowed = admitted(notebook, catalogue, signals, exclude)
    chosen = choose(signals, allowed, catalogue, count, notebook.limit_level is None)
    leads = [_lead(row, notebook, catalogue, signals) for row in chosen.within]
    leads += [_lead(row, notebook, catalogue, signals, of) for row, of in chosen.beside]
    salt = ",".join(sorted(lead.occupation_id for lead in leads))
    return sorted(leads, key=lambda lead: (lead.beside, stable_key(salt, lead.occupation_id)))


def closest(notebook: Notebook, catalogue: Catalogue, count: int) -> list[str]:
    """The occupations that the person's own words come near to, the nearest first, without those
    refused; none where they come clearly near to none. An answer to what was just told, not yet a
    choice of leads."""
    signals = read_signals(notebook, catalogue)
    near = (
        admitted(notebook, catalogue, signals, ()) & (signals.meant >= NEAR) & (signals.score > 0)
    )
    near &= signals.meant >= ALIKE * signals.meant[near].max(initial=0.0)
    order = sorted(np.flatnonzero(near), key=lambda row: -signals.score[row])[:count]
    clear = any(signals.meant[row] >= CLEAR for row in order)
    return [catalogue.occupations[row].id for row in order] if clear else []


def unrefused(
    ids: Iterable[str], notebook: Notebook, catalogue: Catalogue, without: Iterable[Refusal] = ()
) -> list[str]:
    """Those of `ids` that nothing refuses, in their order: what every list passes through.
    `without`: what is refused in the message alone, for this one list."""
    left = admitted(notebook, catalogue, read_signals(notebook, catalogue), (), tuple(without))
    return [each for each in ids if each in catalogue.row and left[catalogue.row[each]]]


def nearness(notebook: Notebook, catalogue: Catalogue) -> dict[str, float]:
    """How much what was told speaks for each occupation, by id; none where nothing was told."""
    if not knows_enough(notebook, catalogue):
        return {}
    score = read_signals(notebook, catalogue).score
    return {each.id: float(score[row]) for row, each in enumerate(catalogue.occupations)}


def of_a_domain(ids: Iterable[str], catalogue: Catalogue) -> list[str]:
    """What is related to these or of their ROME domain: no answer to a refusal of them."""
    near = nearest(catalogue.rows(ids), catalogue) > 0
    return [catalogue.occupations[row].id for row in np.flatnonzero(near)]


def similar(
    occupation_id: str,
    notebook: Notebook,
    catalogue: Catalogue,
    others: Sequence[str] = (),
    asked: Mapping[str, bool] = MappingProxyType({}),
    level: int = MAX_LEVEL,
) -> list[str]:
    """Occupations like one: related to it, then the `others`, else of its domain; none that is
    refused, and those alone that have what is `asked` (keys of OF_TRADES, with or without it) and
    are entered at `level` at most."""
    one = catalogue.occupations[catalogue.row[occupation_id]]
    found = like_this(one, catalogue, notebook, len(catalogue))
    near = [each.occupation_id for each in found if each.related or not others]
    signals = read_signals(notebook, catalogue)
    allowed = admitted(notebook, catalogue, signals, (occupation_id,)) & (catalogue.entry <= level)
    for key, wanted in asked.items():
        allowed &= (catalogue.contexts[:, OF_TRADES.index(key)] > 0) == wanted
    return [each for each in dict.fromkeys((*near, *others)) if allowed[catalogue.row[each]]]


def explain_one(occupation_id: str, notebook: Notebook, catalogue: Catalogue) -> tuple[Reason, ...]:
    """Why an occupation would be a lead for this notebook: what speaks for it, else which of those
    shown with it is near; nothing where neither is."""
    row = catalogue.rows([occupation_id])[0]
    found = explain(row, notebook, catalogue, read_signals(notebook, catalogue).tendencies)
    others = [other for other in catalogue.rows(notebook.shown) if other != row]
    return found or _beside(row, others, catalogue)


def _lead(
    row: int,
    notebook: Notebook,
    catalogue: Catalogue,
    signals: Signals,
    beside: Optional[int] = None,
) -> Lead:
    """`beside`: the row of the lead that this one is only near to."""
    reasons = explain(row, notebook, catalogue, signals.tendencies)
    if beside is not None:
        reasons = _beside(row, [beside], catalogue)
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
    return Lead(catalogue.occupations[row].id, reasons, tuple(against))


def _beside(row: int, others: Sequence[int], catalogue: Catalogue) -> tuple[Reason, ...]:
    """That it is near the nearest of others, if it is."""
    close = catalogue.closeness(row)
    best = max(others, key=lambda other: close[other], default=row)
    if best == row or not close[best]:
        return ()
    return (Reason("beside", occupation=catalogue.occupations[best].id),)


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
