"""Consent after an alert: whether a counsellor on duty may read what led to it (S5)."""

from __future__ import annotations

from collections.abc import Callable

from bot.choice_payloads import AskHuman
from bot.handoff import alert_consent, handoff_errors
from bot.turn_context import Turn


def _allow_reading(turn: Turn) -> None:
    try:
        alert_consent.grant_consent(turn.unit, turn.conversation, turn.now)
    except handoff_errors.NobodyOnDuty:
        turn.say("utter_alert_nobody")
    except handoff_errors.AlertExpired:
        turn.say("utter_alert_over")
    else:
        turn.say("utter_alert_agreed")


def _withdraw_consent(turn: Turn) -> None:
    unread = alert_consent.withdraw_consent(turn.unit, turn.conversation)
    turn.say("utter_alert_kept_back" if unread else "utter_alert_was_read")


BUTTON_HANDLERS: dict[AskHuman, Callable[[Turn], None]] = {
    AskHuman.LET_READ: _allow_reading,
    AskHuman.KEEP_BACK: _withdraw_consent,
}
