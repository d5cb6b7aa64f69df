"""What may not come in any list: refused, out of the limits, or a trade somebody wants to leave.

One filter for leads, trades like another, lists of a field and first leads. What is refused in
words reaches as far as the base says (`Catalogue.shunned`), and to what the words come near to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

import numpy as np

from bot.guidance import topics
from bot.guidance.catalogue import RELATED, Bools, Catalogue
from bot.guidance.entries import Refusal
from bot.guidance.held import held, left_behind
from bot.guidance.notebook import Notebook
from bot.guidance.scores import CLEAR, Signals, nearest
from bot.guidance.wishes import NEVER, OF_TRADES

# Refusals that would leave fewer than the first to choose from, and hours that would leave fewer
# than the second of what something speaks for, are told beside the leads instead.
MIN_LEFT, MIN_POINTED = 12, 3


def admitted(
    notebook: Notebook,
    catalogue: Catalogue,
    signals: Signals,
    exclude: Collection[str],
    without: tuple[Refusal, ...] = (),
) -> Bools:
    """n values: what may be shown. `exclude`: ids left out besides; `without`: what one message
    refuses."""
    refusals = (*notebook.refusals, *without)
    allowed: Bools = catalogue.entry > 0
    if notebook.limit_level is not None:
        allowed = allowed & (catalogue.entry <= notebook.limit_level)
    for refused in (
        _shunned(notebook, refusals, catalogue),
        _near_words(refusals, catalogue),
        nearest(catalogue.rows([r.occupation for r in refusals if r.occupation]), catalogue)
        >= RELATED,
        nearest(catalogue.rows(left_behind(notebook)), catalogue) >= RELATED,
    ):
        allowed = _narrowed(allowed, refused)
    unwished = _unwished(notebook, catalogue)
    if (allowed & signals.within & ~unwished).sum() >= MIN_POINTED:
        allowed = _narrowed(allowed, unwished)
    refused_ids = [each.occupation for each in refusals if each.occupation]
    gone = (*refused_ids, *notebook.liked, *held(notebook), *exclude)
    allowed[catalogue.rows(gone)] = False
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


def _shunned(notebook: Notebook, refusals: Collection[Refusal], catalogue: Catalogue) -> Bools:
    """What has in its days what was refused, or what one is not good at (« le sang »)."""
    shunned = np.zeros(len(catalogue), dtype=bool)
    for words in _refused_words(notebook, refusals):
        shunned |= catalogue.shunned(words)
    return shunned


def _refused_words(notebook: Notebook, refusals: Collection[Refusal]) -> Iterator[str]:
    """What words refuse: a refusal, a weakness, and a limit that names a condition of work."""
    yield from (refusal.words for refusal in refusals if not refusal.occupation)
    for fact in notebook.facts:
        if fact.kind == "weakness" or (fact.kind == "constraint" and topics.refuses(fact.words)):
            yield fact.words


def _near_words(refusals: Collection[Refusal], catalogue: Catalogue) -> Bools:
    """What comes near to words that refuse something, and the domain in which two do."""
    refused = np.zeros(len(catalogue), dtype=bool)
    for refusal in refusals:
        rows = catalogue.rows(e for e, nearness in refusal.near if nearness >= CLEAR)
        domains = Counter(catalogue.domain[rows])
        refused[rows] = True
        refused |= np.isin(catalogue.domain, [each for each, n in domains.items() if n > 1])
    return refused
