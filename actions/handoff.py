"""Asking for a human: the person writes what is passed on, and agrees; nothing else leaves."""

from __future__ import annotations

from actions import asking, facts
from actions.asking import Kind
from actions.registering import action
from actions.turn import Turn
from bot.guidance.entries import Question
from bot.handoff import requests

_KIND = "handoff"


@action("action_ask_human")
def ask_human(turn: Turn) -> None:
    """Offer first; record only what was shown and agreed to."""
    question, value = turn.notebook.question, turn.values.get("value")
    wish = question.values[0] if question and question.kind == _KIND and question.values else ""
    if value == "plain":
        _record(turn, "")
    elif value == "agreed" and wish:
        _record(turn, wish)
    elif requests.waiting(turn.unit, turn.conversation):
        turn.say("utter_human_already")
    else:
        asking.ask(turn, Question(_KIND))


@action("action_ask_appointment")
def ask_appointment(turn: Turn) -> None:
    turn.say("utter_appointment")


def _record(turn: Turn, wish: str) -> None:
    question = turn.notebook.question
    if question is not None and question.kind == _KIND:
        turn.notebook.close_question()
    requests.record(turn.unit, turn.conversation, wish, turn.now)
    phone = facts.known("phone", turn.settings.site_phone) if turn.settings.site_phone else ""
    turn.say("utter_human_recorded", phone=phone)


def _say(turn: Turn, question: Question) -> None:
    if question.values:
        turn.say("utter_human_confirm", wish=question.values[0])
        return
    hours = turn.settings.site_hours
    known = {"say": "utter_human_hours", "value": hours} if hours else {"say": "utter_human_closed"}
    turn.say("utter_human_offer", place=turn.settings.site_name, hours=known)


def _words(turn: Turn, question: Question) -> None:
    asking.ask(turn, Question(_KIND, (turn.text,)))


def _confirm(turn: Turn, question: Question, yes: bool) -> None:
    if not yes:
        turn.say("utter_human_nothing")
    else:
        _record(turn, question.values[0] if question.values else "")


def _nothing(turn: Turn, question: Question) -> None:
    turn.say("utter_human_nothing")


asking.KINDS[_KIND] = Kind(
    say=_say, skip=_nothing, confirm=_confirm, words=_words, again=False, greedy=True
)
