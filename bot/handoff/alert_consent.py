"""Whether a counsellor may read what led to an alert: the person's to say, and to take back (S5).

No, unless they say yes. What a yes opens is what they typed from the message that alerted to the
yes, as the inbox holds it, redacted: nothing before, nothing after, no reply. Each of these holds
the conversation, so that reading and taking back come one after the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.choice_payloads import AskHuman
from bot.handoff import handoff_errors
from bot.handoff.alert_repository import (
    find_newest_alert,
    insert_alert,
    update_alert,
    was_episode_read,
    withdraw_consents,
)
from bot.handoff.queue_wait import is_anyone_on_duty
from bot.handoff.staff_alerts import is_same_episode, lock_alert
from bot.storage.conversation_repository import lock_conversation
from bot.storage.message_history_repository import list_typed_messages
from bot.storage.message_repository import last_message_number
from bot.storage.unit_of_work import UnitOfWork

_BUTTONS = (AskHuman.LET_READ, AskHuman.KEEP_BACK)


@dataclass(frozen=True)
class AlertMessage:
    """A message of the person, and when it came."""

    text: str
    at: dt.datetime


def is_alert_button(intent: str, carried: Mapping[str, Any]) -> bool:
    """Whether a button with this meaning was one of these two."""
    return intent == "ask_human" and AskHuman.parse(carried.get("value")) in _BUTTONS


def grant_consent(unit: UnitOfWork, conversation: int, now: dt.datetime) -> None:
    """A counsellor on duty may read it. An alert that was seen already calls once more.

    Raises:
        NobodyOnDuty: nobody would read.
        AlertExpired: the last alert is of another time, or there is none.
    """
    row = lock_conversation(unit, conversation)
    last = find_newest_alert(unit, conversation)
    if row is None or last is None or not is_same_episode(last, now):
        raise handoff_errors.AlertExpired(conversation)
    if not is_anyone_on_duty(unit):
        raise handoff_errors.NobodyOnDuty
    opened = {"agreed": True, "until_message": last_message_number(unit, row), "created": now}
    if last.seen_by is None:
        update_alert(unit, last.id, **opened)
    else:
        insert_alert(unit, conversation, from_message=last.from_message, **opened)


def withdraw_consent(unit: UnitOfWork, conversation: int) -> bool:
    """Nobody may read from now on; whether nobody had. Also the answer to « non »."""
    lock_conversation(unit, conversation)
    last = find_newest_alert(unit, conversation)
    if last is None:
        return True
    withdraw_consents(unit, conversation)
    return not was_episode_read(unit, last)


def read_alert_messages(unit: UnitOfWork, alert_id: int, counsellor_id: int) -> list[AlertMessage]:
    """What was agreed to be read; the first who does is written down beside it.

    Raises:
        ConsentMissing: the person did not agree, or took it back; a colleague took note of the
            alert; or it was erased.
    """
    alert = lock_alert(unit, alert_id)
    if alert is None or not alert.agreed or alert.seen_by is not None:
        raise handoff_errors.ConsentMissing(alert_id)
    if alert.read_by is None:
        update_alert(unit, alert_id, read_by=counsellor_id)
    typed = list_typed_messages(unit, alert.conversation, alert.from_message, alert.until_message)
    return [AlertMessage(row.body, row.received) for row in typed]
