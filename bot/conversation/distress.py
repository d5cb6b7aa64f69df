"""What is said to a person in distress, and who else hears of it."""

from __future__ import annotations

import logging
from typing import Any, Optional

from actions.turn import Turn
from bot.conversation.intake import Head
from bot.dialogue.agent import Dialogue
from bot.handoff import alerts
from bot.handoff.alerts import Raised
from bot.handoff.waiting import anyone_on_duty, holder_is_there
from bot.messages import Reply
from bot.safeguarding.answers import facts
from bot.safeguarding.detector import DANGER, Signal

logger = logging.getLogger(__name__)


def distress(dialogue: Dialogue, turn: Turn, head: Head) -> Reply:
    """Help, at once (S3)."""
    found = facts(head.signal, turn.now)
    return dialogue.say(turn, found.pop("response"), head.seq, **found)


def distress_again(dialogue: Dialogue, turn: Turn, head: Head, signal: Signal) -> Reply:
    """The lines again: the message may answer the question of care."""
    found = {**facts(signal, turn.now), "response": "utter_distress_again"}
    return dialogue.say(turn, found.pop("response"), head.seq, **found)


def somebody(dialogue: Dialogue, turn: Turn, row: Any, head: Head) -> list[Reply]:
    """Whether a counsellor is there now, where none who is there has the conversation already. In
    danger those on duty are alerted, without a word of what was said, and once the person is asked
    whether they may read it; nobody there is told as such (S3, S5)."""
    if row.owner == "human" and holder_is_there(turn.unit, row.id):
        return []
    if head.signal.level == DANGER:
        name = _told_of(_alert(turn, head))
    elif anyone_on_duty(turn.unit):
        name = "utter_distress_somebody"
    else:
        return []
    return [dialogue.say(turn, name, head.seq)]


def _told_of(raised: Optional[Raised]) -> str:
    if raised is None:
        return "utter_distress_nobody"
    if not raised.again:
        return "utter_distress_alerted"
    return "utter_distress_alerted_agreed" if raised.agreed else "utter_distress_alerted_again"


def _alert(turn: Turn, head: Head) -> Optional[Raised]:
    """Alert those on duty, if there are any; the help that was said does not depend on it."""
    savepoint = turn.unit.connection.begin_nested()
    try:
        raised = alerts.raise_alert(turn.unit, turn.conversation, head.seq, turn.now)
    except Exception as error:  # noqa: BLE001  # told to the person: nobody was alerted
        savepoint.rollback()
        logger.error("no alert could be raised: %s", type(error).__name__)
        return None
    savepoint.commit()
    return raised
