"""The published figures of several months, and the groups of questions of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

from bot.console.answers.answer_repository import APPROVED, list_answers
from bot.console.answers.question_clusters import is_same_question
from bot.console.statistics import figure_repository, tally_repository
from bot.console.statistics.figure_repository import Cell, PublishedFigure, PublishedMonth
from bot.console.statistics.monthly_counts import round_down_to_five
from bot.console.statistics.tallies import Period, has_answer
from bot.handoff.ratings import MIN_ANSWERS
from bot.language.normalisation import normalise
from bot.storage.unit_of_work import UnitOfWork

MAX_MONTHS_SHOWN, MAX_GROUPS = 6, 10


@dataclass(frozen=True)
class MonthInHistory:
    """Figures of one month; None if nothing is published.

    `requests` adds up the published parts: at least so many asked for a human. `wait`: minutes.
    """

    first: dt.date
    requests: Optional[int]
    wait: Optional[int]
    unanswered: Optional[int]
    left: Optional[int]
    surer: Optional[int]


@dataclass(frozen=True)
class QuestionGroup:
    """The same question of five conversations or more, in the words that came last.

    `answered`: whether an approved answer has been given to it since.
    """

    text: str
    count: int
    answered: bool


def read_history(
    unit: UnitOfWork, months: Sequence[PublishedMonth], last: dt.date
) -> list[MonthInHistory]:
    """Return the months up to `last`, the earliest first; `months` is as published."""
    shown = [each.first for each in months if each.first <= last][:MAX_MONTHS_SHOWN]
    return [
        _read_month(first, figure_repository.read_figures(unit, first)) for first in shown[::-1]
    ]


def list_question_groups(unit: UnitOfWork, period: Period) -> list[QuestionGroup]:
    """Return the groups of unanswered questions that are not erased yet, the largest first."""
    groups: dict[str, dict[int, str]] = {}
    for question in tally_repository.list_unanswered(unit, *period.bounds):
        words = normalise(question.text)
        home = next((first for first in groups if is_same_question(first, words)), words)
        groups.setdefault(home, {}).setdefault(question.conversation, question.text)
    large = sorted((each for each in groups.values() if len(each) >= MIN_ANSWERS), key=len)
    answers = list_answers(unit, APPROVED)
    known = [normalise(text) for each in answers for text in (each.question, *each.variants)]
    return [
        QuestionGroup(
            next(iter(group.values())),
            round_down_to_five(len(group)),
            any(has_answer(text, known) for text in group.values()),
        )
        for group in large[::-1][:MAX_GROUPS]
    ]


def _read_month(first: dt.date, figures: Mapping[Cell, PublishedFigure]) -> MonthInHistory:
    def count(subject: str, key: str) -> Optional[int]:
        cell = figures.get((subject, key))
        return cell.count if cell else None

    requests = sum(cell.count for (subject, _), cell in figures.items() if subject == "handoffs")
    wait = figures.get(("wait", ""))
    return MonthInHistory(
        first,
        requests or None,
        round(wait.value) if wait and wait.value is not None else None,
        count("unanswered", ""),
        count("deferred", "left"),
        count("sureness", "more"),
    )
