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
from typing import Optional

from bot.handoff.handoff_repository import Handoff, find_handoff
from bot.storage.conversation_repository import lock_conversation, update_conversation
from bot.storage.reply_repository import find_last_reply_time
from bot.storage.unit_of_work import UnitOfWork

_LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.timezone.utc)


def find_locked_handoff(unit: UnitOfWork, handoff_id: int) -> Optional[Handoff]:
    """The handoff as it is once its conversation is locked; None when it is gone."""
    before = find_handoff(unit, handoff_id)
    if before is None or lock_conversation(unit, before.conversation) is None:
        return None
    return find_handoff(unit, handoff_id)  # it may have changed while we waited


def set_owner(unit: UnitOfWork, conversation: int, owner: str) -> None:
    """Hand the conversation, which must be held, to one of `states.STATES`."""
    update_conversation(unit, conversation, owner=owner)


def last_reply_time(unit: UnitOfWork, conversation: int) -> dt.datetime:
    """When something was last said to a person; while a counsellor is there, it is theirs."""
    return find_last_reply_time(unit, conversation) or _LONG_AGO
