"""Calendar files of appointments with texts of the domain."""

from __future__ import annotations

from typing import Any

from bot.booking.appointment_repository import Appointment
from bot.booking.calendar_export import CalendarEntry, build_appointment_file
from bot.messaging.turn_dependencies import TurnDependencies
from bot.presentation.booking_facts import appointment_facts

_SUMMARY_SENTENCES = {"cancelled": "utter_calendar_cancelled", "asked": "utter_calendar_asked"}


def build_appointment_calendar(parts: TurnDependencies, booked: Appointment) -> bytes:
    """Return the calendar file (RFC 5545) of an appointment in its current state."""
    facts = appointment_facts(parts.current_settings, parts.key, booked)
    sentence = _SUMMARY_SENTENCES.get(booked.state, "utter_calendar")
    entry = CalendarEntry(
        booked.uid,
        booked.sequence,
        booked.start,
        booked.end,
        summary=parts.dialogue.sentence(sentence, place=parts.current_settings.site_name, **facts),
        location=_find_location(parts, booked),
        description=_describe(parts, facts),
        cancelled=booked.state == "cancelled",
        tentative=booked.state == "asked",
    )
    return build_appointment_file(entry, parts.clock())


def _find_location(parts: TurnDependencies, booked: Appointment) -> str:
    return (booked.place or parts.current_settings.site_address) if booked.way == "on_site" else ""


def _describe(parts: TurnDependencies, facts: dict[str, Any]) -> str:
    """Return the description, with a link only if the public address is set."""
    names = ["utter_calendar_more"]
    if parts.settings.site_url:
        names.append("utter_calendar_change")
    return "\n".join(parts.dialogue.sentence(name, **facts) for name in names)
