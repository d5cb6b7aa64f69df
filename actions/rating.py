"""« Ça a aidé ? » after a talk with a counsellor or an appointment: a word of five, and a sentence.

The score is kept once the sentence is written or passed, so one answer makes one line. An
appointment has the same question on its page: whichever is answered first closes the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from actions import asking, booking_facts, facts
from actions.asking import Kind
from actions.turn import Turn
from bot.booking import agenda, errors
from bot.booking import appointments as stored
from bot.booking.appointments import Appointment
from bot.booking.local_time import local_day
from bot.guidance.entries import Question
from bot.handoff import ratings
from bot.handoff.handoff import last_talk
from bot.storage.unit_of_work import UnitOfWork

_KIND, _WORDS = "rating", "rating_words"
_TALK, _MEETING = "handoff", "appointment"
_PASS = 0
APPOINTMENT = "utter_rating_appointment"
# What notes that it was rated; False when it had been.
_ONCE: Mapping[str, Callable[[UnitOfWork, int], bool]] = {
    _TALK: ratings.once,
    _MEETING: agenda.rated,
}


def ask(turn: Turn) -> None:
    """Ask about the last talk with a counsellor, once."""
    talk = last_talk(turn.unit, turn.conversation)
    if talk is None or talk.rated:
        turn.say("utter_rating_none")
    else:
        asking.ask(turn, Question(_KIND, (str(talk.id),), _TALK))


def of_appointment(number: int) -> Question:
    """The question that stands once a job has asked it."""
    return Question(_KIND, (str(number),), _MEETING)


def about_appointment(found: Appointment) -> dict[str, Any]:
    """The facts of `APPOINTMENT`."""
    when = booking_facts.moment(found.start)
    return {"when": when, "number": str(found.id), "scale": facts.scale("help")}


def pressed(turn: Turn, value: int, number: int) -> None:
    """A button that names its appointment: the question need not be the one that stands."""
    standing = turn.notebook.question
    if standing is not None and standing.kind in (_KIND, _WORDS):
        turn.notebook.close_question()
    question = of_appointment(number)
    if value == _PASS:
        _pass(turn, question)
    else:
        _rate(turn, question, value)


def _say(turn: Turn, question: Question) -> None:
    if question.about == _TALK:
        turn.say("utter_rating_handoff", scale=facts.scale("help"))
    elif _is_open(turn, question):
        found = stored.get(turn.unit, int(question.values[0]))
        turn.say(APPOINTMENT, **about_appointment(found))
    else:
        turn.say("utter_rating_none")


def _is_open(turn: Turn, question: Question) -> bool:
    """Whether the person's own appointment is there, and not rated on its page meanwhile."""
    try:
        found = stored.get(turn.unit, int(question.values[0]))
    except errors.UnknownAppointment:
        return False
    return found.person == turn.person and not found.rated


def _rate(turn: Turn, question: Question, value: int) -> None:
    if question.about == _MEETING and not turn.text and "appointment" not in turn.values:
        _rate_what_waited(turn, question, value)
    elif question.about == _MEETING and not _is_open(turn, question):
        turn.say("utter_rating_none")
    else:
        asking.ask(turn, Question(_WORDS, (str(value), *question.values), question.about))


def _rate_what_waited(turn: Turn, question: Question, value: int) -> None:
    """A button of what was asked before answers that, not the appointment."""
    if not (turn.notebook.back() and asking.rated(turn, value)):
        asking.ask(turn, question)


def _pass(turn: Turn, question: Question) -> None:
    turn.say("utter_rating_passed")


def _say_words(turn: Turn, question: Question) -> None:
    turn.say("utter_rating_words")


def _keep(turn: Turn, question: Question, sentence: str = "") -> None:
    score, number = int(question.values[0]), int(question.values[1])
    if _ONCE[question.about](turn.unit, number):
        ratings.rate(turn.unit, question.about, score, sentence, local_day(turn.now))
        turn.say("utter_rating_thanks")
    else:
        turn.say("utter_rating_none")


def _words(turn: Turn, question: Question) -> None:
    _keep(turn, question, turn.text)


def _confirm(turn: Turn, question: Question, yes: bool) -> None:
    if yes:
        asking.ask(turn, question)
    else:
        _keep(turn, question)


asking.KINDS[_KIND] = Kind(say=_say, skip=_pass, rate=_rate, again=False)
asking.KINDS[_WORDS] = Kind(
    say=_say_words, skip=_keep, confirm=_confirm, words=_words, again=False, greedy=True
)
