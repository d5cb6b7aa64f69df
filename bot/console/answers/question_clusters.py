"""Group questions that ask the same. The result is deterministic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.handoff.unanswered_repository import UnansweredQuestion
from bot.language.normalisation import normalise

# A subset of words scores 100 on the first measure. The second, over the whole texts, keeps
# « aide » alone from matching every request for help.
MIN_TOKEN_SET_SCORE, MIN_TOKEN_SORT_SCORE = 80, 55


@dataclass(frozen=True)
class QuestionCluster:
    """A group of questions.

    `texts` holds each wording once, the newest first; `count` is how often it was asked in total.
    """

    texts: tuple[str, ...]
    count: int
    newest: dt.date


def cluster_questions(asked: Sequence[UnansweredQuestion]) -> list[QuestionCluster]:
    """Return the groups, the latest asked first. `asked` goes from newest to oldest."""
    gathered: list[tuple[str, list[UnansweredQuestion]]] = []
    for question in asked:
        words = normalise(question.text)
        home = next((group for first, group in gathered if is_same_question(first, words)), None)
        if home is None:
            gathered.append((words, [question]))
        else:
            home.append(question)
    return [_build_cluster(each) for _, each in gathered]


def is_same_question(one: str, other: str) -> bool:
    """Return whether two normalised texts ask the same, judging by their words."""
    if one == other:
        return True
    return (
        fuzz.token_set_ratio(one, other) >= MIN_TOKEN_SET_SCORE
        and fuzz.token_sort_ratio(one, other) >= MIN_TOKEN_SORT_SCORE
    )


def _build_cluster(asked: list[UnansweredQuestion]) -> QuestionCluster:
    texts = tuple(dict.fromkeys(one.text for one in asked))
    return QuestionCluster(texts, len(asked), asked[0].day)
