"""The choices of the first screen."""

from __future__ import annotations

import re
from collections.abc import Callable

from actions import choice_arguments, exploring, follow_ups, place, questions, sureness
from actions.action_registry import action
from bot.choice_payloads import ChangeTrade, ForSomeoneElse, Hesitate, TroubleAtSchool
from bot.guidance import audience
from bot.guidance.salience import OCCUPATION, Referent
from bot.turn_context import Turn


@action("action_have_question")
def have_question(turn: Turn) -> None:
    """Invite the person to ask."""
    turn.say("utter_have_question")


@action("action_no_idea")
def no_idea(turn: Turn) -> None:
    """Offer five verbs to start from."""
    sureness.offer_before(turn)
    turn.notebook.go("rever")
    turn.say("utter_no_idea")


@action("action_hesitate")
def hesitate(turn: Turn) -> None:
    """Compare two named professions, or acknowledge a doubt after a choice."""
    if turn.chosen(Hesitate) is Hesitate.DOUBT:
        choice_arguments.answer_choice_doubt(turn)
        return
    named = turn.values.get("words")
    if isinstance(named, list) and len(named) > 1:
        likely = turn.values.get("pair") or ()
        turn.salience = turn.salience.with_pair([Referent(OCCUPATION, each) for each in likely])
        options = follow_ups.likely_entries(turn)  # « CEFA ou IFAPME » is one of the base
        turn.say("utter_hesitate_between", first=named[0], second=named[1], options=options)
    elif not exploring.compare_named(turn):
        turn.say("utter_hesitate")


@action("action_trouble_at_school")
def trouble_at_school(turn: Turn) -> None:
    """Acknowledge that the person leaves school, else try to answer from the base."""
    wanted = turn.chosen(TroubleAtSchool)
    if wanted is not None:
        _SAY_FOR_LEAVING[wanted](turn)
    elif audience.is_leaving_school(turn.text):
        turn.say("utter_stopping")
    elif turn.text and _answer_from_base(turn):
        turn.say("utter_trouble_more")
    else:
        turn.say("utter_trouble")


def _say_otherwise(turn: Turn) -> None:
    """Say how long school is compulsory, then the alternatives."""
    questions.say_entry(turn, "obligation-scolaire-fin")
    turn.say("utter_stopping_otherwise")


_SAY_FOR_LEAVING: dict[TroubleAtSchool, Callable[[Turn], None]] = {
    TroubleAtSchool.STOP: lambda turn: turn.say("utter_stopping"),
    TroubleAtSchool.RETURN: lambda turn: turn.say("utter_stopping_return"),
    TroubleAtSchool.OTHERWISE: _say_otherwise,
    TroubleAtSchool.TALK: lambda turn: turn.say("utter_stopping_talk"),
}


def _answer_from_base(turn: Turn) -> bool:
    """Answer the whole text, else one of its clauses: « chui en 4e G, jvais avoir une AOB »."""
    sentences = [part for part in re.split(r"[.,;!?]+", turn.text) if part.strip()]
    return any(questions.answer_if_sure(turn, part) for part in (turn.text, *sentences))


@action("action_for_someone_else")
def for_someone_else(turn: Turn) -> None:
    """Note whom a parent, teacher or relative writes for, answer their question, and guide them.

    Parents and teachers are addressed as « vous » unless they choose « tu ».
    """
    whom = turn.chosen(ForSomeoneElse) or ForSomeoneElse.parse(audience.find_audience(turn.text))
    if whom in audience.AUDIENCES:
        turn.notebook.whom = whom
    if whom in audience.FORMAL_AUDIENCES and turn.notebook.formal is None:
        turn.notebook.speak(True)
    if "?" in turn.text:
        _answer_from_base(turn)
    if whom is not None:
        _SAY_BY_AUDIENCE[whom](turn)
    else:
        turn.say("utter_for_someone_else")


_SAY_BY_AUDIENCE: dict[ForSomeoneElse, Callable[[Turn], None]] = {
    ForSomeoneElse.CHILD: lambda turn: turn.say("utter_for_child"),
    ForSomeoneElse.PUPILS: lambda turn: turn.say("utter_for_pupils"),
    ForSomeoneElse.RELATIVE: lambda turn: turn.say("utter_for_relative"),
    ForSomeoneElse.PROGRAMMES: place.say_programmes,
}


@action("action_change_trade")
def change_trade(turn: Turn) -> None:
    """Guide an adult who changes trade, by income, by experience, or in general."""
    wanted = turn.chosen(ChangeTrade)
    if wanted is ChangeTrade.INCOME:
        turn.say("utter_change_income")
    elif wanted is ChangeTrade.EXPERIENCE:
        turn.say("utter_change_experience")
    else:
        turn.say("utter_change_trade")
