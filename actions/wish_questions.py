"""Réfléchir: wishes for the working life and what counts most."""

from __future__ import annotations

from typing import Any

from actions import prompts
from actions.action_registry import action
from actions.prompts import PromptHandler
from bot.choice_payloads import StartWishes
from bot.notebook import wishes
from bot.notebook.guidance_errors import TooManyValues
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question, RatedAnswer, Value
from bot.presentation import dates_and_amounts, entry_facts
from bot.turn_context import Turn

_QUESTION_KIND = "wish"
_LABELLED_VALUES = (1, 3, 5)


@action("action_start_wishes")
def start_wishes(turn: Turn) -> None:
    """Note the wishes of the text, then ask the next open wish."""
    turn.notebook.go("reflechir")
    if turn.chosen(StartWishes) is StartWishes.AGAIN:
        turn.notebook.restart_wishes()
    parsed = wishes.parse_wishes(turn.text)
    for key, value in parsed:
        turn.notebook.wish(key, value, turn.now)
    if parsed:
        turn.say(
            "utter_wishes_told",
            lines=[render_wish_line(key, turn.notebook.wishes[key]) for key, _ in parsed],
        )
    elif not turn.notebook.wishes:
        turn.say("utter_wishes_intro")
    _ask_next(turn)


@action("action_start_values")
def start_values(turn: Turn) -> None:
    """Note the values named in the text; a pressed value is added, or dropped if noted before."""
    turn.notebook.go("reflechir")
    chosen = turn.values.get("value")
    for key in wishes.parse_values(turn.text):
        if len(turn.notebook.values) < wishes.MAX_VALUES:
            turn.notebook.hold(key, turn.now)
    dropped = bool(chosen) and chosen in _held_values(turn.notebook)
    if chosen and dropped:
        turn.notebook.let_go(chosen)
    elif chosen in wishes.VALUES:
        try:
            turn.notebook.hold(chosen, turn.now)
        except TooManyValues:
            turn.say(
                "utter_values_full",
                options=[_drop_option(each) for each in _held_values(turn.notebook)],
            )
            return
    held = turn.notebook.values
    options = [
        _drop_option(key)
        if key in _held_values(turn.notebook)
        else {"value": key, "label": render_value(key)}
        for key in wishes.VALUES
    ]
    if held:
        response = "utter_values_left" if dropped else "utter_values_held"
        turn.say(response, held=[render_value_line(each) for each in held], options=options)
    else:
        turn.say("utter_values", options=options)


def _held_values(notebook: Notebook) -> list[str]:
    return [value.key for value in notebook.values]


def _drop_option(key: str) -> dict[str, Any]:
    return {"value": key, "label": {"say": "utter_value_drop", "value": render_value(key)}}


def render_value(key: str) -> dict[str, str]:
    """Name a value."""
    return {"say": f"utter_value_{key}"}


def render_value_line(value: Value) -> dict[str, Any]:
    """Render a value as the notebook shows it."""
    when = dates_and_amounts.format_day(value.when)
    return {"say": "utter_line_value", "value": render_value(value.key), "when": when}


def _ask_next(turn: Turn) -> None:
    key = turn.notebook.find_next_wish()
    if key is not None:
        prompts.ask(turn, Question(_QUESTION_KIND, (key,)))
        return
    lines = [render_wish_line(key, rated) for key, rated in turn.notebook.wishes.items()]
    turn.say("utter_wishes_done" if lines else "utter_wishes_none", lines=lines)


def render_wish_line(key: str, rated: RatedAnswer) -> dict[str, Any]:
    """Render a wish as the notebook shows it."""
    name = "worry" if key in wishes.WORRIES else "wish"
    return {
        "say": "utter_line_wish",
        "answer": {"say": f"utter_{name}_answer_{rated.value}"},
        "when": dates_and_amounts.format_day(rated.when),
        "statement": {"say": f"utter_wish_{key}"},
    }


def _say_wish(turn: Turn, question: Question) -> None:
    key = question.values[0]
    number, total = wishes.find_wish_position(key)
    name = "worry_answer" if key in wishes.WORRIES else "wish_answer"
    turn.say(
        "utter_wish",
        number=number,
        total=total,
        statement={"say": f"utter_wish_{key}"},
        why={"say": f"utter_wish_why_{key}"},
        answers=entry_facts.answer_scale(name, _LABELLED_VALUES),
    )


def _answer_wish(turn: Turn, question: Question, value: int) -> None:
    key = question.values[0]
    turn.notebook.wish(key, value, turn.now)
    if key in wishes.WORRIES and value >= wishes.KEEN:
        turn.say(f"utter_worry_{key}")
    _ask_next(turn)


def _skip_wish(turn: Turn, question: Question) -> None:
    turn.notebook.skip_wish(question.values[0])
    _ask_next(turn)


def _ask_previous(turn: Turn) -> bool:
    question = turn.notebook.question
    if question is None:
        return False
    number, _ = wishes.find_wish_position(question.values[0])
    if number == 1:
        return False
    prompts.ask(turn, Question(_QUESTION_KIND, (wishes.WISHES[number - 2],)))
    return True


prompts.PROMPT_HANDLERS[_QUESTION_KIND] = PromptHandler(
    say=_say_wish, skip=_skip_wish, rate=_answer_wish, back=_ask_previous
)
