"""Delete conversations, notebooks, rating comments and the ids of erased messages.

`bot.privacy.erasure` calls `delete_requests`, then deletes messages and replies, then calls
`delete_dialogue_state`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, Optional

import sqlalchemy as sa

from bot.storage.booking_tables import waiting_entries
from bot.storage.channel_tables import routes
from bot.storage.conversation_tables import (
    choices,
    conversations,
    erased_messages,
    notebooks,
    sessions,
    tracker_events,
    unanswered,
)
from bot.storage.deferred_question_tables import deferred_questions
from bot.storage.guidance_tables import sureness
from bot.storage.handoff_tables import alerts, answered, handoffs, ratings
from bot.storage.unit_of_work import UnitOfWork

# Tables that reference a conversation, besides messages and replies.
REQUEST_TABLES = (alerts, answered, deferred_questions, handoffs, choices, waiting_entries)
DIALOGUE_TABLES = (tracker_events, unanswered, sureness)
# Columns of `erased_messages`, by name.
ErasedMessage = dict[str, Any]

_NOTEBOOK_IDENTITIES = sa.select(notebooks.c.id, notebooks.c.created)
_NOTEBOOKS_OF_PERSON = _NOTEBOOK_IDENTITIES.where(notebooks.c.person == sa.bindparam("whose"))


def fetch_erased_through(unit: UnitOfWork, conversation: int) -> int:
    """Return the number of the conversation's last erasure."""
    this_one = conversations.c.id == conversation
    return int(unit.execute(sa.select(conversations.c.erased_through).where(this_one)).scalar_one())


def reset_conversation(unit: UnitOfWork, conversation: int, erased_through: int) -> None:
    """Give a conversation back to the bot, erased through that number."""
    fresh = {"erased_through": erased_through, "owner": "bot", "salience": None}
    unit.execute(conversations.update().where(conversations.c.id == conversation).values(fresh))


def lock_stale_conversations(
    unit: UnitOfWork, before: dt.datetime, unless: Any, most: int
) -> list[int]:
    """Return up to `most` conversations last seen before that time, except where `unless` holds.

    On PostgreSQL the rows are locked and checked again: a message accepted in the meantime keeps
    its conversation, and a later one is refused and sent again.
    """
    condition = (conversations.c.last_seen < before) & ~unless
    query = sa.select(conversations.c.id).where(condition).limit(most)
    if not unit.locks_rows:
        return list(unit.execute(query).scalars())
    held = list(unit.execute(query.with_for_update(skip_locked=True)).scalars())
    still = sa.select(conversations.c.id).where(condition, conversations.c.id.in_(held))
    return list(unit.execute(still).scalars())


def delete_requests(unit: UnitOfWork, conversation_ids: Collection[int]) -> None:
    """Delete the requests to counsellors and the choices of conversations."""
    _delete_of_conversations(unit, REQUEST_TABLES, conversation_ids)


def delete_dialogue_state(unit: UnitOfWork, conversation_ids: Collection[int]) -> None:
    """Delete the trackers and the unanswered questions of conversations."""
    _delete_of_conversations(unit, DIALOGUE_TABLES, conversation_ids)


def delete_conversations(unit: UnitOfWork, conversation_ids: Collection[int]) -> None:
    """Delete empty conversations, with their sessions and delivery addresses."""
    _delete_of_conversations(unit, (sessions, routes), conversation_ids)
    unit.execute(conversations.delete().where(conversations.c.id.in_(conversation_ids)))


def _delete_of_conversations(
    unit: UnitOfWork, tables: Iterable[sa.Table], conversation_ids: Collection[int]
) -> None:
    for table in tables:
        unit.execute(table.delete().where(table.c.conversation_id.in_(conversation_ids)))


def list_notebook_identities(unit: UnitOfWork, person: Optional[str] = None) -> list[Any]:
    """Return `id` and `created` of the notebooks of a person, or of everybody."""
    if person is None:
        return list(unit.execute(_NOTEBOOK_IDENTITIES))
    return list(unit.execute(_NOTEBOOKS_OF_PERSON, {"whose": person}))


def find_person_by_code(unit: UnitOfWork, code_hash: str) -> Optional[str]:
    """Return the owner of the notebook that a code opens, or None."""
    query = sa.select(notebooks.c.person).where(notebooks.c.code_hash == code_hash)
    return unit.execute(query).scalar()


def list_unused_notebooks(unit: UnitOfWork, before: dt.datetime, most: int) -> list[int]:
    """Return the ids of up to `most` notebooks last used before that time."""
    query = sa.select(notebooks.c.id).where(notebooks.c.last_used < before).limit(most)
    return list(unit.execute(query).scalars())


def delete_notebooks(unit: UnitOfWork, notebook_ids: Collection[int]) -> None:
    """Delete notebooks by their ids."""
    unit.execute(notebooks.delete().where(notebooks.c.id.in_(notebook_ids)))


def delete_notebooks_of(unit: UnitOfWork, person: str) -> None:
    """Delete the notebooks of a person."""
    unit.execute(notebooks.delete().where(notebooks.c.person == person))


def clear_rating_sentences(unit: UnitOfWork, before: dt.date) -> None:
    """Delete the comments of ratings older than that day; the scores stay."""
    unit.execute(ratings.update().where(ratings.c.day < before).values(sentence=""))


def list_erased_messages(unit: UnitOfWork) -> list[ErasedMessage]:
    """Return the ids of erased messages, which platforms may send again."""
    return [dict(row) for row in unit.execute(sa.select(erased_messages)).mappings()]


def insert_erased_messages(unit: UnitOfWork, found: list[ErasedMessage]) -> None:
    """Insert ids of erased messages: at least one, all of them new."""
    unit.execute(erased_messages.insert(), found)


def delete_erased_messages(unit: UnitOfWork, before: dt.datetime) -> None:
    """Delete the ids of messages erased before that time."""
    unit.execute(erased_messages.delete().where(erased_messages.c.created < before))
