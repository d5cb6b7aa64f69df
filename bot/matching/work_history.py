"""The trade that somebody has or had for years, and whether they want to leave it.

It is no news to them. Who wants out starts from there: neither it nor what is related to it is a
lead, and that they do it speaks for nothing.
"""

from __future__ import annotations

import re
from typing import Union

from bot.language.normalisation import normalise, to_masculine_singular
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Fact, Note

# Words about work come so near at least to the trade that they tell; what else was done for years
# comes so near.
MIN_WORK_NEARNESS, MIN_LONG_WORK_NEARNESS = 0.4, 0.5
# What comes as near as this share of the nearest is told with it.
MIN_SHARE_OF_NEAREST = 0.6
_FOR_YEARS = re.compile(r"\b(?:ans|annees?|toute ma vie|depuis)\b")
_AT_WORK = re.compile(
    r"\b(?:travail\w*|j?boss\w*|boulot|taf|employee?|ouvriere?|patron|boite|job)\b"
)
_LEAVES = re.compile(
    r"\b(?:chang\w*|reconver\w*|reorient\w*|quitt\w*) "
    r"|\b(?:chang\w*|reconver\w*|reorient\w*)$"
    r"|\bautre (?:chose|metier|boulot|travail|job)\b|\bmarre\b|\bras le bol\b|\bplus jamais\b"
    r"|\bn? ?en (?:peux|peut) plus\b|\bepuisee?\b|\bburn ?out\b|\b(?:veux|peux|supporte) plus\b"
)


def find_held_occupations(notebook: Notebook) -> list[str]:
    """Ids of the trades that facts tell of years of: no news to whoever did them."""
    return [each for fact in notebook.facts for each in _find_occupations_told(fact)[:1]]


def find_left_occupations(notebook: Notebook) -> list[str]:
    """Ids of the trades that somebody does and wants to leave, with what comes as near."""
    if not wants_to_leave(notebook):
        return []
    return [
        each
        for fact in notebook.facts
        if tells_long_work(fact)
        for each in _find_occupations_told(fact)
    ]


def _find_occupations_told(fact: Fact) -> list[str]:
    """The trade that a fact tells of years of, the nearest first, then what comes as near."""
    near = sorted(fact.near, key=lambda pair: -pair[1])
    surely = (
        near
        and fact.kind == "done"
        and near[0][1] >= MIN_LONG_WORK_NEARNESS
        and _mentions_years(fact)
    )
    if not (surely or tells_long_work(fact)):
        return []
    return [each for each, nearness in near if nearness >= MIN_SHARE_OF_NEAREST * near[0][1]]


def tells_long_work(said: Union[Note, Fact]) -> bool:
    """Whether a fact tells of a trade that one does or did for years, by its name or as work: who
    has played the violin for years has no trade of it."""
    if not isinstance(said, Fact) or said.kind not in ("done", "situation"):
        return False
    nearest, nearness = max(said.near, key=lambda pair: pair[1], default=("", 0.0))
    if nearness < MIN_WORK_NEARNESS or not _mentions_years(said):
        return False
    words = normalise(said.words)
    # An id begins with what a man of the trade is called.
    named = nearest.partition("-")[0] in {to_masculine_singular(word) for word in words.split()}
    return named or _AT_WORK.search(words) is not None


def _mentions_years(fact: Fact) -> bool:
    return _FOR_YEARS.search(normalise(fact.words)) is not None


def wants_to_leave(notebook: Notebook) -> bool:
    """Whether anything that was told says that one wants another trade than the present one."""
    facts = [fact.words for fact in notebook.facts]
    told = [*facts, *(refusal.words for refusal in notebook.refusals)]
    return any(_LEAVES.search(normalise(words)) for words in told)
