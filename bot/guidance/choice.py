"""Which five: from the scores to leads of several levels of study and several domains.

Leads within the person's pattern are taken one by one, best score first, less what they lose
beside a lead of their own domain or first letter. When as many places are left as level groups
are missing, only those groups are looked at, and there what is near a lead already taken goes
first: the same trade, shorter or longer. Where the pattern has no more, the places that are left go
to what is related to a lead already taken, those of a missing level group first. Nothing else is
taken: a lead that nothing speaks for is none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from bot.guidance.catalogue import RELATED, Bools, Catalogue, Floats
from bot.guidance.scores import WEIGHTS, Signals, nearest


@dataclass(frozen=True)
class Chosen:
    """Rows of the catalogue within the person's pattern; and beside it, each with the row of the
    lead that it is near to."""

    within: tuple[int, ...]
    beside: tuple[tuple[int, int], ...]


def choose(
    signals: Signals, allowed: Bools, catalogue: Catalogue, count: int, levels: bool
) -> Chosen:
    """At most `count` rows among the `allowed`, as far as the catalogue can satisfy.

    `levels`: ask for all level groups. Less than three leads: no diversity, none from beside.
    """
    within = allowed & signals.within
    wanted = _groups(catalogue, allowed) if levels and count >= 3 else set()
    if count < 3:
        return Chosen(tuple(_pick_within(signals, within, catalogue, count, set())), ())
    # The groups that only what is beside can fill keep a place each, as far as it has them.
    best = [int(np.argmax(np.where(within, signals.score, -np.inf)))] if within.any() else []
    related = allowed & (nearest(best, catalogue) >= RELATED)
    only_beside = (wanted - _groups(catalogue, within)) & _groups(catalogue, related)
    places = max(1, count - len(only_beside))
    picked = _pick_within(signals, within, catalogue, places, wanted & _groups(catalogue, within))
    anchors = picked or _best(
        signals.score, signals.within & (signals.near_refused < RELATED), count
    )
    beside = _pick_beside(signals, allowed, catalogue, anchors, count - len(picked), wanted)
    return Chosen(tuple(picked), tuple(beside))


def _best(score: Floats, mask: Bools, count: int) -> list[int]:
    rows = np.flatnonzero(mask)
    return [int(row) for row in rows[np.argsort(-score[rows], kind="stable")[:count]]]


def stable_key(salt: str, occupation_id: str) -> bytes:
    """The same order on every machine and every day, unrelated to scores."""
    return hashlib.blake2b(f"{salt}|{occupation_id}".encode(), digest_size=8).digest()


def _groups(catalogue: Catalogue, mask: Bools) -> set[int]:
    return {int(group) for group in np.unique(catalogue.group[mask])}


def _pick_within(
    signals: Signals, pool: Bools, catalogue: Catalogue, places: int, wanted: set[int]
) -> list[int]:
    pool, value, missing = pool.copy(), signals.score.copy(), set(wanted)
    picked: list[int] = []
    while len(picked) < places and pool.any():
        candidates, worth = pool, value
        if missing and len(missing) >= places - len(picked):
            candidates = pool & np.isin(catalogue.group, list(missing))
            worth = signals.score + WEIGHTS["ladder"] * nearest(picked, catalogue)
        best = int(np.argmax(np.where(candidates, worth, -np.inf)))
        picked.append(best)
        pool[best] = False
        missing.discard(int(catalogue.group[best]))
        value -= WEIGHTS["same_domain"] * (catalogue.domain == catalogue.domain[best])
        value -= WEIGHTS["same_grand_domain"] * (catalogue.grand == catalogue.grand[best])
        value -= WEIGHTS["same_letter"] * (catalogue.first == catalogue.first[best])
    return picked


def _pick_beside(
    signals: Signals,
    allowed: Bools,
    catalogue: Catalogue,
    anchors: list[int],
    places: int,
    wanted: set[int],
) -> list[tuple[int, int]]:
    """Pairs of a row related to an anchor (a lead taken, or shown before), and of that anchor."""
    pool = allowed.copy()
    pool[anchors] = False
    missing = wanted - {int(catalogue.group[row]) for row in anchors}
    found: list[tuple[int, int]] = []
    close = np.zeros((len(anchors), len(catalogue)))
    for at, row in enumerate(anchors):
        close[at] = catalogue.closeness(row)
    worth = signals.score + close.max(axis=0, initial=0.0)
    pool &= close.max(axis=0, initial=0.0) >= RELATED
    while len(found) < places and pool.any():
        candidates = pool & np.isin(catalogue.group, list(missing))
        best = int(np.argmax(np.where(candidates if candidates.any() else pool, worth, -np.inf)))
        found.append((best, anchors[int(np.argmax(close[:, best]))]))
        pool[best] = False
        missing.discard(int(catalogue.group[best]))
    return found
