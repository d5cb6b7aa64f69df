"""Rows of the base entries that were answers in a conversation."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from bot.storage.handoff_tables import answered
from bot.storage.unit_of_work import UnitOfWork

MAX_ENTRIES = 8

# Built once: building a statement costs as much as executing it.
_OF_CONVERSATION = answered.c.conversation_id == sa.bindparam("conversation")
_INSERT = answered.insert()
_DELETE_SAME = answered.delete().where(_OF_CONVERSATION, answered.c.entry == sa.bindparam("told"))
_COUNT = sa.select(sa.func.count()).select_from(answered).where(_OF_CONVERSATION)
_SELECT_KEPT = (
    sa.select(answered.c.id)
    .where(_OF_CONVERSATION)
    .order_by(answered.c.id.desc())
    .limit(MAX_ENTRIES)
)
_DELETE_OLDEST = answered.delete().where(_OF_CONVERSATION, answered.c.id.not_in(_SELECT_KEPT))


def store_answered_entry(unit: UnitOfWork, conversation: int, entry: str) -> None:
    """Store an entry as the newest one, and delete the oldest beyond MAX_ENTRIES."""
    mine = {"conversation": conversation, "told": entry}
    unit.execute(_DELETE_SAME, mine)
    unit.execute(_INSERT, {"conversation_id": conversation, "entry": entry})
    if unit.execute(_COUNT, mine).scalar_one() > MAX_ENTRIES:
        unit.execute(_DELETE_OLDEST, mine)


def delete_answered_entries(unit: UnitOfWork, conversation: int, entries: Iterable[str]) -> None:
    """Delete entries of a conversation."""
    mine = answered.c.conversation_id == conversation
    unit.execute(answered.delete().where(mine, answered.c.entry.in_(list(entries))))


def count_answers_by_entry(unit: UnitOfWork) -> dict[str, int]:
    """Return the number of stored conversations in which each entry was an answer."""
    counted = sa.select(answered.c.entry, sa.func.count()).group_by(answered.c.entry)
    return dict(map(tuple, unit.execute(counted)))


def list_answered_entries(unit: UnitOfWork, conversation: int) -> list[str]:
    """Return the entry ids of a conversation, the newest first."""
    return list(unit.execute(_select_newest(conversation, answered.c.entry)).scalars())


def _select_newest(conversation: int, column: sa.Column) -> sa.Select:
    mine = answered.c.conversation_id == conversation
    return sa.select(column).where(mine).order_by(answered.c.id.desc()).limit(MAX_ENTRIES)
