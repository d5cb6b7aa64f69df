"""Requests for a counsellor by a person in danger: first in the queue, without a summary."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.care.signals import DANGER, NOTHING, Signal
from bot.handoff import handoff_errors
from bot.handoff.alert_repository import find_newest_alert
from bot.handoff.handoff_repository import Handoff, find_open_handoff, update_handoff
from bot.handoff.handoff_requests import NONE, request_handoff
from bot.handoff.staff_alerts import is_same_episode
from bot.handoff.states import QUEUED
from bot.storage.conversation_repository import lock_conversation
from bot.storage.message_history_repository import find_signalled_message_since
from bot.storage.unit_of_work import UnitOfWork

# A button of an answer to a danger leads to a counsellor for as long as its question is open.
DANGER_WINDOW = dt.timedelta(days=1)


def find_danger(unit: UnitOfWork, conversation: int, now: dt.datetime) -> Signal:
    """Return the last danger within DANGER_WINDOW, or NOTHING."""
    row = find_signalled_message_since(unit, conversation, DANGER, now - DANGER_WINDOW)
    return NOTHING if row is None else Signal(DANGER, row.topic, row.matter)


def request_in_danger(
    unit: UnitOfWork, conversation: int, pseudonym: str, now: dt.datetime
) -> Handoff:
    """Put the person first in the queue; a request that waits already keeps its content and time.

    A consent to read the messages of the alert is kept with the request.

    Raises:
        UnknownConversation: the conversation does not exist or was erased.
        AlreadyWithHuman: the person is already talking with a counsellor.
    """
    if lock_conversation(unit, conversation) is None:
        raise handoff_errors.UnknownConversation(conversation)
    found = find_open_handoff(unit, conversation)
    if found is None or found.state != QUEUED:
        found = request_handoff(unit, conversation, NONE, "", pseudonym, now)
    values: dict[str, Any] = {"danger": True}
    alert = find_newest_alert(unit, conversation)
    if alert is not None and alert.agreed and is_same_episode(alert, now):
        values.update(consent_from=alert.from_message, consent_until=alert.until_message)
    update_handoff(unit, found.id, **values)
    return _require_open(unit, conversation)


def mark_in_danger(unit: UnitOfWork, conversation: int) -> None:
    """Mark the open handoff of a locked conversation: a danger was written to its counsellor."""
    update_handoff(unit, _require_open(unit, conversation).id, danger=True)


def _require_open(unit: UnitOfWork, conversation: int) -> Handoff:
    found = find_open_handoff(unit, conversation)
    if found is None:
        raise handoff_errors.UnknownHandoff
    return found
