"""Typed wishes to leave a question for the team, who answer later, and questions about it."""

from __future__ import annotations

from typing import Any, Optional

from bot.choice_payloads import DeferQuestion
from bot.deferred_questions.deferred_question_repository import has_questions
from bot.dialogue.interpretation.command_guard import is_no_command
from bot.dialogue.reading.message_purposes import FOLLOW, LEAVE, TEAM_QUESTIONS, load_head
from bot.dialogue.reading.segment_readings import Reading
from bot.turn_context import Turn

# Least probabilities that a question for the team is meant: to be left, or one that was left; where
# nothing is asked, where the bot asked something, and of who left one.
_MIN_MEANT, _MIN_MEANT_ASKED, _MIN_MEANT_LEFT = 0.75, 0.9, 0.5
# From this probability on one that was left is meant rather than another; what is said of it has a
# button for another.
_MIN_FOLLOW = 0.3
# The question that takes the next message as it is, and what it takes to be read otherwise.
_DICTATION, _MIN_FOLLOW_DICTATED = "deferred_question", 0.7
# From this probability of a requested appointment on, that is what is wanted: « laissez tomber, je
# voudrais un rendez-vous ».
_MIN_APPOINTMENT = 0.5
_DECLINING = ("answer.no", "correct.bot", "correct.self", "react.refuse", "meta.stop", "meta.skip")
_MIN_DECLINING = 0.6
# Labels of a request about the talk itself, which no team has to answer, and how sure they must be.
_OF_THE_TALK = ("request.recap", "meta.repeat", "meta.shorten", "meta.back")
_MIN_OF_THE_TALK = 0.9
# Acts that neither ask nor tell a case: a laugh, a thank, « attends je réfléchis ».
_OF_NO_CASE = ("social", "answer", "meta")
_MIN_OF_NO_CASE = 0.8


def find_team_question_request(turn: Turn) -> Optional[dict[str, Any]]:
    """Return the values of the act that a typed text asks for, or None where it asks for none."""
    question = turn.notebook.question
    if not turn.text or (turn.reading is not None and _requests_appointment(turn.reading)):
        return None
    if question is not None and question.kind == _DICTATION:
        return {"value": DeferQuestion.STATUS} if _asks_of_left_question(turn) else None
    found = load_head(TEAM_QUESTIONS).score(turn.text, turn.vector)
    meant = found.of(LEAVE) + found.of(FOLLOW)
    if meant < _MIN_MEANT_LEFT or is_no_command("defer_question", turn.text):
        return None  # « pas besoin de parler à quelqu'un, je préfère écrire ici »
    if found.of(FOLLOW) >= _MIN_FOLLOW and has_questions(turn.unit, turn.conversation):
        return {"value": DeferQuestion.STATUS}
    return {} if meant >= (_MIN_MEANT if question is None else _MIN_MEANT_ASKED) else None


def is_dictated(turn: Turn) -> bool:
    """Whether a text is the question that was asked for, and not a refusal, a laugh, a wish for an
    appointment, a request about the talk or a question about one that was left."""
    if turn.reading is None:
        return True
    if _requests_appointment(turn.reading) or _asks_of_left_question(turn):
        return False
    segments = turn.reading.segments
    if all(
        sum(part.labels[label] for label in _OF_THE_TALK) >= _MIN_OF_THE_TALK for part in segments
    ):
        return False
    if all(sum(part.acts[act] for act in _OF_NO_CASE) >= _MIN_OF_NO_CASE for part in segments):
        return False
    declines = any(
        sum(part.labels[label] for label in _DECLINING) >= _MIN_DECLINING for part in segments
    )
    return turn.reading.asks or not declines


def _asks_of_left_question(turn: Turn) -> bool:
    found = load_head(TEAM_QUESTIONS).score(turn.text, turn.vector)
    sure = found.of(FOLLOW) >= _MIN_FOLLOW_DICTATED
    return sure and has_questions(turn.unit, turn.conversation)


def _requests_appointment(reading: Reading) -> bool:
    return any(part.labels["request.appointment"] >= _MIN_APPOINTMENT for part in reading.segments)
