"""Who else hears of distress: in danger those on duty, without a word of what was said."""

from __future__ import annotations

import logging
from typing import Any, Optional

from actions.turn import Turn
from bot.conversation.intake import Head
from bot.handoff import alerts
from bot.handoff.alerts import Raised
from bot.handoff.waiting import anyone_on_duty, holder_is_there
from bot.safeguarding.detector import DANGER, Signal

logger = logging.getLogger(__name__)

_NOBODY = "utter_distress_nobody"


def tell(
    turn: Turn, row: Any, head: Head, signal: Signal, first: bool, known: bool
) -> Optional[str]:
    """Alert about a danger, and the response that tells the person of it: whether a counsellor is
    there now, where none who is there has the conversation already; once whether they may read it;
    and once that nobody is there (S3, S5). None: there is nothing to tell.

    `first`: this was not answered before. `known`: another danger of this time was.
    """
    if row.owner == "human" and holder_is_there(turn.unit, row.id):
        return None
    if signal.level != DANGER:
        return "utter_distress_somebody" if first and anyone_on_duty(turn.unit) else None
    last = alerts.newest(turn.unit, turn.conversation)
    name = _told_of(_alert(turn, head))
    told_before = known and not alerts.is_of_this_time(last, turn.now)
    return None if name == _NOBODY and told_before else name


def told(turn: Turn) -> str:
    """The response that says who heard of it up to now."""
    last = alerts.newest(turn.unit, turn.conversation)
    if last is None:
        return "utter_care_told_nobody"
    return "utter_care_told_agreed" if last.agreed else "utter_care_told_alerted"


def readers(turn: Turn, row: Any) -> str:
    """The response that says who may read the conversation, as things are now."""
    if row.owner == "human":
        return "utter_care_read_human"
    last = alerts.newest(turn.unit, turn.conversation)
    if last is None:
        return "utter_care_read_nobody"
    return "utter_care_told_agreed" if last.agreed else "utter_care_read_alerted"


def _told_of(raised: Optional[Raised]) -> str:
    if raised is None:
        return _NOBODY
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
