"""Cleanup after a restore: messages and replies pending in the backup are not processed again."""

from __future__ import annotations

import datetime as dt

from bot.privacy import delivery_address_repository
from bot.storage.message_repository import close_older_messages
from bot.storage.unit_of_work import UnitOfWork

# After a restore right away, as when an update failed, waiting messages are still answered.
MAX_PENDING_AGE = dt.timedelta(hours=1)


def close_stale_messages(unit: UnitOfWork, now: dt.datetime) -> None:
    """Close messages older than `MAX_PENDING_AGE` unanswered, and drop unsent replies of
    conversations without a recent message."""
    before = now - MAX_PENDING_AGE
    close_older_messages(unit, before)
    for conversation in delivery_address_repository.list_quiet_conversations(unit, before):
        delivery_address_repository.skip_unsent_replies(unit, conversation)
