"""Réfléchir: what the working life may ask for, and what counts most. Each is optional."""

from __future__ import annotations

from typing import Any

from actions import asking, facts
from actions.asking import Kind
from actions.registering import action
from actions.turn import Turn
from bot.guidance import wishes
from bot.guidance.entries import Question, Rated, Value
from bot.guidance.errors import TooManyValues
from bot.guidance.notebook import Notebook

_KIND = "wish"
_LABELLED = (1, 3, 5)


@action("action_start_wishes")
def start_wishes(turn: Turn) -> None:
    """What the words tell is noted; then the first wish that is open, or all over again."""
    turn.notebook.go("reflechir")
    if turn.values.get("value") == "again":
        turn.notebook.restart_wishes()
    told = wishes.told(turn.text)
    for key, value in told:
        turn.notebook.wish(key, value, turn.now)
    if told:
        turn.say(
            "utter_wishes_told", lines=[line(key, turn.notebook.wishes[key]) for key, _ in told]
        )
    elif not turn.notebook.wishes:
        turn.say("utter_wishes_intro")
    _go_on(turn)


@action("action_start_values")
def start_values(turn: Turn) -> None:
    """What counts most: what the words name is kept; pressed once it is kept, again it goes."""
    turn.notebook.go("reflechir")
    chosen = turn.values.get("value")
    for told in wishes.values_told(turn.text):
        if len(turn.notebook.values) < wishes.MOST_VALUES:
            turn.notebook.hold(told, turn.now)
    left = bool(chosen) and chosen in _kept(turn.notebook)
    if chosen and left:
        turn.notebook.let_go(chosen)
    elif chosen in wishes.VALUES:
        try:
            turn.notebook.hold(chosen, turn.now)
        except TooManyValues:
            turn.say("utter_values_full", options=[_drop(each) for each in _kept(turn.notebook)])
            return
    kept = turn.notebook.values
    options = [
        _drop(key) if key in _kept(turn.notebook) else {"value": key, "label": value_name(key)}
        for key in wishes.VALUES
    ]
    if kept:
        response = "utter_values_left" if left else "utter_values_held"
        turn.say(response, held=[value_line(each) for each in kept], options=options)
    else:
        turn.say("utter_values", options=options)


def _kept(notebook: Notebook) -> list[str]:
    return [value.key for value in notebook.values]


def _drop(key: str) -> dict[str, Any]:
    return {"value": key, "label": {"say": "utter_value_drop", "value": value_name(key)}}


def value_name(key: str) -> dict[str, str]:
    """What counts most, in words."""
    return {"say": f"utter_value_{key}"}


def value_line(value: Value) -> dict[str, Any]:
    """What counts most, as the notebook shows it."""
    when = facts.day(value.when)
    return {"say": "utter_line_value", "value": value_name(value.key), "when": when}


def _go_on(turn: Turn) -> None:
    key = wishes.following(turn.notebook)
    if key is not None:
        asking.ask(turn, Question(_KIND, (key,)))
        return
    lines = [line(key, rated) for key, rated in turn.notebook.wishes.items()]
    turn.say("utter_wishes_done" if lines else "utter_wishes_none", lines=lines)


def line(key: str, rated: Rated) -> dict[str, Any]:
    """A wish as the notebook shows it."""
    name = "worry" if key in wishes.WORRIES else "wish"
    return {
        "say": "utter_line_wish",
        "answer": {"say": f"utter_{name}_answer_{rated.value}"},
        "when": facts.day(rated.when),
        "statement": {"say": f"utter_wish_{key}"},
    }


def _say(turn: Turn, question: Question) -> None:
    key = question.values[0]
    number, total = wishes.place(key)
    name = "worry_answer" if key in wishes.WORRIES else "wish_answer"
    turn.say(
        "utter_wish",
        number=number,
        total=total,
        statement={"say": f"utter_wish_{key}"},
        why={"say": f"utter_wish_why_{key}"},
        answers=facts.scale(name, _LABELLED),
    )


def _rate(turn: Turn, question: Question, value: int) -> None:
    key = question.values[0]
    turn.notebook.wish(key, value, turn.now)
    if key in wishes.WORRIES and value >= wishes.KEEN:
        turn.say(f"utter_worry_{key}")
    _go_on(turn)


def _skip(turn: Turn, question: Question) -> None:
    turn.notebook.pass_wish(question.values[0])
    _go_on(turn)


def _back(turn: Turn) -> bool:
    question = turn.notebook.question
    if question is None:
        return False
    number, _ = wishes.place(question.values[0])
    if number == 1:
        return False
    asking.ask(turn, Question(_KIND, (wishes.WISHES[number - 2],)))
    return True


asking.KINDS[_KIND] = Kind(say=_say, skip=_skip, rate=_rate, back=_back)
