"""Figures of the questions that were left: nothing below five."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.engine import Engine

from bot.console.statistics.deferred_question_figures import read_deferred_figures
from bot.deferred_questions import answering
from bot.deferred_questions import deferred_question_repository as stored
from bot.deferred_questions.working_days import WorkingDays
from bot.storage.unit_of_work import UnitOfWork
from tests.support.console_conversations import add_conversation, unit
from tests.support.counsellor_factories import add_counsellor
from tests.support.deferred_questions import add_question

DAYS, ONE_DAY = WorkingDays(), dt.timedelta(days=1)


def leave(opened: UnitOfWork, at: dt.datetime, many: int, wait: Any) -> None:
    """Questions, answered after `wait` if it is given; each answer helped."""
    for _ in range(many):
        conversation = add_conversation(opened)
        number = add_question(opened, conversation, at)
        if wait is not None:
            answering.answer_question(opened, number, 1, "Oui.", at + wait)
            stored.store_rating(opened, number, conversation, True)


def figures(opened: UnitOfWork, now: dt.datetime) -> Any:
    return read_deferred_figures(opened, dt.date(2026, 11, 1), dt.date(2026, 11, 30), DAYS, now)


def test_p9_nothing_is_told_of_fewer_than_five(sqlite_engine: Engine, clock: Any) -> None:
    with unit(sqlite_engine) as opened:
        add_counsellor(opened)
        leave(opened, clock.now, 4, ONE_DAY)
        told = figures(opened, clock.now + 7 * ONE_DAY)
    assert set(vars(told).values()) == {None}


def test_left_answered_median_and_share(sqlite_engine: Engine, clock: Any) -> None:
    with unit(sqlite_engine) as opened:
        add_counsellor(opened)
        leave(opened, clock.now, 6, ONE_DAY)
        leave(opened, clock.now, 1, 5 * ONE_DAY)
        leave(opened, clock.now, 1, None)
        leave(opened, clock.now - 60 * ONE_DAY, 7, ONE_DAY)  # of another month
        fresh, later = (figures(opened, clock.now + n * ONE_DAY) for n in (0, 7))
    assert (later.left, later.answered, later.median_days, later.helped) == (5, 5, 1.0, 1.0)
    assert later.on_time == 6 / 8
    assert fresh.on_time == 6 / 7  # what is not due yet does not count
