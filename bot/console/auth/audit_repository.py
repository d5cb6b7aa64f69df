"""Rows of the audit trail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

import sqlalchemy as sa

from bot.storage.staff_tables import audit, counsellors
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class AuditLine:
    """A line; `id` increases.

    `who` is the counsellor's id, None for the command line or an unknown account; `name` is the
    account's present name.
    """

    id: int
    who: Optional[int]
    name: Optional[str]
    action: str
    subject: str
    created: dt.datetime


def insert_line(
    unit: UnitOfWork, who: Optional[int], action: str, subject: str, now: dt.datetime
) -> None:
    """Append a line."""
    values = {"counsellor_id": who, "action": action, "subject": subject, "created": now}
    unit.execute(audit.insert().values(values))


def delete_lines_before(unit: UnitOfWork, action: str, before: dt.datetime) -> None:
    """Delete old lines of an action; the database allows it for failed sign-ins only."""
    unit.execute(audit.delete().where(audit.c.action == action, audit.c.created < before))


def list_recent_lines(
    unit: UnitOfWork, limit: int, before: Optional[int] = None
) -> list[AuditLine]:
    """Return at most `limit` lines, the newest first, only those before id `before`."""
    who = (audit.c.counsellor_id, counsellors.c.name)
    query = (
        sa.select(audit.c.id, *who, audit.c.action, audit.c.subject, audit.c.created)
        .select_from(audit.outerjoin(counsellors, counsellors.c.id == audit.c.counsellor_id))
        .order_by(audit.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(audit.c.id < before)
    return [AuditLine(*row) for row in unit.execute(query)]


def list_subjects_since(unit: UnitOfWork, who: int, action: str, since: dt.datetime) -> set[str]:
    """Return the subjects of a counsellor's lines for an action since a time."""
    query = sa.select(audit.c.subject).where(
        audit.c.counsellor_id == who, audit.c.action == action, audit.c.created >= since
    )
    return set(unit.execute(query).scalars())


def find_first_time(unit: UnitOfWork, who: int, action: str, subject: str) -> Optional[dt.datetime]:
    """Return when a counsellor first did an action, or None."""
    mine = (audit.c.counsellor_id == who) & (audit.c.action == action)
    query = sa.select(sa.func.min(audit.c.created)).where(mine, audit.c.subject == subject)
    found: Optional[dt.datetime] = unit.execute(query).scalar()
    return found
