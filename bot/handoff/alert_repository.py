"""Queries and updates of alerts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa

from bot.storage.handoff_tables import alerts
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Alert:
    """A signal of distress. `agreed`: the person consents to the reading of their messages from
    `from_message` to `until_message`. `seen_by`, `read_by`: the first counsellor who did.
    """

    id: int
    conversation: int
    from_message: int
    until_message: int
    agreed: bool
    created: dt.datetime
    seen_by: Optional[int]
    read_by: Optional[int]


def find_alert(unit: UnitOfWork, alert_id: int) -> Optional[Alert]:
    """Return the alert, or None if it does not exist or was erased."""
    row = unit.execute(sa.select(alerts).where(alerts.c.id == alert_id)).first()
    return _from_row(row) if row else None


def find_newest_alert(unit: UnitOfWork, conversation: int) -> Optional[Alert]:
    """Return the last alert of a conversation, the only one that may be unseen, or None."""
    query = sa.select(alerts).where(alerts.c.conversation_id == conversation)
    row = unit.execute(query.order_by(alerts.c.id.desc()).limit(1)).first()
    return _from_row(row) if row else None


def list_unseen_alerts(unit: UnitOfWork) -> list[Alert]:
    """Return the unseen alerts by id, so that a renewed alert keeps its place."""
    query = sa.select(alerts).where(alerts.c.seen_by.is_(None))
    return [_from_row(row) for row in unit.execute(query.order_by(alerts.c.id))]


def order_for_locking(unit: UnitOfWork, alert_ids: Collection[int]) -> list[int]:
    """Return the existing ids by conversation, the common order of locking."""
    query = sa.select(alerts.c.id).where(alerts.c.id.in_(alert_ids))
    return list(unit.execute(query.order_by(alerts.c.conversation_id, alerts.c.id)).scalars())


def insert_alert(unit: UnitOfWork, conversation: int, **values: Any) -> None:
    """Insert an unseen alert; the conversation must be locked."""
    unit.execute(alerts.insert().values(conversation_id=conversation, **values))


def update_alert(unit: UnitOfWork, alert_id: int, **values: Any) -> None:
    """Update columns of an alert."""
    unit.execute(alerts.update().where(alerts.c.id == alert_id).values(**values))


def set_seen_by(unit: UnitOfWork, alert_id: int, counsellor_id: int) -> bool:
    """Mark an alert as seen; return False if it already was."""
    unseen = (alerts.c.id == alert_id) & alerts.c.seen_by.is_(None)
    changed = unit.execute(alerts.update().where(unseen).values(seen_by=counsellor_id))
    return bool(changed.rowcount == 1)


def withdraw_consents(unit: UnitOfWork, conversation: int) -> None:
    """Withdraw the consent of all alerts of a conversation."""
    mine = alerts.c.conversation_id == conversation
    unit.execute(alerts.update().where(mine).values(agreed=False))


def was_episode_read(unit: UnitOfWork, alert: Alert) -> bool:
    """Whether an alert of the conversation that starts at the same message was read."""
    query = sa.select(alerts.c.id).where(
        alerts.c.conversation_id == alert.conversation,
        alerts.c.from_message == alert.from_message,
        alerts.c.read_by.isnot(None),
    )
    return unit.execute(query.limit(1)).first() is not None


def _from_row(row: Any) -> Alert:
    values = dict(row._mapping)
    return Alert(conversation=values.pop("conversation_id"), **values)
