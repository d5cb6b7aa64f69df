"""Which five: from the scores to leads of several levels of study and several domains.

Leads within the person's pattern are taken one by one, best score first, less what they lose
beside a lead of their own domain or first letter. When as many places are left as level groups
are missing, only those groups are looked at, and there what is near a lead already taken goes
first: the same trade, shorter or longer. The last lead comes from outside the pattern; a level
group that exists only outside is filled from there too.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from bot.guidance.catalogue import Bools, Catalogue
from bot.guidance.scores import WEIGHTS, Signals, nearest

_FURTHEST = 10  # when nothing is outside the pattern: the tenth of the catalogue furthest from it


@dataclass(frozen=True)
class Chosen:
    """Rows of the catalogue, within the person's pattern and outside it."""

    within: tuple[int, ...]
    outside: tuple[int, ...]


def choose(
    signals: Signals, allowed: Bools, catalogue: Catalogue, count: int, levels: bool, salt: str
) -> Chosen:
    """At most `count` rows among the `allowed`, as far as the catalogue can satisfy.

    `levels`: ask for all level groups. `salt`: what makes the outside lead vary with the person.
    Less than three leads: none from outside, no diversity.
    """
    within = allowed & signals.within
    wanted = _groups(catalogue, allowed) if levels and count >= 3 else set()
    only_outside = wanted - _groups(catalogue, within)
    places = count - max(1, len(only_outside)) if count >= 3 else count
    picked = _pick_within(signals, within, catalogue, places, wanted - only_outside)
    outside: list[int] = []
    while count >= 3 and len(picked) + len(outside) < count:
        pool = allowed.copy()
        pool[picked + outside] = False
        if not pool.any():
            break
        outside.append(_pick_outside(signals, pool, catalogue, picked + outside, wanted, salt))
    return Chosen(tuple(picked), tuple(outside))


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


def _pick_outside(
    signals: Signals,
    pool: Bools,
    catalogue: Catalogue,
    picked: list[int],
    wanted: set[int],
    salt: str,
) -> int:
    """One row of the pool by stable hash, after narrowing it by what is still needed."""
    missing = wanted - {int(catalogue.group[row]) for row in picked}
    other_domain = ~np.isin(catalogue.grand, catalogue.grand[picked])
    pool = _narrow(pool, np.isin(catalogue.group, list(missing)))
    if len(set(catalogue.grand[picked])) < 2:
        pool = _narrow(pool, other_domain)
    if (pool & ~signals.within).any():
        pool = pool & ~signals.within
    else:
        furthest = max(1, int(pool.sum()) // _FURTHEST)
        pool = pool & (signals.score <= np.sort(signals.score[pool])[furthest - 1])
    pool = _narrow(_narrow(pool, signals.near_refused == 0), other_domain)
    rows = [int(row) for row in np.flatnonzero(pool)]
    return min(rows, key=lambda row: stable_key(salt, catalogue.occupations[row].id))


def _narrow(pool: Bools, mask: Bools) -> Bools:
    narrower: Bools = pool & mask
    return narrower if narrower.any() else pool
