"""Rows of invitations: links by which a professional answers one question."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.storage.deferred_question_tables import question_invitations as invitations
from bot.storage.unit_of_work import UnitOfWork

_c = invitations.c


@dataclass(frozen=True)
class Invitation:
    """A link; `draft` is what the professional wrote, "" until they did."""

    id: int
    question: int
    expires: dt.datetime
    draft: str
    drafted: Optional[dt.datetime]


def insert_invitation(
    unit: UnitOfWork,
    question: int,
    token_hash: str,
    counsellor: int,
    now: dt.datetime,
    expires: dt.datetime,
) -> None:
    """Insert an invitation."""
    values = {
        "question_id": question,
        "token_hash": token_hash,
        "created_by": counsellor,
        "created": now,
        "expires": expires,
        "draft": "",
    }
    unit.execute(invitations.insert().values(values))


def find_by_token(unit: UnitOfWork, token_hash: str) -> Optional[Invitation]:
    """Return the invitation of a token, or None."""
    return _find(unit, _c.token_hash == token_hash)


def find_of_question(unit: UnitOfWork, question: int) -> Optional[Invitation]:
    """Return the latest invitation of a question, or None."""
    return _find(unit, _c.question_id == question)


def list_states(unit: UnitOfWork) -> dict[int, bool]:
    """Return by question whether its latest invitation has a draft."""
    rows = unit.execute(sa.select(_c.question_id, _c.drafted).order_by(_c.id))
    return {row.question_id: row.drafted is not None for row in rows}


def store_draft(unit: UnitOfWork, number: int, draft: str, now: dt.datetime) -> bool:
    """Store a draft; False if there is one already, or the invitation is gone."""
    open_one = (_c.id == number) & _c.drafted.is_(None)
    changed = unit.execute(invitations.update().where(open_one).values(draft=draft, drafted=now))
    return bool(changed.rowcount)


def delete_invitations(unit: UnitOfWork, question: int) -> None:
    """Delete the invitations of a question: their links open nothing any more."""
    unit.execute(invitations.delete().where(_c.question_id == question))


def delete_expired(unit: UnitOfWork, now: dt.datetime) -> None:
    """Delete the invitations that expired without a draft."""
    unit.execute(invitations.delete().where((_c.expires <= now) & _c.drafted.is_(None)))


def _find(unit: UnitOfWork, where: Any) -> Optional[Invitation]:
    row = unit.execute(sa.select(invitations).where(where).order_by(_c.id.desc()).limit(1)).first()
    return Invitation(row.id, row.question_id, row.expires, row.draft, row.drafted) if row else None
