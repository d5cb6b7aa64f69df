"""How long the wait is, said honestly: nothing is promised that past waits do not speak for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median
from typing import Optional

import sqlalchemy as sa

from bot.handoff import errors
from bot.handoff.bursts import fold
from bot.handoff.handoff import open_of, queue
from bot.handoff.states import QUEUED
from bot.storage.handoff_tables import handoffs
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork

FEWEST_WAITS, MOST_WAITS = 5, 20
REMEMBERED = dt.timedelta(days=30)


@dataclass(frozen=True)
class Place:
    """A place in the queue, counted from 1. Those before who came in one burst and look alike count
    as one, as on the board; `grouped`: there are some. `estimate`: None when it would be a guess.
    """

    position: int
    people_before: int
    on_duty: int
    estimate: Optional[dt.timedelta]
    grouped: bool = False


def place(unit: UnitOfWork, conversation: int, now: dt.datetime) -> Place:
    """Where a conversation stands in the queue. NotQueued when it does not wait."""
    mine = open_of(unit, conversation)
    if mine is None or mine.state != QUEUED:
        raise errors.NotQueued(conversation)
    rows = fold(unit, queue(unit))
    own = next(number for number, row in enumerate(rows) if mine in row)
    before = own + rows[own].index(mine)
    grouped = any(len(row) > 1 for row in rows[:own])
    there = on_duty(unit)
    estimate = None if grouped else _estimate(unit, before + 1, there, now)
    return Place(before + 1, before, there, estimate, grouped)


def on_duty(unit: UnitOfWork) -> int:
    """How many counsellors can be asked now; those in an interview are not disturbed."""
    query = sa.select(sa.func.count()).where(
        counsellors.c.duty == "on", counsellors.c.disabled.is_(False)
    )
    return int(unit.execute(query).scalar_one())


def anyone_on_duty(unit: UnitOfWork) -> bool:
    """Whether a counsellor can be asked now."""
    return on_duty(unit) > 0


def holder_is_there(unit: UnitOfWork, conversation: int) -> bool:
    """Whether the counsellor who has a conversation is still at work, be it in an interview."""
    mine = open_of(unit, conversation)
    if mine is None or mine.counsellor is None:
        return False
    query = sa.select(counsellors.c.duty).where(
        counsellors.c.id == mine.counsellor, counsellors.c.disabled.is_(False)
    )
    return unit.execute(query).scalar() in ("on", "interview")


def _estimate(
    unit: UnitOfWork, position: int, there: int, now: dt.datetime
) -> Optional[dt.timedelta]:
    """The median of the last waits, for each round until the turn comes; None with nobody there,
    or with too few waits known."""
    query = (
        sa.select(handoffs.c.created, handoffs.c.claimed)
        .where(handoffs.c.counsellor_id.isnot(None), handoffs.c.created >= now - REMEMBERED)
        .order_by(handoffs.c.claimed.desc(), handoffs.c.id.desc())
        .limit(MOST_WAITS)
    )
    waits = [row.claimed - row.created for row in unit.execute(query)]
    if len(waits) < FEWEST_WAITS or there == 0:
        return None
    usual = median(wait.total_seconds() for wait in waits)
    return dt.timedelta(seconds=usual * position / there)
