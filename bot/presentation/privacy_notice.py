"""The privacy notice of the first message (P1)."""

from __future__ import annotations

from bot.turn_context import Turn


def privacy_notice_facts(turn: Turn) -> dict[str, object]:
    """Return who runs the service and how long it stores messages and notebooks."""
    return {
        "place": turn.settings.site_name,
        "days": turn.settings.conversation_days,
        "months": turn.settings.notebook_months,
        "app_note": {"say": "utter_app_note"} if turn.capabilities.keeps_copies else "",
    }
