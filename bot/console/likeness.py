"""Questions that ask the same, put together: the same list always gives the same groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.handoff.unanswered import Asked
from bot.privacy.remembered import remembered
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
    gathered: list[list[Asked]] = []
    for one in asked:
        home = next((group for group in gathered if alike(group[0].text, one.text)), None)
        if home is None:
            gathered.append([one])
        else:
            home.append(one)
    return [_group(each) for each in gathered]


def alike(first: str, second: str) -> bool:
    """Whether two texts ask the same, as far as their words tell."""
    one, other = _folded(first), _folded(second)
    if one == other:
        return True
    return (
        fuzz.token_set_ratio(one, other) >= ALIKE
        and fuzz.token_sort_ratio(one, other) >= ALIKE_AS_A_WHOLE
    )


def _group(asked: list[Asked]) -> Group:
    texts = tuple(dict.fromkeys(one.text for one in asked))
    return Group(texts, len(asked), asked[0].day)


@remembered(2048)
def _folded(text: str) -> str:
    return normalise(text)
