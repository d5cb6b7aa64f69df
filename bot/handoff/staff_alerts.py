"""« Signal grave »: alerts counsellors on duty that a person may need a human now (S5).

Alerts have no content; reading the messages requires consent (`bot.handoff.alert_consent`). Without
anybody on duty there is no alert, which the caller tells the person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Optional

from bot.handoff import alert_repository, handoff_errors
from bot.handoff.alert_repository import Alert
from bot.handoff.queue_wait import is_anyone_on_duty
from bot.storage.conversation_repository import lock_conversation
from bot.storage.unit_of_work import UnitOfWork

# Signals within this time belong to one episode, in which the person is asked for consent once.
EPISODE_WINDOW = dt.timedelta(hours=2)


@dataclass(frozen=True)
class AlertResult:
    """A raised alert. `again`: not the first of its episode, so the person was asked for consent;
    `agreed`: consent was given and not withdrawn."""

    again: bool = False
    agreed: bool = False


def raise_alert(
    unit: UnitOfWork, conversation: int, message: int, now: dt.datetime
) -> Optional[AlertResult]:
    """Raise an alert about a message, by number; return None if nobody is on duty.

    An unseen alert is renewed instead of adding another.

    Raises:
        UnknownConversation: the conversation does not exist or was erased.
    """
    if lock_conversation(unit, conversation) is None:
        raise handoff_errors.UnknownConversation(conversation)
    if not is_anyone_on_duty(unit):
        return None
    last = alert_repository.find_newest_alert(unit, conversation)
    earlier = last if is_same_episode(last, now) else None
    if last is None or last.seen_by is not None:
        since = earlier.from_message if earlier else message
        alert_repository.insert_alert(unit, conversation, from_message=since, created=now)
        return AlertResult(again=earlier is not None)
    values: dict[str, Any] = {"created": now}
    if earlier is None:
        values.update(from_message=message, until_message=0, agreed=False, read_by=None)
    alert_repository.update_alert(unit, last.id, **values)
    return AlertResult(earlier is not None, earlier is not None and last.agreed)


def is_same_episode(last: Optional[Alert], now: dt.datetime) -> bool:
    """Whether an alert (or None) is recent enough to belong to the current episode."""
    return last is not None and now - last.created <= EPISODE_WINDOW


def mark_alert_seen(unit: UnitOfWork, alert_id: int, counsellor_id: int) -> bool:
    """Mark an alert as seen; return False if it already was, or was erased."""
    if lock_alert(unit, alert_id) is None:
        return False
    return alert_repository.set_seen_by(unit, alert_id, counsellor_id)


def mark_alerts_seen(unit: UnitOfWork, alert_ids: Collection[int], counsellor_id: int) -> list[int]:
    """Mark alerts as seen and return the ids of those that were unseen."""
    ordered = alert_repository.order_for_locking(unit, alert_ids)
    return [alert_id for alert_id in ordered if mark_alert_seen(unit, alert_id, counsellor_id)]


def lock_alert(unit: UnitOfWork, alert_id: int) -> Optional[Alert]:
    """Lock the conversation of an alert and return the alert, or None if it was erased."""
    before = alert_repository.find_alert(unit, alert_id)
    if before is None or lock_conversation(unit, before.conversation) is None:
        return None
    return alert_repository.find_alert(unit, alert_id)  # may have changed before the lock
