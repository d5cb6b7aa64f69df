"""« Signal grave »: tells counsellors on duty that somebody may need a human now (S5). No content.

Nobody on duty: no alert, and the person is told so by the caller. Whether what was written may be
read is the person's to say: `bot.handoff.alert_consent`.
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

# Signals that follow each other within so long are of one time: the person is asked once.
EPISODE_WINDOW = dt.timedelta(hours=2)


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
    """Whether an alert (None: there is none) called so lately that it is still about the same."""
    return last is not None and now - last.created <= EPISODE_WINDOW


def mark_alert_seen(unit: UnitOfWork, alert_id: int, counsellor_id: int) -> bool:
    """A counsellor takes note of an alert; False when another did before, or it was erased."""
    if lock_alert(unit, alert_id) is None:
        return False
    return alert_repository.set_seen_by(unit, alert_id, counsellor_id)


def mark_alerts_seen(unit: UnitOfWork, alert_ids: Collection[int], counsellor_id: int) -> list[int]:
    """The same for several, locked in one order; those that nobody saw before."""
    found = alert_repository.order_for_locking(unit, alert_ids)
    return [each for each in found if mark_alert_seen(unit, each, counsellor_id)]


def lock_alert(unit: UnitOfWork, alert_id: int) -> Optional[Alert]:
    """An alert as it is once its conversation is locked; None when it is gone."""
    before = alert_repository.find_alert(unit, alert_id)
    if before is None or lock_conversation(unit, before.conversation) is None:
        return None
    return alert_repository.find_alert(unit, alert_id)  # it may have changed while we waited
