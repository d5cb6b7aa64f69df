"""What was under way when a backup was made is over when it is restored: whoever waited then was
answered then. Nothing of it is said a second time."""

from __future__ import annotations

import datetime as dt

from bot.privacy import delivery_address_repository
from bot.storage.message_repository import close_older_messages
from bot.storage.unit_of_work import UnitOfWork

# A backup that is restored at once, before an update that failed: what waits is answered.
MAX_PENDING_AGE = dt.timedelta(hours=1)


def close_stale_messages(unit: UnitOfWork, now: dt.datetime) -> None:
    """Messages that have waited for longer are closed without an answer, and no reply of then
    leaves any more."""
    before = now - MAX_PENDING_AGE
    close_older_messages(unit, before)
    for conversation in delivery_address_repository.list_quiet_conversations(unit, before):
        delivery_address_repository.skip_unsent_replies(unit, conversation)
