"""The doors of the first screen."""

from __future__ import annotations

import re
from collections.abc import Callable

from actions import exploring, place, questions, weighing
from actions.registering import action
from actions.turn import Turn
from bot.guidance import doors
from bot.guidance.salience import OCCUPATION, Referent


@action("action_have_question")
def have_question(turn: Turn) -> None:
    turn.say("utter_have_question")


@action("action_no_idea")
def no_idea(turn: Turn) -> None:
    """No passion is needed: five verbs to choose from."""
    turn.notebook.go("rever")
    turn.say("utter_no_idea")


@action("action_hesitate")
def hesitate(turn: Turn) -> None:
    """Two named professions are compared at once; after a choice, the doubt is weighed."""
    if turn.values.get("value") == "doubt":
        weighing.doubt(turn)
        return
    named = turn.values.get("words")
    if isinstance(named, list) and len(named) > 1:
        likely = turn.values.get("pair") or ()
        turn.salience = turn.salience.weighing([Referent(OCCUPATION, each) for each in likely])
        turn.say("utter_hesitate_between", first=named[0], second=named[1])
    elif not exploring.compare_named(turn):
        turn.say("utter_hesitate")


@action("action_trouble_at_school")
def trouble_at_school(turn: Turn) -> None:
    """Who leaves school is listened to first; else what was told may be a question of the base."""
    say = _STOPPING.get(turn.values.get("value") or "")
    if say is not None:
        say(turn)
    elif doors.leaving(turn.text):
        turn.say("utter_stopping")
    elif turn.text and _answered(turn):
        turn.say("utter_trouble_more")
    else:
        turn.say("utter_trouble")


def _otherwise(turn: Turn) -> None:
    """How long school is compulsory, as the base has it, then the other ways."""
    questions.tell(turn, "obligation-scolaire-fin")
    turn.say("utter_stopping_otherwise")


_STOPPING: dict[str, Callable[[Turn], None]] = {
    "stop": lambda turn: turn.say("utter_stopping"),
    "return": lambda turn: turn.say("utter_stopping_return"),
    "otherwise": _otherwise,
    "talk": lambda turn: turn.say("utter_stopping_talk"),
}


def _answered(turn: Turn) -> bool:
    """The whole text, then its sentences: « la panne. chui en 4e G, jvais avoir une AOB »."""
    sentences = [part for part in re.split(r"[.,;!?]+", turn.text) if part.strip()]
    return any(questions.sure(turn, part) for part in (turn.text, *sentences))


@action("action_for_someone_else")
def for_someone_else(turn: Turn) -> None:
    """A parent, a teacher: « vous », unless they say « tu » themselves. Each has a path.

    What they ask on the way is answered first.
    """
    whom = turn.values.get("value") or doors.for_whom(turn.text) or ""
    if whom in doors.WHOM:
        turn.notebook.whom = whom
    if whom in doors.FORMAL and turn.notebook.formal is None:
        turn.notebook.speak(True)
    if "?" in turn.text:
        _answered(turn)
    say = _FOR.get(whom)
    if say is not None:
        say(turn)
    else:
        turn.say("utter_for_someone_else")


_FOR: dict[str, Callable[[Turn], None]] = {
    "child": lambda turn: turn.say("utter_for_child"),
    "pupils": lambda turn: turn.say("utter_for_pupils"),
    "relative": lambda turn: turn.say("utter_for_relative"),
    "programmes": place.programmes,
}


@action("action_change_trade")
def change_trade(turn: Turn) -> None:
    """An adult who changes trade: what they know, their income, their experience, or leads."""
    wanted = turn.values.get("value")
    if wanted == "income":
        turn.say("utter_change_income")
    elif wanted == "experience":
        turn.say("utter_change_experience")
    else:
        turn.say("utter_change_trade")
