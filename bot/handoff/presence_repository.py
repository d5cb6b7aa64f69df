"""Queries of the presence of counsellors, in the sessions of the console."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa

from bot.storage.staff_tables import console_sessions, counsellors
from bot.storage.unit_of_work import UnitOfWork


class PresenceWindow(NamedTuple):
    """A counsellor is present with a session alive after `alive_after` and used after
    `input_after`."""

    alive_after: dt.datetime
    input_after: dt.datetime


def list_absent(unit: UnitOfWork, window: PresenceWindow, among: Collection[int]) -> list[int]:
    """Return the ids of the counsellors who are not present, without those in an interview."""
    here = sa.select(console_sessions.c.counsellor_id).where(
        sa.func.coalesce(console_sessions.c.alive, console_sessions.c.last_seen)
        > window.alive_after,
        console_sessions.c.last_seen > window.input_after,
    )
    query = sa.select(counsellors.c.id).where(
        counsellors.c.id.in_(among),
        counsellors.c.duty != "interview",
        counsellors.c.id.not_in(here),
    )
    return list(unit.execute(query.order_by(counsellors.c.id)).scalars())


def list_with_input(unit: UnitOfWork, since: dt.datetime, among: Collection[int]) -> list[int]:
    """Return the ids of the counsellors who did something in the console after `since`."""
    query = sa.select(console_sessions.c.counsellor_id).where(
        console_sessions.c.counsellor_id.in_(among), console_sessions.c.last_seen > since
    )
    return sorted(set(unit.execute(query).scalars()))


def list_on_duty(unit: UnitOfWork) -> list[tuple[int, str]]:
    """Return id and name of the counsellors on duty, by name."""
    query = sa.select(counsellors.c.id, counsellors.c.name).where(
        counsellors.c.duty == "on", counsellors.c.disabled.is_(False)
    )
    return [(row.id, row.name) for row in unit.execute(query.order_by(counsellors.c.name))]
