"""The centre itself: where, when, and what it offers. Empty settings are told as empty."""

from __future__ import annotations

from actions import facts
from actions.registering import action
from actions.turn import Turn


@action("action_ask_place", interrupts=True)
def ask_place(turn: Turn) -> None:
    settings = turn.settings
    turn.say(
        "utter_place",
        place=settings.site_name,
        address=facts.known("address", settings.site_address),
        hours=facts.known("hours", settings.site_hours),
        phone=facts.known("phone", settings.site_phone),
    )


@action("action_ask_events", interrupts=True)
def ask_events(turn: Turn) -> None:
    base = turn.library.base
    cards = [
        {
            "title": service.title,
            "summary": service.summary,
            "audience": service.audience,
            **facts.cited(service, base),
        }
        for service in base.services.values()
    ]
    turn.say("utter_events" if cards else "utter_events_none", services=cards)
