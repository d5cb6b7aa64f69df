"""Occupations that the person has or had, and whether they want to leave them.

A held occupation is not suggested. For somebody who wants to leave, neither it nor what is related
to it is a lead, and holding it supports nothing.
"""

from __future__ import annotations

import re
from typing import Union

from bot.language.normalisation import normalise, to_masculine_singular
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Fact, Note

# Minimum similarity to an occupation of words about work, and of words about another activity of
# many years.
MIN_WORK_NEARNESS, MIN_LONG_WORK_NEARNESS = 0.4, 0.5
# Similarity, as a share of the best, from which further occupations count too.
MIN_SHARE_OF_NEAREST = 0.6
_FOR_YEARS = re.compile(r"\b(?:ans|annees?|toute ma vie|depuis)\b")
_AT_WORK = re.compile(
    r"\b(?:travail\w*|j?boss\w*|boulot|taf|employee?|ouvriere?|patron|boite|job)\b"
)
# Up to the name of a trade: « je suis », « il était », « je travaille comme », « ancienne ».
_HOLDS = re.compile(
    r"^(?:(?:bonjour|salut|moi|en fait|avant|mais|et) )*(?:j(?:e | )?suis|chui|j ?etais"
    r"|(?:il|elle) (?:est|etait)|ancien(?:ne)?)(?: (?:une?|ancien(?:ne)?))?$"
    r"|\b(?:travaill\w*|j?boss\w*) comme(?: une?)?$"
)
_LEAVES = re.compile(
    r"\b(?:chang\w*|reconver\w*|reorient\w*|quitt\w*) "
    r"|\b(?:chang\w*|reconver\w*|reorient\w*)$"
    r"|\bautre (?:chose|metier|boulot|travail|job)\b|\bmarre\b|\bras le bol\b|\bplus jamais\b"
    r"|\bn? ?en (?:peux|peut) plus\b|\bepuisee?\b|\bburn ?out\b|\b(?:veux|peux|supporte) plus\b"
)


def find_held_occupations(notebook: Notebook) -> list[str]:
    """Return the ids of the occupations that the person has or had."""
    return [held for fact in notebook.facts for held in _find_occupations_told(fact)[:1]]


def find_left_occupations(notebook: Notebook) -> list[str]:
    """Return the ids of the occupations that the person wants to leave, and of similar ones."""
    if not wants_to_leave(notebook):
        return []
    return [
        near
        for fact in notebook.facts
        if tells_own_trade(fact)
        for near in _find_occupations_told(fact)
    ]


def _find_occupations_told(fact: Fact) -> list[str]:
    """Return the occupations of a fact about work, most similar first."""
    near = sorted(fact.near, key=lambda pair: -pair[1])
    surely = (
        near
        and fact.kind == "done"
        and near[0][1] >= MIN_LONG_WORK_NEARNESS
        and _mentions_years(fact)
    )
    if not (surely or tells_own_trade(fact)):
        return []
    return [each for each, nearness in near if nearness >= MIN_SHARE_OF_NEAREST * near[0][1]]


def tells_own_trade(said: Union[Note, Fact]) -> bool:
    """Return whether a fact names a trade that is or was held (« je suis maçon »), or tells of
    years in one, not of years of a hobby."""
    if not isinstance(said, Fact) or said.kind not in ("done", "situation"):
        return False
    nearest, nearness = max(said.near, key=lambda pair: pair[1], default=("", 0.0))
    if nearness < MIN_WORK_NEARNESS:
        return False
    words = normalise(said.words).split()
    # An id begins with the masculine title of the occupation.
    title, masculine = nearest.partition("-")[0], [to_masculine_singular(word) for word in words]
    named = title in masculine
    if named and _HOLDS.search(" ".join(words[: masculine.index(title)])):
        return True
    return _mentions_years(said) and (named or _AT_WORK.search(" ".join(words)) is not None)


def _mentions_years(fact: Fact) -> bool:
    return _FOR_YEARS.search(normalise(fact.words)) is not None


def wants_to_leave(notebook: Notebook) -> bool:
    """Return whether any fact says that the person wants to change occupation."""
    facts = [fact.words for fact in notebook.facts]
    texts = [*facts, *(refusal.words for refusal in notebook.refusals)]
    return any(_LEAVES.search(normalise(words)) for words in texts)
