"""Group questions that ask the same. The result is deterministic."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.handoff.unanswered_repository import UnansweredQuestion
from bot.language.normalisation import normalise
from bot.language.question_similarity import is_same_question


@dataclass(frozen=True)
class QuestionCluster:
    """A group of questions.

    `texts` holds each wording once, the newest first; `count` is how often it was asked in total;
    `reasons` how it was met, the most frequent first.
    """

    texts: tuple[str, ...]
    count: int
    newest: dt.date
    reasons: tuple[str, ...] = ()


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


def _build_cluster(asked: list[UnansweredQuestion]) -> QuestionCluster:
    texts = tuple(dict.fromkeys(one.text for one in asked))
    reasons = tuple(reason for reason, _ in Counter(one.reason for one in asked).most_common())
    return QuestionCluster(texts, len(asked), asked[0].day, reasons)
