"""The conversation's row: its lock, and who owns it. Whoever changes the owner holds the lock.

A bot turn (`bot.messaging.turn_processor`) locks this row, reads `owner`, and writes its replies in
that one transaction. Locking the same row here, in the same strength, makes the two exclude each
other: whoever takes over waits until a running turn has committed, and a turn that comes later
skips the row or reads the new owner. So no reply of the bot is committed after a claim is.

The lock comes before the handoff is read again, and before all other locks (conversation, then
counsellor): one order everywhere, so that two of us cannot wait for each other.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Optional

import sqlalchemy as sa

from bot.handoff.handoff_repository import Handoff, find_handoff
from bot.storage.conversation_tables import conversations, inbox, outbox
from bot.storage.unit_of_work import UnitOfWork

_LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.timezone.utc)


def lock_conversation(unit: UnitOfWork, conversation: int, wait: bool = True) -> Any:
    """The conversation's row, locked until the transaction ends.

    None when it is gone or, without `wait`, when somebody else holds it.
    """
    query = sa.select(conversations).where(conversations.c.id == conversation)
    if unit.locks_rows:  # SQLite has one writer at a time, since its BEGIN IMMEDIATE
        # As the turn does it: a full FOR UPDATE would stop the person's messages coming in.
        query = query.with_for_update(key_share=True, skip_locked=not wait)
    return unit.execute(query).first()


def find_locked_handoff(unit: UnitOfWork, handoff_id: int) -> Optional[Handoff]:
    """The handoff as it is once its conversation is locked; None when it is gone."""
    before = find_handoff(unit, handoff_id)
    if before is None or lock_conversation(unit, before.conversation) is None:
        return None
    return find_handoff(unit, handoff_id)  # it may have changed while we waited


def set_owner(unit: UnitOfWork, conversation: int, owner: str) -> None:
    """Hand the conversation, which must be held, to one of `states.STATES`."""
    mine = conversations.c.id == conversation
    unit.execute(conversations.update().where(mine).values(owner=owner))


def last_message_number(unit: UnitOfWork, row: Any) -> int:
    """The number of the person's last message; `row` is what `hold` returned."""
    query = sa.select(sa.func.max(inbox.c.seq)).where(inbox.c.conversation_id == row.id)
    return unit.execute(query).scalar() or row.erased_through


def last_reply_time(unit: UnitOfWork, conversation: int) -> dt.datetime:
    """When something was last said to a person; while a counsellor is there, it is theirs."""
    query = sa.select(sa.func.max(outbox.c.created)).where(outbox.c.conversation_id == conversation)
    return unit.execute(query).scalar() or _LONG_AGO
