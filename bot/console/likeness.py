"""Questions that ask the same, put together: the same list always gives the same groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.handoff.unanswered import Asked
from knowledge.text import normalise

# All the words of one in the other is 100 for the first; « aide » alone shall not gather all that
# asks for help, so the whole must look alike too.
ALIKE, ALIKE_AS_A_WHOLE = 80, 55


@dataclass(frozen=True)
class Group:
    """`texts`: each wording once, the newest first. `count`: how often it was asked in all."""

    texts: tuple[str, ...]
    count: int
    newest: dt.date


def groups(asked: Sequence[Asked]) -> list[Group]:
    """The groups, the one asked last first. `asked` begins with the newest."""
    gathered: list[tuple[str, list[Asked]]] = []
    for one in asked:
        words = normalise(one.text)
        home = next((group for first, group in gathered if alike(first, words)), None)
        if home is None:
            gathered.append((words, [one]))
        else:
            home.append(one)
    return [_group(each) for _, each in gathered]


def alike(one: str, other: str) -> bool:
    """Whether two texts (normalised) ask the same, as far as their words tell."""
    if one == other:
        return True
    return (
        fuzz.token_set_ratio(one, other) >= ALIKE
        and fuzz.token_sort_ratio(one, other) >= ALIKE_AS_A_WHOLE
    )


def _group(asked: list[Asked]) -> Group:
    texts = tuple(dict.fromkeys(one.text for one in asked))
    return Group(texts, len(asked), asked[0].day)
