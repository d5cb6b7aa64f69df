"""Figures of the questions that people left, over a period; aggregates of at least five (P9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median
from typing import Optional

from bot.booking.local_time import ZONE, local_day
from bot.console.statistics.monthly_counts import round_down_to_five
from bot.deferred_questions.deferred_question_repository import (
    WAITING,
    DeferredQuestion,
    list_created_between,
)
from bot.deferred_questions.working_days import WorkingDays
from bot.handoff.ratings import MIN_ANSWERS
from bot.storage.unit_of_work import UnitOfWork

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class DeferredQuestionFigures:
    """Counts rounded down to five; None below five.

    `median_days`: working days until the answer. `on_time`: the share answered by the promised day,
    between 0 and 1, of those answered or overdue. `helped`: the share of ratings « ça répond ».
    """

    left: Optional[int]
    answered: Optional[int]
    median_days: Optional[float]
    on_time: Optional[float]
    helped: Optional[float]


def read_deferred_figures(
    unit: UnitOfWork, first: dt.date, last: dt.date, days: WorkingDays, now: dt.datetime
) -> DeferredQuestionFigures:
    """Return the figures of the questions left from `first` to `last`, both included.

    Questions that were taken back, erased or purged are not counted.
    """
    questions = list_created_between(unit, _midnight(first), _midnight(last + _ONE_DAY))
    answered = [each for each in questions if each.answered is not None]
    due = [each for each in questions if each.state != WAITING or each.due < local_day(now)]
    waits = [_count_working_days(each, days) for each in answered]
    rated = [each.helped for each in answered if each.helped is not None]
    enough = len(answered) >= MIN_ANSWERS
    return DeferredQuestionFigures(
        left=_round(len(questions)),
        answered=_round(len(answered)),
        median_days=float(median(waits)) if enough else None,
        on_time=_share([_is_on_time(each) for each in due]),
        helped=_share(rated),
    )


def _count_working_days(question: DeferredQuestion, days: WorkingDays) -> int:
    until = question.answered or question.created
    return days.count_between(local_day(question.created), local_day(until))


def _is_on_time(question: DeferredQuestion) -> bool:
    return question.answered is not None and local_day(question.answered) <= question.due


def _share(values: list[bool]) -> Optional[float]:
    return sum(values) / len(values) if len(values) >= MIN_ANSWERS else None


def _round(number: int) -> Optional[int]:
    return round_down_to_five(number) if number >= MIN_ANSWERS else None


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE)
