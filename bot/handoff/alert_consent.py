"""Consent of a person to have the messages that led to an alert read by a counsellor (S5).

Consent is opt-in and can be withdrawn. It covers the messages typed from the alerting one to the
consent, redacted as in the inbox; no earlier or later ones and no replies. All functions lock the
conversation, so that reading and withdrawal are serialised.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

from bot.handoff import handoff_errors
from bot.handoff.alert_repository import (
    Alert,
    find_newest_alert,
    insert_alert,
    set_seen_by,
    update_alert,
    was_episode_read,
    withdraw_consents,
)
from bot.handoff.handoff_repository import Handoff, find_open_handoff, update_handoff
from bot.handoff.queue_wait import is_anyone_on_duty
from bot.handoff.staff_alerts import is_same_episode, lock_alert
from bot.storage.conversation_repository import lock_conversation
from bot.storage.message_history_repository import list_typed_messages
from bot.storage.message_repository import last_message_number
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class AlertMessage:
    """A message of the person and when it was received."""

    text: str
    at: dt.datetime


def grant_consent(unit: UnitOfWork, conversation: int, now: dt.datetime) -> None:
    """Let a counsellor on duty read the messages, and keep the consent with an open request.

    If the alert was seen already, raise a new one, unless a counsellor has the conversation.

    Raises:
        NobodyOnDuty: no counsellor is on duty.
        AlertExpired: there is no alert of the current episode.
    """
    row = lock_conversation(unit, conversation)
    last = find_newest_alert(unit, conversation)
    if row is None or last is None or not is_same_episode(last, now):
        raise handoff_errors.AlertExpired(conversation)
    request = find_open_handoff(unit, conversation)
    holder = request.counsellor if request else None
    if holder is None and not is_anyone_on_duty(unit):
        raise handoff_errors.NobodyOnDuty
    until = last_message_number(unit, row)
    opened: dict[str, Any] = {"agreed": True, "until_message": until, "created": now}
    if last.seen_by is None or holder is not None:
        update_alert(unit, last.id, **opened)
    else:
        insert_alert(unit, conversation, from_message=last.from_message, **opened)
    if request is not None:
        update_handoff(unit, request.id, consent_from=last.from_message, consent_until=until)
    if holder is not None and last.read_by is None:
        update_alert(unit, last.id, read_by=holder)


def withdraw_consent(unit: UnitOfWork, conversation: int) -> bool:
    """Withdraw or refuse consent; return whether nobody has read the messages."""
    lock_conversation(unit, conversation)
    last = find_newest_alert(unit, conversation)
    if last is None:
        return True
    withdraw_consents(unit, conversation)
    request = find_open_handoff(unit, conversation)
    if request is not None:
        update_handoff(unit, request.id, consent_from=0, consent_until=0)
    return not was_episode_read(unit, last)


def settle_alert(unit: UnitOfWork, claimed: Handoff, counsellor_id: int) -> Optional[Alert]:
    """Close the alert of a person in danger whom a counsellor has just claimed; return it if it was
    still unseen. A consent that is kept with the request counts as read.
    """
    alert = find_newest_alert(unit, claimed.conversation)
    if alert is None:
        return None
    if claimed.consent_until and alert.read_by is None:
        update_alert(unit, alert.id, read_by=counsellor_id)
    settled = claimed.danger and set_seen_by(unit, alert.id, counsellor_id)
    return alert if settled else None


def read_alert_messages(unit: UnitOfWork, alert_id: int, counsellor_id: int) -> list[AlertMessage]:
    """Return the messages covered by the consent and record the first reader.

    Raises:
        ConsentMissing: there is no consent, the alert was already seen, or it was erased.
    """
    alert = lock_alert(unit, alert_id)
    if alert is None or not alert.agreed or alert.seen_by is not None:
        raise handoff_errors.ConsentMissing(alert_id)
    if alert.read_by is None:
        update_alert(unit, alert_id, read_by=counsellor_id)
    typed = list_typed_messages(unit, alert.conversation, alert.from_message, alert.until_message)
    return [AlertMessage(row.body, row.received) for row in typed]
