"""A notebook taken up elsewhere by its code: offered, agreed to, moved; and its code changed."""

from __future__ import annotations

from actions import asking, facts, notebook
from actions.asking import Kind
from actions.registering import action
from actions.turn import Turn
from bot.guidance import resuming, shelf
from bot.guidance.entries import Question
from bot.guidance.errors import UnknownCode
from bot.privacy.guesses import TooManyWrongCodes

KIND = "resume_code"


@action("action_resume_code")
def resume_code(turn: Turn) -> None:
    """A code that was typed, a yes that was pressed, or neither: the words are asked for."""
    question = turn.notebook.question
    if turn.code:
        _read(turn, turn.code)
    elif turn.values.get("value") == "yes" and question is not None and question.kind == KIND:
        asking.confirmed(turn, yes=True)
    else:
        turn.say("utter_code_give")


@action("action_change_code", interrupts=True)
def change_code(turn: Turn) -> None:
    """Another code for this notebook; the one before opens nothing any more."""
    if resuming.is_empty(turn.notebook):
        turn.say("utter_code_early")
        return
    turn.keep()
    shelf.change_code(turn.unit, turn.person, turn.key)
    turn.say("utter_code_changed", code=notebook.code(turn))


def _read(turn: Turn, code_hash: str) -> None:
    months = turn.settings.notebook_months
    try:
        held = resuming.look_up(turn.unit, turn.person, code_hash, turn.now, months)
    except UnknownCode:
        turn.say("utter_code_unknown", months=months)
    except TooManyWrongCodes:
        turn.say("utter_code_wait")
    else:
        if held.person == turn.person:
            turn.say("utter_code_same")
        else:
            asking.ask(turn, Question(KIND, (code_hash,)))


def _say_offer(turn: Turn, question: Question) -> None:
    """Which notebook it is, and what goes if another is here already."""
    months = turn.settings.notebook_months
    held = resuming.find(turn.unit, question.values[0], turn.now, months)
    if held is None:
        turn.notebook.close_question()
        turn.say("utter_code_unknown", months=months)
    elif resuming.is_empty(turn.notebook):
        turn.say("utter_code_found", when=facts.day(held.last_used))
    else:
        turn.say("utter_code_found_replace", when=facts.day(held.last_used))


def _agreed(turn: Turn, question: Question, yes: bool) -> None:
    if not yes:
        turn.say("utter_code_left")
        return
    months = turn.settings.notebook_months
    try:
        held = resuming.take_up(turn.unit, turn.person, question.values[0], turn.now, months)
    except UnknownCode:
        turn.say("utter_code_unknown", months=months)
        return
    turn.reopen()
    turn.set(occupation=turn.notebook.subject)
    turn.say("utter_code_resumed", when=facts.day(held.last_used))
    _ask_again(turn)


def _ask_again(turn: Turn) -> None:
    """The question that stood in the notebook; not one about its erasure or another code."""
    question = turn.notebook.question
    if question is not None and not asking.offered_again(question):
        turn.notebook.close_question()
    asking.again(turn)


asking.KINDS[KIND] = Kind(
    say=_say_offer,
    skip=lambda turn, question: turn.say("utter_code_left"),
    confirm=_agreed,
    again=False,
)
