"""Rows of sessions, found by the keyed hash of their token or by their id."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple, Optional

import sqlalchemy as sa

from bot.storage.staff_tables import console_sessions as table
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class StaffSession:
    """A session. `id` designates it on pages, to end it, and grants nothing. `duty` is that of its
    counsellor: `on`, `interview` or `off`."""

    id: int
    counsellor: int
    name: str
    role: str
    created: dt.datetime
    last_seen: dt.datetime
    duty: str


class SessionWindow(NamedTuple):
    """Valid sessions: created after `created_after`, and used after `seen_after`.

    Of counsellors on duty or in an interview, an open page is enough: it is locked then.
    """

    seen_after: dt.datetime
    created_after: dt.datetime


def insert_session(unit: UnitOfWork, counsellor: int, token_hash: str, now: dt.datetime) -> None:
    """Insert a session that begins now."""
    values = {"counsellor_id": counsellor, "created": now, "last_seen": now, "alive": now}
    unit.execute(table.insert().values(token_hash=token_hash, **values))


def find_session(
    unit: UnitOfWork, token_hash: str, window: SessionWindow
) -> Optional[StaffSession]:
    """Return the valid session of an active account, or None."""
    row = unit.execute(_select_open(window).where(table.c.token_hash == token_hash)).first()
    return StaffSession(*row) if row is not None else None


def list_sessions(unit: UnitOfWork, counsellor: int, window: SessionWindow) -> list[StaffSession]:
    """Return the valid sessions of an account, the latest first."""
    mine = _select_open(window).where(table.c.counsellor_id == counsellor)
    return [StaffSession(*row) for row in unit.execute(mine.order_by(table.c.id.desc()))]


def touch_session(unit: UnitOfWork, session: int, now: dt.datetime) -> None:
    """Store the time of last use. An ended session stays ended."""
    unit.execute(table.update().where(table.c.id == session).values(last_seen=now, alive=now))


def mark_alive(unit: UnitOfWork, session: int, now: dt.datetime) -> None:
    """Store the time of the last sign of life of a page, which is not a use."""
    unit.execute(table.update().where(table.c.id == session).values(alive=now))


def delete_by_token(unit: UnitOfWork, token_hash: str) -> None:
    """Delete the session of a token, if there is one."""
    unit.execute(table.delete().where(table.c.token_hash == token_hash))


def delete_session(unit: UnitOfWork, session: int, counsellor: int) -> None:
    """Delete a session of this account by its id, if there is one."""
    mine = sa.and_(table.c.id == session, table.c.counsellor_id == counsellor)
    unit.execute(table.delete().where(mine))


def delete_sessions(unit: UnitOfWork, counsellor: int, exclude_id: Optional[int] = None) -> int:
    """Delete all sessions of an account, or all but one. Returns how many."""
    mine = table.c.counsellor_id == counsellor
    if exclude_id is not None:
        mine = sa.and_(mine, table.c.id != exclude_id)
    return int(unit.execute(table.delete().where(mine)).rowcount)


def delete_outside(unit: UnitOfWork, window: SessionWindow) -> int:
    """Delete expired sessions. Returns how many."""
    return int(unit.execute(table.delete().where(sa.not_(_is_in_time(window)))).rowcount)


def end_duties_outside(unit: UnitOfWork, window: SessionWindow) -> int:
    """Set every counsellor without a valid session off duty. Returns how many were on duty."""
    present = sa.select(table.c.counsellor_id).where(_is_in_time(window))
    absent = (counsellors.c.duty != "off") & counsellors.c.id.not_in(present)
    return int(unit.execute(counsellors.update().where(absent).values(duty="off")).rowcount)


def _select_open(window: SessionWindow) -> Any:
    owner = (table.c.counsellor_id, counsellors.c.name, counsellors.c.role)
    return (
        sa.select(table.c.id, *owner, table.c.created, table.c.last_seen, counsellors.c.duty)
        .select_from(table.join(counsellors, counsellors.c.id == table.c.counsellor_id))
        .where(_is_in_time(window), sa.not_(counsellors.c.disabled))
    )


def _is_in_time(window: SessionWindow) -> Any:
    at_work = sa.select(counsellors.c.id).where(counsellors.c.duty != "off")
    is_open = (table.c.alive > window.seen_after) & table.c.counsellor_id.in_(at_work)
    is_used = table.c.last_seen > window.seen_after
    return sa.and_(sa.or_(is_used, is_open), table.c.created > window.created_after)
