"""The response that brings the team's answer to a question that a person left, with its facts."""

from __future__ import annotations

from typing import Any

from bot.booking.local_time import local_day
from bot.deferred_questions.deferred_question_repository import DECLINED, DeferredQuestion
from bot.presentation.dates_and_amounts import format_weekday

# The page on which a professional answers, followed by the token of an invitation.
INVITATION_PATH = "/question"
ANSWER_RESPONSE, DECLINED_RESPONSE = "utter_deferred_answer", "utter_deferred_declined"


def find_answer_response(question: DeferredQuestion) -> str:
    """Return the name of the response for an answer, or for the reason why there is none."""
    return DECLINED_RESPONSE if question.state == DECLINED else ANSWER_RESPONSE


def answer_facts(question: DeferredQuestion) -> dict[str, Any]:
    """Return the facts of the response."""
    return {
        "id": str(question.id),
        "question": question.text,
        "day": format_weekday(local_day(question.created)),
        "who": {"say": f"utter_deferred_by_{question.author}"},
        "answer": question.answer,
    }
