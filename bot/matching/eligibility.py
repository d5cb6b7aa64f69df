"""The filter of all lists: refused, out of limits, or an occupation the person wants to leave.

It applies to leads, similar occupations, lists of a field and first leads. Refusals in words cover
what the entries say (`Catalogue.find_shunned`) and similar occupations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

import numpy as np

from bot.matching.catalogue import RELATED_CLOSENESS, Bools, Catalogue
from bot.matching.scores import CLEAR_THRESHOLD, Signals, compute_nearest_closeness
from bot.matching.work_history import find_held_occupations, find_left_occupations
from bot.notebook import fact_topics
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Refusal
from bot.notebook.wishes import NEVER, TRADE_WISHES

# Minimum number of occupations left by refusals, and of supported ones left by hours; below that
# they are reported as drawbacks instead.
MIN_OCCUPATIONS_LEFT, MIN_POINTED_LEFT = 12, 3


def find_eligible(
    notebook: Notebook,
    catalogue: Catalogue,
    signals: Signals,
    exclude_ids: Collection[str],
    extra_refusals: tuple[Refusal, ...] = (),
) -> Bools:
    """Return n booleans: whether an occupation may be shown.

    `exclude_ids`: further ids to leave out; `extra_refusals`: refusals of the message only.
    """
    refusals = (*notebook.refusals, *extra_refusals)
    allowed: Bools = catalogue.entry > 0
    if notebook.limit_level is not None:
        allowed = allowed & (catalogue.entry <= notebook.limit_level)
    for refused in (
        _find_shunned(notebook, refusals, catalogue),
        _find_near_refusals(refusals, catalogue),
        compute_nearest_closeness(
            catalogue.rows([r.occupation for r in refusals if r.occupation]), catalogue
        )
        >= RELATED_CLOSENESS,
        compute_nearest_closeness(catalogue.rows(find_left_occupations(notebook)), catalogue)
        >= RELATED_CLOSENESS,
    ):
        allowed = _narrow_if_enough(allowed, refused)
    unwished = _find_unwished(notebook, catalogue)
    if (allowed & signals.within & ~unwished).sum() >= MIN_POINTED_LEFT:
        allowed = _narrow_if_enough(allowed, unwished)
    refused_ids = [refusal.occupation for refusal in refusals if refusal.occupation]
    gone = (*refused_ids, *notebook.liked, *find_held_occupations(notebook), *exclude_ids)
    allowed[catalogue.rows(gone)] = False
    return allowed


def _narrow_if_enough(allowed: Bools, refused: Bools) -> Bools:
    """Remove what the person refuses if enough is left to choose from."""
    left: Bools = allowed & ~refused
    return left if left.sum() >= MIN_OCCUPATIONS_LEFT else allowed


def _find_unwished(notebook: Notebook, catalogue: Catalogue) -> Bools:
    """Return what requires something that the person certainly refuses (nights, weekends …)."""
    places = [
        place
        for place, key in enumerate(TRADE_WISHES)
        if key in notebook.wishes and notebook.wishes[key].value == NEVER
    ]
    return (catalogue.contexts[:, places] > 0).any(axis=1)


def _find_shunned(notebook: Notebook, refusals: Collection[Refusal], catalogue: Catalogue) -> Bools:
    """Return what includes refused things, or weaknesses, in its daily work (« le sang »)."""
    shunned = np.zeros(len(catalogue), dtype=bool)
    for words in _iterate_refused_words(notebook, refusals):
        shunned |= catalogue.find_shunned(words)
    return shunned


def _iterate_refused_words(notebook: Notebook, refusals: Collection[Refusal]) -> Iterator[str]:
    """Yield the words of refusals, weaknesses, and limits that name a working condition."""
    yield from (refusal.words for refusal in refusals if not refusal.occupation)
    for fact in notebook.facts:
        if fact.kind == "weakness" or (
            fact.kind == "constraint" and fact_topics.refuses_condition(fact.words)
        ):
            yield fact.words


def _find_near_refusals(refusals: Collection[Refusal], catalogue: Catalogue) -> Bools:
    """Return what is similar to refused words, and the domains of two such occupations."""
    refused = np.zeros(len(catalogue), dtype=bool)
    for refusal in refusals:
        rows = catalogue.rows(e for e, nearness in refusal.near if nearness >= CLEAR_THRESHOLD)
        domains = Counter(catalogue.domain[rows])
        refused[rows] = True
        refused |= np.isin(catalogue.domain, [each for each, n in domains.items() if n > 1])
    return refused
