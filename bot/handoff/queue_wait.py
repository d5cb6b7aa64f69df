"""The place in the queue, and an estimate of the wait based on past waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median
from typing import Optional

from bot.handoff import handoff_errors
from bot.handoff.bursts import NetworkSource, group_bursts, unknown_source
from bot.handoff.duty_repository import count_on_duty, is_any_present
from bot.handoff.handoff_repository import (
    Handoff,
    find_open_handoff,
    list_last_waits,
    list_queue,
)
from bot.handoff.states import QUEUED
from bot.storage.reply_repository import find_last_counsellor_reply_time
from bot.storage.unit_of_work import UnitOfWork

MIN_WAITS, MAX_WAITS = 5, 20
WAITS_WINDOW = dt.timedelta(days=30)
# A counsellor who replied this recently is there, whatever their duty.
PRESENCE_WINDOW = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class QueuePlace:
    """A place in the queue, counted from 1.

    Similar requests of one burst count as one, as on the board; `grouped`: there are some ahead.
    `estimate` is None without sufficient data.
    """

    position: int
    people_before: int
    on_duty: int
    estimate: Optional[dt.timedelta]
    grouped: bool = False


def find_queue_place(unit: UnitOfWork, conversation: int, now: dt.datetime) -> QueuePlace:
    """Return the place of a conversation in the queue. Raises NotQueued."""
    mine = find_open_handoff(unit, conversation)
    if mine is None or mine.state != QUEUED:
        raise handoff_errors.NotQueued(conversation)
    rows = list_queue_rows(unit)
    own = next(number for number, row in enumerate(rows) if mine in row)
    before = own + rows[own].index(mine)
    grouped = any(len(row) > 1 for row in rows[:own])
    on_duty = count_on_duty(unit)
    estimate = None if grouped else _estimate_wait(unit, before + 1, on_duty, now)
    return QueuePlace(before + 1, before, on_duty, estimate, grouped)


def list_queue_rows(
    unit: UnitOfWork, source: NetworkSource = unknown_source
) -> list[list[Handoff]]:
    """Return the queue in rows, one for each burst of similar requests; danger comes first.

    Requests in danger are grouped apart, so that none is hidden in a row of others and a burst of
    them takes one place before those who wait.
    """
    queue = list_queue(unit)
    parts = ([each for each in queue if each.danger is danger] for danger in (True, False))
    return [row for part in parts for row in group_bursts(unit, part, source)]


def is_anyone_on_duty(unit: UnitOfWork) -> bool:
    """Whether a counsellor is on duty."""
    return count_on_duty(unit) > 0


def is_holder_present(unit: UnitOfWork, conversation: int, now: dt.datetime) -> bool:
    """Whether a counsellor of a conversation is there: on duty, in an interview, or replied within
    PRESENCE_WINDOW."""
    mine = find_open_handoff(unit, conversation)
    if mine is None or mine.counsellor is None:
        return False
    if is_any_present(unit, mine.id, mine.counsellor if mine.gone is None else None):
        return True
    last = find_last_counsellor_reply_time(unit, conversation)
    return mine.gone is None and last is not None and now - last <= PRESENCE_WINDOW


def _estimate_wait(
    unit: UnitOfWork, position: int, on_duty: int, now: dt.datetime
) -> Optional[dt.timedelta]:
    """Return the median of the last waits times `position` per counsellor on duty.

    None with nobody on duty or fewer than MIN_WAITS known waits.
    """
    waits = list_last_waits(unit, now - WAITS_WINDOW, MAX_WAITS)
    if len(waits) < MIN_WAITS or on_duty == 0:
        return None
    seconds = median(wait.total_seconds() for wait in waits)
    return dt.timedelta(seconds=seconds * position / on_duty)
