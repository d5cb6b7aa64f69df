"""What was under way when a backup was made is over when it is restored: whoever waited then was
answered then. Nothing of it is said a second time."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot.privacy import routing
from bot.storage.channel_tables import routes
from bot.storage.tables import inbox
from bot.storage.unit_of_work import UnitOfWork

# A backup that is restored at once, before an update that failed: what waits is answered.
RECENT = dt.timedelta(hours=1)


def let_go(unit: UnitOfWork, now: dt.datetime) -> None:
    """Messages that have waited for longer are closed without an answer, and no reply of then
    leaves any more."""
    old = (inbox.c.status == "waiting") & (inbox.c.received < now - RECENT)
    unit.execute(inbox.update().where(old).values(status="failed", code_hash=None))
    quiet = sa.select(routes.c.conversation_id).where(routes.c.heard < now - RECENT)
    for conversation in unit.execute(quiet).scalars().all():
        routing.skip(unit, conversation)
