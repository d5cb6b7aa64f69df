"""Typed wishes to leave a question for the team, who answer later, and questions about it."""

from __future__ import annotations

from typing import Any, Optional

from bot.choice_payloads import DeferQuestion
from bot.deferred_questions.deferred_question_repository import has_questions
from bot.dialogue.reading.message_purposes import FOLLOW, LEAVE, TEAM_QUESTIONS, load_head
from bot.dialogue.reading.segment_readings import MIN_ASKING, Reading
from bot.turn_context import Turn

# Least probabilities of leaving a question: where nothing is asked, and where the bot asked
# something; and of asking about one that was left.
_MIN_LEAVE, _MIN_LEAVE_ASKED, _MIN_FOLLOW = 0.75, 0.9, 0.5
# From this probability of a requested appointment on, that is what is wanted: « laissez tomber, je
# voudrais un rendez-vous ».
_MIN_APPOINTMENT = 0.5
_DECLINING, _MIN_DECLINING = ("answer.no", "correct.bot", "react.refuse", "meta.stop"), 0.6
# Takes the next message as the question, whatever it says.
_DICTATION = "deferred_question"


def find_team_question_request(turn: Turn) -> Optional[dict[str, Any]]:
    """Return the values of the act that a typed text asks for, or None where it asks for none."""
    question = turn.notebook.question
    if not turn.text or (question is not None and question.kind == _DICTATION):
        return None
    if turn.reading is not None and requests_appointment(turn.reading):
        return None
    found = load_head(TEAM_QUESTIONS).score(turn.text, turn.vector)
    if found.of(FOLLOW) >= _MIN_FOLLOW and has_questions(turn.unit, turn.conversation):
        return {"value": DeferQuestion.STATUS}
    least = _MIN_LEAVE if question is None else _MIN_LEAVE_ASKED
    return {} if found.of(LEAVE) >= least else None


def requests_appointment(reading: Reading) -> bool:
    """Whether a part of a message requests an appointment."""
    return any(part.of("request.appointment") >= _MIN_APPOINTMENT for part in reading.segments)


def declines_to_ask(reading: Reading) -> bool:
    """Whether a message says that there is no question, instead of being it: « non, un rendez-vous,
    pas une question »."""
    if requests_appointment(reading):
        return True
    asks = any(part.asking_probability >= MIN_ASKING for part in reading.segments)
    declines = any(sum(map(part.of, _DECLINING)) >= _MIN_DECLINING for part in reading.segments)
    return declines and not asks
