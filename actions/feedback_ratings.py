"""« Ça a aidé ? » after a handoff or an appointment: a score of 1 to 5 and a sentence.

The score is stored together with the sentence, or once that is skipped. The page of an appointment
asks the same question; the first answer closes both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from actions import prompts
from actions.prompts import PromptHandler
from bot.booking import appointment_repository, booking_errors
from bot.booking.local_time import local_day
from bot.handoff import handoff_repository, ratings
from bot.handoff.handoff_repository import find_last_talk
from bot.notebook.notebook_entries import Question
from bot.presentation import entry_facts
from bot.presentation.appointment_rating import (
    ABOUT_APPOINTMENT,
    APPOINTMENT_RESPONSE,
    SCORE_QUESTION,
    appointment_rating_facts,
    appointment_rating_question,
)
from bot.storage.unit_of_work import UnitOfWork
from bot.turn_context import Turn

_WORDS_QUESTION, _ABOUT_HANDOFF = "rating_words", "handoff"
_SKIP_VALUE = 0
# Marks the subject as rated; returns False if it was rated before.
_MARK_RATED: Mapping[str, Callable[[UnitOfWork, int], bool]] = {
    _ABOUT_HANDOFF: handoff_repository.mark_handoff_rated,
    ABOUT_APPOINTMENT: appointment_repository.mark_appointment_rated,
}


def ask_rating(turn: Turn) -> None:
    """Ask about the last handoff, once."""
    talk = find_last_talk(turn.unit, turn.conversation)
    if talk is None or talk.rated:
        turn.say("utter_rating_none")
    else:
        prompts.ask(turn, Question(SCORE_QUESTION, (str(talk.id),), _ABOUT_HANDOFF))


def rate_pressed(turn: Turn, value: int, number: int) -> None:
    """Handle a rating button of appointment `number`, whatever question is open."""
    prompts.close_question(turn, SCORE_QUESTION, _WORDS_QUESTION)
    question = appointment_rating_question(number)
    if value == _SKIP_VALUE:
        _skip_question(turn, question)
    else:
        _answer_score(turn, question, value)


def _say_question(turn: Turn, question: Question) -> None:
    if question.about == _ABOUT_HANDOFF:
        turn.say("utter_rating_handoff", scale=entry_facts.answer_scale("help"))
    elif _is_ratable(turn, question):
        found = appointment_repository.get_appointment(turn.unit, int(question.values[0]))
        turn.say(APPOINTMENT_RESPONSE, **appointment_rating_facts(found))
    else:
        turn.say("utter_rating_none")


def _is_ratable(turn: Turn, question: Question) -> bool:
    """Whether the person's appointment exists and was not rated on its page meanwhile."""
    try:
        found = appointment_repository.get_appointment(turn.unit, int(question.values[0]))
    except booking_errors.UnknownAppointment:
        return False
    return found.person == turn.person and not found.rated


def _answer_score(turn: Turn, question: Question, value: int) -> None:
    if question.about == ABOUT_APPOINTMENT and not turn.text and "appointment" not in turn.values:
        _rate_waiting_question(turn, question, value)
    elif question.about == ABOUT_APPOINTMENT and not _is_ratable(turn, question):
        turn.say("utter_rating_none")
    else:
        prompts.ask(turn, Question(_WORDS_QUESTION, (str(value), *question.values), question.about))


def _rate_waiting_question(turn: Turn, question: Question, value: int) -> None:
    """Answer the question asked before the one about the appointment."""
    if not (turn.notebook.back() and prompts.answer_rating(turn, value)):
        prompts.ask(turn, question)


def _skip_question(turn: Turn, question: Question) -> None:
    turn.say("utter_rating_passed")


def _say_words(turn: Turn, question: Question) -> None:
    turn.say("utter_rating_words")


def _store_rating(turn: Turn, question: Question, sentence: str = "") -> None:
    score, number = int(question.values[0]), int(question.values[1])
    if _MARK_RATED[question.about](turn.unit, number):
        ratings.add_rating(turn.unit, question.about, score, sentence, local_day(turn.now))
        turn.say("utter_rating_thanks")
    else:
        turn.say("utter_rating_none")


def _answer_words(turn: Turn, question: Question) -> None:
    _store_rating(turn, question, turn.text)


def _answer_yes_no(turn: Turn, question: Question, yes: bool) -> None:
    if yes:
        prompts.ask(turn, question)
    else:
        _store_rating(turn, question)


prompts.PROMPT_HANDLERS[SCORE_QUESTION] = PromptHandler(
    say=_say_question, skip=_skip_question, rate=_answer_score, again=False
)
prompts.PROMPT_HANDLERS[_WORDS_QUESTION] = PromptHandler(
    say=_say_words,
    skip=_store_rating,
    confirm=_answer_yes_no,
    words=_answer_words,
    again=False,
    greedy=True,
)
