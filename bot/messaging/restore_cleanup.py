"""What was under way when a backup was made is over when it is restored: whoever waited then was
answered then. Nothing of it is said a second time."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot.privacy import delivery_address_repository
from bot.storage.channel_tables import routes
from bot.storage.conversation_tables import inbox
from bot.storage.unit_of_work import UnitOfWork

# A backup that is restored at once, before an update that failed: what waits is answered.
MAX_PENDING_AGE = dt.timedelta(hours=1)


def close_stale_messages(unit: UnitOfWork, now: dt.datetime) -> None:
    """Messages that have waited for longer are closed without an answer, and no reply of then
    leaves any more."""
    old = (inbox.c.status == "waiting") & (inbox.c.received < now - MAX_PENDING_AGE)
    unit.execute(inbox.update().where(old).values(status="failed", code_hash=None))
    quiet = sa.select(routes.c.conversation_id).where(routes.c.heard < now - MAX_PENDING_AGE)
    for conversation in unit.execute(quiet).scalars().all():
        delivery_address_repository.skip_unsent_replies(unit, conversation)
