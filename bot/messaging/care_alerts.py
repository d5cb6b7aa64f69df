"""Who else hears of distress: in danger those on duty, without a word of what was said."""

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
    """Alert about a danger, and the response that tells the person of it: whether a counsellor is
    there now, where none who is there has the conversation already; once whether they may read it;
    and once that nobody is there (S3, S5). None: there is nothing to tell.

    `first`: this was not answered before. `known`: another danger of this time was.
    """
    if row.owner == "human" and is_holder_present(turn.unit, row.id):
        return None
    if signal.level != DANGER:
        return "utter_distress_somebody" if first and is_anyone_on_duty(turn.unit) else None
    last = alert_repository.find_newest_alert(turn.unit, turn.conversation)
    name = _select_alert_response(_raise_alert_safely(turn, head))
    told_before = known and not staff_alerts.is_same_episode(last, turn.now)
    return None if name == _NOBODY_RESPONSE and told_before else name


def select_alerted_response(turn: Turn) -> str:
    """The response that says who heard of it up to now."""
    last = alert_repository.find_newest_alert(turn.unit, turn.conversation)
    if last is None:
        return "utter_care_told_nobody"
    return "utter_care_told_agreed" if last.agreed else "utter_care_told_alerted"


def select_readers_response(turn: Turn, row: Any) -> str:
    """The response that says who may read the conversation, as things are now."""
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
    """Alert those on duty, if there are any; the help that was said does not depend on it."""
    savepoint = turn.unit.connection.begin_nested()
    try:
        raised = staff_alerts.raise_alert(turn.unit, turn.conversation, head.seq, turn.now)
    except Exception as error:  # noqa: BLE001  # told to the person: nobody was alerted
        savepoint.rollback()
        logger.error("no alert could be raised: %s", type(error).__name__)
        return None
    savepoint.commit()
    return raised
