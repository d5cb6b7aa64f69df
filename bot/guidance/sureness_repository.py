"""Rows of how sure people are before and after their guidance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.storage.guidance_tables import sureness
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Sureness:
    """`before` and `after` are 1 to 5, None if not answered."""

    before: Optional[int]
    asked_after: bool
    after: Optional[int]


def find_sureness(unit: UnitOfWork, conversation: int) -> Optional[Sureness]:
    """Return what was asked and answered in a conversation, or None if nothing was asked."""
    columns = (sureness.c.before, sureness.c.asked_after, sureness.c.after)
    row = unit.execute(sa.select(*columns).where(_of(conversation))).first()
    return Sureness(*row) if row else None


def insert_sureness(unit: UnitOfWork, conversation: int) -> None:
    """Store that a conversation was asked."""
    unit.execute(sureness.insert().values(conversation_id=conversation))


def store_before(unit: UnitOfWork, conversation: int, value: int) -> bool:
    """Store the first answer; False if there is one, or the question was not asked."""
    return _update(unit, _of(conversation) & sureness.c.before.is_(None), before=value)


def mark_asked_after(unit: UnitOfWork, conversation: int) -> None:
    """Store that the second question was asked."""
    _update(unit, _of(conversation), asked_after=True)


def store_after(unit: UnitOfWork, conversation: int, value: int, day: dt.date) -> bool:
    """Store the second answer; False if there is one, or the question was not asked."""
    open_one = _of(conversation) & sureness.c.asked_after & sureness.c.after.is_(None)
    return _update(unit, open_one, after=value, day=day)


def _of(conversation: int) -> Any:
    return sureness.c.conversation_id == conversation


def _update(unit: UnitOfWork, where: Any, **values: Any) -> bool:
    return bool(unit.execute(sureness.update().where(where).values(values)).rowcount)
