"""« Signal grave »: tells counsellors on duty that somebody may need a human now (S5). No content.

Nobody on duty: no alert, and the person is told so by the caller. Whether what was written may be
read is the person's to say: `bot.handoff.alert_consent`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.handoff import handoff_errors
from bot.handoff.queue_wait import is_anyone_on_duty
from bot.storage.conversation_repository import lock_conversation
from bot.storage.handoff_tables import alerts
from bot.storage.unit_of_work import UnitOfWork

# Signals that follow each other within so long are of one time: the person is asked once.
EPISODE_WINDOW = dt.timedelta(hours=2)


@dataclass(frozen=True)
class Alert:
    """That there was a signal, and when. `agreed`: the person agreed that a counsellor reads on."""

    id: int
    conversation: int
    agreed: bool
    created: dt.datetime


@dataclass(frozen=True)
class AlertResult:
    """Counsellors on duty have an alert now. `again`: they had one of this time before, and the
    person was asked whether it may be read; `agreed`: they said yes, and it stands."""

    again: bool = False
    agreed: bool = False


def raise_alert(
    unit: UnitOfWork, conversation: int, message: int, now: dt.datetime
) -> Optional[AlertResult]:
    """Alert about the person's message of this number; None when nobody is on duty.

    An alert that nobody saw yet is not doubled: it is of now again, so that it calls once more.

    Raises:
        UnknownConversation: also when it was erased.
    """
    if lock_conversation(unit, conversation) is None:
        raise handoff_errors.UnknownConversation(conversation)
    if not is_anyone_on_duty(unit):
        return None
    last = find_newest_alert(unit, conversation)
    again = is_same_episode(last, now)
    since = last.from_message if again else message
    if last is None or last.seen_by is not None:
        insert_alert(unit, conversation, from_message=since, created=now)
        return AlertResult(again)
    values: dict[str, Any] = {"created": now}
    if not again:
        values.update(from_message=since, until_message=0, agreed=False, read_by=None)
    unit.execute(alerts.update().where(alerts.c.id == last.id).values(values))
    return AlertResult(again, again and last.agreed)


def find_newest_alert(unit: UnitOfWork, conversation: int) -> Any:
    """The last alert of a conversation, as a row; only this one may be unseen."""
    query = sa.select(alerts).where(alerts.c.conversation_id == conversation)
    return unit.execute(query.order_by(alerts.c.id.desc()).limit(1)).first()


def is_same_episode(last: Any, now: dt.datetime) -> bool:
    """Whether an alert (None: there is none) called so lately that it is still about the same."""
    return last is not None and now - last.created <= EPISODE_WINDOW


def insert_alert(unit: UnitOfWork, conversation: int, **values: Any) -> None:
    """A new alert, which nobody saw yet; the conversation must be held."""
    unit.execute(alerts.insert().values(conversation_id=conversation, **values))


def list_unseen_alerts(unit: UnitOfWork) -> list[Alert]:
    """The alerts that nobody saw yet, whoever called first before the others: calling again loses
    nobody their place."""
    query = sa.select(
        alerts.c.id, alerts.c.conversation_id, alerts.c.agreed, alerts.c.created
    ).where(alerts.c.seen_by.is_(None))
    return [Alert(*row) for row in unit.execute(query.order_by(alerts.c.id))]


def mark_alert_seen(unit: UnitOfWork, alert_id: int, counsellor_id: int) -> bool:
    """A counsellor takes note of an alert; False when another did before, or it was erased."""
    if lock_alert(unit, alert_id) is None:
        return False
    seen = unit.execute(
        alerts.update()
        .where(alerts.c.id == alert_id, alerts.c.seen_by.is_(None))
        .values(seen_by=counsellor_id)
    )
    return bool(seen.rowcount == 1)


def mark_alerts_seen(unit: UnitOfWork, alert_ids: Collection[int], counsellor_id: int) -> list[int]:
    """The same for several, locked in one order; those that nobody saw before."""
    query = sa.select(alerts.c.id).where(alerts.c.id.in_(alert_ids))
    found = list(unit.execute(query.order_by(alerts.c.conversation_id, alerts.c.id)).scalars())
    return [each for each in found if mark_alert_seen(unit, each, counsellor_id)]


def lock_alert(unit: UnitOfWork, alert_id: int) -> Any:
    """An alert as it is once its conversation is locked, as a row; None when it is gone."""
    mine = sa.select(alerts).where(alerts.c.id == alert_id)
    before = unit.execute(mine).first()
    if before is None or lock_conversation(unit, before.conversation_id) is None:
        return None
    return unit.execute(mine).first()  # it may have changed while we waited
