"""An appointment as a calendar file, in the words of the domain."""

from __future__ import annotations

from typing import Any

from bot.booking.appointment_repository import Appointment
from bot.booking.calendar_export import CalendarEntry, build_appointment_file
from bot.messaging.turn_dependencies import TurnDependencies
from bot.presentation.booking_facts import appointment_facts

_SUMMARY_SENTENCES = {"cancelled": "utter_calendar_cancelled", "asked": "utter_calendar_asked"}


def build_appointment_calendar(parts: TurnDependencies, found: Appointment) -> bytes:
    """The file (RFC 5545) of an appointment as it stands now; of a cancelled one it says so."""
    told = appointment_facts(parts.settings, parts.key, found)
    entry = CalendarEntry(
        found.uid,
        found.sequence,
        found.start,
        found.end,
        summary=parts.dialogue.sentence(
            _SUMMARY_SENTENCES.get(found.state, "utter_calendar"),
            place=parts.settings.site_name,
            **told,
        ),
        location=parts.settings.site_address if found.way == "on_site" else "",
        description=_describe(parts, told),
        cancelled=found.state == "cancelled",
        tentative=found.state == "asked",
    )
    return build_appointment_file(entry, parts.clock())


def _describe(parts: TurnDependencies, told: dict[str, Any]) -> str:
    """With the page's link where the service knows its address: a calendar opens no bare path."""
    names = ["utter_calendar_more"]
    if parts.settings.site_url:
        names.append("utter_calendar_change")
    return "\n".join(parts.dialogue.sentence(name, **told) for name in names)
