"""Choose leads from the scores, with several levels of study and domains.

Leads with certain support are taken in order of score, less a penalty for sharing the domain or
first letter of a lead already taken. Once as few places are left as level groups are missing, only
those groups are considered, with a bonus for closeness to a lead already taken: the same trade with
shorter or longer studies. The remaining places go to occupations related to a lead, those of a
missing level group first. Loosely similar occupations only extend a list of fewer than three; an
occupation without support is never a lead.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from bot.matching.catalogue import RELATED_CLOSENESS, Bools, Catalogue, Floats
from bot.matching.scores import WEIGHTS, Signals, compute_nearest_closeness

# Minimum number of leads before loosely similar ones are left out.
MIN_LEADS = 3


@dataclass(frozen=True)
class DiverseSelection:
    """Rows with support, and related rows, each with the row of the lead that it is related to."""

    within: tuple[int, ...]
    beside: tuple[tuple[int, int], ...]


def select_diverse(
    signals: Signals, allowed: Bools, catalogue: Catalogue, count: int, levels: bool
) -> DiverseSelection:
    """Return at most `count` of the `allowed` rows, as diverse as the catalogue permits.

    `levels`: try to include all level groups. Fewer than three leads get no diversity and no
    related rows.
    """
    if count < 3:
        within = allowed & signals.within
        return DiverseSelection(tuple(_pick_sure(signals, within, catalogue, count, set())), ())
    sure = allowed & signals.sure
    wanted = _find_level_groups(catalogue, allowed) if levels else set()
    # Groups that only related rows can fill keep a place each.
    related = allowed & (
        compute_nearest_closeness(_find_best_rows(signals.score, sure, 1), catalogue)
        >= RELATED_CLOSENESS
    )
    held = (wanted - _find_level_groups(catalogue, sure)) & _find_level_groups(catalogue, related)
    lost = _find_lost_anchors(signals, allowed)
    places = max(1, count - len(held) - len(lost))
    picked = _pick_sure(
        signals, sure, catalogue, places, wanted & _find_level_groups(catalogue, sure)
    )
    unrefused = signals.within & (signals.near_refused < RELATED_CLOSENESS)
    anchors = [*picked, *lost] or _find_best_rows(signals.score, unrefused, count)
    rest = _pick_rest(signals, allowed, catalogue, anchors, count - len(picked), wanted)
    taken = [*picked, *(row for row, _ in rest if signals.sure[row])]
    beside = [pair for pair in rest if not signals.sure[pair[0]]]
    if len(picked) + len(rest) < MIN_LEADS:
        loose = allowed & signals.within
        loose[[*picked, *(row for row, _ in rest)]] = False
        taken += _find_best_rows(signals.score, loose, MIN_LEADS - len(picked) - len(rest))
    return DiverseSelection(tuple(taken), tuple(beside))


def _find_lost_anchors(signals: Signals, allowed: Bools) -> list[int]:
    """Return the best row of each note that only points at excluded rows."""
    unrefused = signals.sure & (signals.near_refused < RELATED_CLOSENESS) & (signals.told >= 0)
    gone = set(signals.told[unrefused]) - set(signals.told[unrefused & allowed])
    return [
        _find_best_rows(signals.meant, unrefused & (signals.told == one), 1)[0]
        for one in sorted(gone)
    ]


def _find_best_rows(score: Floats, mask: Bools, count: int) -> list[int]:
    rows = np.flatnonzero(mask)
    return [int(row) for row in rows[np.argsort(-score[rows], kind="stable")[:count]]]


def stable_sort_key(salt: str, occupation_id: str) -> bytes:
    """Return a sort key that is stable across machines and days, and unrelated to scores."""
    return hashlib.blake2b(f"{salt}|{occupation_id}".encode(), digest_size=8).digest()


def _find_level_groups(catalogue: Catalogue, mask: Bools) -> set[int]:
    return {int(group) for group in np.unique(catalogue.group[mask])}


def _pick_sure(
    signals: Signals, pool: Bools, catalogue: Catalogue, places: int, wanted: set[int]
) -> list[int]:
    pool, value, missing = pool.copy(), signals.score.copy(), set(wanted)
    picked: list[int] = []
    while len(picked) < places and pool.any():
        candidates, worth = pool, value
        if missing and len(missing) >= places - len(picked):
            candidates = pool & np.isin(catalogue.group, list(missing))
            worth = signals.score + WEIGHTS["ladder"] * compute_nearest_closeness(picked, catalogue)
        best = int(np.argmax(np.where(candidates, worth, -np.inf)))
        picked.append(best)
        pool[best] = False
        missing.discard(int(catalogue.group[best]))
        value -= WEIGHTS["same_domain"] * (catalogue.domain == catalogue.domain[best])
        value -= WEIGHTS["same_grand_domain"] * (catalogue.grand == catalogue.grand[best])
        value -= WEIGHTS["same_letter"] * (catalogue.first == catalogue.first[best])
        if signals.told[best] >= 0:
            value -= WEIGHTS["same_taste"] * (signals.told == signals.told[best])
    return picked


def _pick_rest(
    signals: Signals,
    allowed: Bools,
    catalogue: Catalogue,
    anchors: list[int],
    places: int,
    wanted: set[int],
) -> list[tuple[int, int]]:
    """Return pairs of a row and its nearest anchor.

    The row has certain support, or is related to an anchor: a lead taken, or one shown before.
    """
    close = np.zeros((len(anchors), len(catalogue)))
    for at, row in enumerate(anchors):
        close[at] = catalogue.closeness(row)
    related = close.max(axis=0, initial=0.0) >= RELATED_CLOSENESS
    anchor = np.array(anchors)[close.argmax(axis=0)] if anchors else np.arange(len(catalogue))
    # A related row represents the taste of its anchor.
    told = np.where(related, signals.told[anchor], signals.told)
    worth = signals.score + WEIGHTS["related"] * related
    for row in anchors:
        worth -= WEIGHTS["same_taste"] * (told == signals.told[row])
    pool = allowed & (related | signals.sure)
    pool[anchors] = False
    missing = wanted - {int(catalogue.group[row]) for row in anchors}
    pairs: list[tuple[int, int]] = []
    while len(pairs) < places and pool.any():
        candidates = pool & related & np.isin(catalogue.group, list(missing))
        best = int(np.argmax(np.where(candidates if candidates.any() else pool, worth, -np.inf)))
        pairs.append((best, int(anchor[best])))
        pool[best] = False
        missing.discard(int(catalogue.group[best]))
        worth -= WEIGHTS["same_taste"] * (told == told[best])
    return pairs
