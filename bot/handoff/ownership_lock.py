"""The owner of a conversation, which is only changed while its row is locked.

A bot turn (`bot.messaging.turn_processor`) locks the row, reads `owner` and writes its replies in
one transaction. As a handoff takes the same lock, it waits for a running turn, and a later turn
skips the row or reads the new owner: no reply of the bot is committed after a claim.

The conversation is locked before the handoff is read again and before other locks (counsellors).
This order is the same everywhere, which prevents deadlocks.
"""

from __future__ import annotations

from typing import Optional

from bot.handoff.handoff_repository import Handoff, find_handoff
from bot.storage.conversation_repository import lock_conversation, update_conversation
from bot.storage.unit_of_work import UnitOfWork


def find_locked_handoff(unit: UnitOfWork, handoff_id: int) -> Optional[Handoff]:
    """Lock the conversation of a handoff and return the handoff, or None if it was erased."""
    before = find_handoff(unit, handoff_id)
    if before is None or lock_conversation(unit, before.conversation) is None:
        return None
    return find_handoff(unit, handoff_id)  # may have changed before the lock


def set_owner(unit: UnitOfWork, conversation: int, owner: str) -> None:
    """Set the owner of a locked conversation to one of `states.OWNERS`."""
    update_conversation(unit, conversation, owner=owner)
