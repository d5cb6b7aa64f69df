"""After an alert: whether a counsellor on duty may read what led to it (S5). No question stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from actions.turn import Turn
from bot.handoff import errors, reading_alerts


def _let_read(turn: Turn) -> None:
    try:
        reading_alerts.agree(turn.unit, turn.conversation, turn.now)
    except errors.NobodyOnDuty:
        turn.say("utter_alert_nobody")
    except errors.AlertOver:
        turn.say("utter_alert_over")
    else:
        turn.say("utter_alert_agreed")


def _keep_back(turn: Turn) -> None:
    unread = reading_alerts.take_back(turn.unit, turn.conversation)
    turn.say("utter_alert_kept_back" if unread else "utter_alert_was_read")


PRESSED: dict[str, Callable[[Turn], None]] = {"let_read": _let_read, "keep_back": _keep_back}


def is_meant(intent: str, carried: Mapping[str, Any]) -> bool:
    """Whether a button with this meaning was one of these."""
    return intent == "ask_human" and carried.get("value") in PRESSED
