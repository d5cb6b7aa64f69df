"""« Ça a aidé ? » after a talk with a counsellor: a word of five, and a sentence, once a talk.

The score is kept once the sentence is written or passed, so one answer makes one line.
"""

from __future__ import annotations

from actions import asking, facts
from actions.asking import Kind
from actions.turn import Turn
from bot.booking.local_time import local_day
from bot.guidance.entries import Question
from bot.handoff import ratings
from bot.handoff.handoff import last_talk

_KIND, _WORDS = "rating", "rating_words"


def ask(turn: Turn) -> None:
    """Ask about the last talk with a counsellor, once."""
    talk = last_talk(turn.unit, turn.conversation)
    if talk is None or talk.rated:
        turn.say("utter_rating_none")
    else:
        asking.ask(turn, Question(_KIND, (str(talk.id),), "handoff"))


def _say(turn: Turn, question: Question) -> None:
    turn.say("utter_rating_handoff", scale=facts.scale("help"))


def _rate(turn: Turn, question: Question, value: int) -> None:
    asking.ask(turn, Question(_WORDS, (str(value), *question.values), question.about))


def _pass(turn: Turn, question: Question) -> None:
    turn.say("utter_rating_passed")


def _say_words(turn: Turn, question: Question) -> None:
    turn.say("utter_rating_words")


def _keep(turn: Turn, question: Question, sentence: str = "") -> None:
    score, talk = int(question.values[0]), int(question.values[1])
    if ratings.once(turn.unit, talk):
        ratings.rate(turn.unit, question.about, score, sentence, local_day(turn.now))
    turn.say("utter_rating_thanks")


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
