"""« Signal grave »: tells counsellors on duty that somebody may need a human now (S5). No content.

Nobody on duty: no alert, and the person is told so by the caller.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from bot.handoff import errors
from bot.handoff.owning import hold
from bot.handoff.waiting import anyone_on_duty
from bot.storage.handoff_tables import alerts
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Alert:
    """That there was a signal, and when. `agreed`: the person agreed that a counsellor reads on."""

    id: int
    conversation: int
    agreed: bool
    created: dt.datetime


def raise_alert(
    unit: UnitOfWork, conversation: int, now: dt.datetime, agreed: bool = False
) -> bool:
    """Whether counsellors on duty have an alert for this conversation now.

    One that nobody saw yet is not doubled: it is of now again, so that it calls once more. An
    agreement given since is added to it.

    Raises:
        UnknownConversation: also when it was erased.
    """
    if hold(unit, conversation) is None:
        raise errors.UnknownConversation(conversation)
    if not anyone_on_duty(unit):
        return False
    standing = sa.and_(alerts.c.conversation_id == conversation, alerts.c.seen_by.is_(None))
    found = unit.execute(sa.select(alerts.c.agreed).where(standing)).first()
    if found is None:
        unit.execute(
            alerts.insert().values(conversation_id=conversation, agreed=agreed, created=now)
        )
    else:
        values = {"agreed": agreed or found.agreed, "created": now}
        unit.execute(alerts.update().where(standing).values(values))
    return True


def unseen(unit: UnitOfWork) -> list[Alert]:
    """The alerts that nobody saw yet, the oldest first."""
    query = sa.select(
        alerts.c.id, alerts.c.conversation_id, alerts.c.agreed, alerts.c.created
    ).where(alerts.c.seen_by.is_(None))
    return [Alert(*row) for row in unit.execute(query.order_by(alerts.c.created, alerts.c.id))]


def see(unit: UnitOfWork, alert_id: int, counsellor_id: int) -> bool:
    """A counsellor takes note of an alert; False when another did before, or it was erased."""
    seen = unit.execute(
        alerts.update()
        .where(alerts.c.id == alert_id, alerts.c.seen_by.is_(None))
        .values(seen_by=counsellor_id)
    )
    return bool(seen.rowcount == 1)
