"""What a message wants of the centre: an appointment, an answer of the team, its opening hours."""

from __future__ import annotations

from typing import Optional

from bot.dialogue import appointment_messages, opening_questions, team_question_messages
from bot.dialogue.interpretation.hypotheses import Act
from bot.turn_context import Turn


def find_request_to_centre(turn: Turn) -> Optional[Act]:
    """Return what a message wants of an appointment or of the team, or whether the centre is open
    on a day."""
    if opening_questions.asks_about_opening(turn):
        return Act("ask_place", {}, turn.text)
    wanted = appointment_messages.find_appointment_request(turn)
    if wanted is not None:
        return Act("ask_appointment", {"value": wanted}, turn.text)
    values = team_question_messages.find_team_question_request(turn)
    return None if values is None else Act("defer_question", values, turn.text)
