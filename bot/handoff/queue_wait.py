"""How long the wait is, said honestly: nothing is promised that past waits do not speak for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median
from typing import Optional

from bot.handoff import handoff_errors
from bot.handoff.bursts import group_bursts
from bot.handoff.duty_repository import count_on_duty, find_duty
from bot.handoff.handoff_repository import find_open_handoff, list_last_waits, list_queue
from bot.handoff.states import QUEUED
from bot.storage.unit_of_work import UnitOfWork

MIN_WAITS, MAX_WAITS = 5, 20
WAITS_WINDOW = dt.timedelta(days=30)


@dataclass(frozen=True)
class QueuePlace:
    """A place in the queue, counted from 1. Those before who came in one burst and look alike count
    as one, as on the board; `grouped`: there are some. `estimate`: None when it would be a guess.
    """

    position: int
    people_before: int
    on_duty: int
    estimate: Optional[dt.timedelta]
    grouped: bool = False


def find_queue_place(unit: UnitOfWork, conversation: int, now: dt.datetime) -> QueuePlace:
    """Where a conversation stands in the queue. NotQueued when it does not wait."""
    mine = find_open_handoff(unit, conversation)
    if mine is None or mine.state != QUEUED:
        raise handoff_errors.NotQueued(conversation)
    rows = group_bursts(unit, list_queue(unit))
    own = next(number for number, row in enumerate(rows) if mine in row)
    before = own + rows[own].index(mine)
    grouped = any(len(row) > 1 for row in rows[:own])
    there = count_on_duty(unit)
    estimate = None if grouped else _estimate_wait(unit, before + 1, there, now)
    return QueuePlace(before + 1, before, there, estimate, grouped)


def is_anyone_on_duty(unit: UnitOfWork) -> bool:
    """Whether a counsellor can be asked now."""
    return count_on_duty(unit) > 0


def is_holder_present(unit: UnitOfWork, conversation: int) -> bool:
    """Whether the counsellor who has a conversation is still at work, be it in an interview."""
    mine = find_open_handoff(unit, conversation)
    if mine is None or mine.counsellor is None:
        return False
    return find_duty(unit, mine.counsellor) in ("on", "interview")


def _estimate_wait(
    unit: UnitOfWork, position: int, there: int, now: dt.datetime
) -> Optional[dt.timedelta]:
    """The median of the last waits, for each round until the turn comes; None with nobody there,
    or with too few waits known."""
    waits = list_last_waits(unit, now - WAITS_WINDOW, MAX_WAITS)
    if len(waits) < MIN_WAITS or there == 0:
        return None
    usual = median(wait.total_seconds() for wait in waits)
    return dt.timedelta(seconds=usual * position / there)
