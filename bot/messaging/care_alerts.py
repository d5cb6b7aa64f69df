"""Alerts to counsellors on duty about a person in danger, without any of the person's words."""

from __future__ import annotations

import logging
from typing import Any, Optional

from bot.care.detector import DANGER, Signal
from bot.handoff import alert_repository, staff_alerts
from bot.handoff.queue_wait import is_anyone_on_duty, is_holder_present
from bot.handoff.staff_alerts import AlertResult
from bot.messaging.message_intake import PendingMessage
from bot.turn_context import Turn

logger = logging.getLogger(__name__)

_NOBODY_RESPONSE = "utter_distress_nobody"


def alert_team(
    turn: Turn, row: Any, head: PendingMessage, signal: Signal, first: bool, known: bool
) -> Optional[str]:
    """Alert the counsellors about a danger; returns the response that tells the person, if any.

    The response says whether a counsellor is available, asks once whether they may read the
    conversation, and says once that nobody is available (S3, S5). None when a present counsellor
    already has the conversation.

    Args:
        first: this signal was not answered before.
        known: another danger of the same episode was answered before.
    """
    if row.owner == "human" and is_holder_present(turn.unit, row.id, turn.now):
        return None
    if signal.level != DANGER:
        return "utter_distress_somebody" if first and is_anyone_on_duty(turn.unit) else None
    last = alert_repository.find_newest_alert(turn.unit, turn.conversation)
    name = _select_alert_response(_raise_alert_safely(turn, head))
    was_notified = known and not staff_alerts.is_same_episode(last, turn.now)
    return None if name == _NOBODY_RESPONSE and was_notified else name


def select_alerted_response(turn: Turn) -> str:
    """Return the response that says who has been alerted so far."""
    last = alert_repository.find_newest_alert(turn.unit, turn.conversation)
    if last is None:
        return "utter_care_told_nobody"
    return "utter_care_told_agreed" if last.agreed else "utter_care_told_alerted"


def select_readers_response(turn: Turn, row: Any) -> str:
    """Return the response that says who may read the conversation now."""
    if row.owner == "human":
        return "utter_care_read_human"
    last = alert_repository.find_newest_alert(turn.unit, turn.conversation)
    if last is None:
        return "utter_care_read_nobody"
    return "utter_care_told_agreed" if last.agreed else "utter_care_read_alerted"


def _select_alert_response(raised: Optional[AlertResult]) -> str:
    if raised is None:
        return _NOBODY_RESPONSE
    if not raised.again:
        return "utter_distress_alerted"
    return "utter_distress_alerted_agreed" if raised.agreed else "utter_distress_alerted_again"


def _raise_alert_safely(turn: Turn, head: PendingMessage) -> Optional[AlertResult]:
    """Alert the counsellors on duty in a savepoint: a failure must not undo the help given."""
    savepoint = turn.unit.connection.begin_nested()
    try:
        raised = staff_alerts.raise_alert(turn.unit, turn.conversation, head.seq, turn.now)
    except Exception as error:  # noqa: BLE001  # the person is told that nobody was alerted
        savepoint.rollback()
        logger.error("no alert could be raised: %s", type(error).__name__)
        return None
    savepoint.commit()
    return raised
