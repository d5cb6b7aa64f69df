"""The question « Ça a aidé ? » about an appointment, which a job asks."""

from __future__ import annotations

from typing import Any

from bot.booking.appointment_repository import Appointment
from bot.notebook.notebook_entries import Question
from bot.presentation.dates_and_amounts import format_moment
from bot.presentation.entry_facts import answer_scale

APPOINTMENT_RESPONSE = "utter_rating_appointment"
SCORE_QUESTION, ABOUT_APPOINTMENT = "rating", "appointment"


def appointment_rating_question(number: int) -> Question:
    """Return the open question about the appointment of this number."""
    return Question(SCORE_QUESTION, (str(number),), ABOUT_APPOINTMENT)


def appointment_rating_facts(found: Appointment) -> dict[str, Any]:
    """Return the facts of `APPOINTMENT_RESPONSE`."""
    when = format_moment(found.start)
    return {"when": when, "number": str(found.id), "scale": answer_scale("help")}
