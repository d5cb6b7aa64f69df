"""Questions that ask the same, put together: the same list always gives the same groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.handoff.unanswered_repository import UnansweredQuestion
from bot.language.normalisation import normalise

# All the words of one in the other is 100 for the first; « aide » alone shall not gather all that
# asks for help, so the whole must look alike too.
MIN_TOKEN_SET_SCORE, MIN_TOKEN_SORT_SCORE = 80, 55


@dataclass(frozen=True)
class QuestionCluster:
    """`texts`: each wording once, the newest first. `count`: how often it was asked in all."""

    texts: tuple[str, ...]
    count: int
    newest: dt.date


def cluster_questions(asked: Sequence[UnansweredQuestion]) -> list[QuestionCluster]:
    """The groups, the one asked last first. `asked` begins with the newest."""
    gathered: list[tuple[str, list[UnansweredQuestion]]] = []
    for one in asked:
        words = normalise(one.text)
        home = next((group for first, group in gathered if is_same_question(first, words)), None)
        if home is None:
            gathered.append((words, [one]))
        else:
            home.append(one)
    return [_build_cluster(each) for _, each in gathered]


def is_same_question(one: str, other: str) -> bool:
    """Whether two texts (normalised) ask the same, as far as their words tell."""
    if one == other:
        return True
    return (
        fuzz.token_set_ratio(one, other) >= MIN_TOKEN_SET_SCORE
        and fuzz.token_sort_ratio(one, other) >= MIN_TOKEN_SORT_SCORE
    )


def _build_cluster(asked: list[UnansweredQuestion]) -> QuestionCluster:
    texts = tuple(dict.fromkeys(one.text for one in asked))
    return QuestionCluster(texts, len(asked), asked[0].day)
