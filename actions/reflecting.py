"""Réfléchir: thirty statements, paused and resumed at will, and what the answers say."""

from __future__ import annotations

from typing import Any, Optional

from actions import asking, deciding, facts, rating
from actions.asking import Kind
from actions.registering import action
from actions.turn import Turn
from bot.guidance import grid, pictures, questionnaire
from bot.guidance.entries import Question
from bot.guidance.items import ITEMS, LETTERS

_SECONDS_AN_ITEM = 8


@action("action_start_reflecting")
def start_reflecting(turn: Turn) -> None:
    turn.notebook.go("reflechir")
    done, _ = questionnaire.progress(turn.notebook)
    if done == 0:
        turn.say("utter_reflect_intro")
    go_on(turn)


def go_on(turn: Turn) -> None:
    """The next statement, or what the answers say."""
    item = questionnaire.next_item(turn.notebook)
    if item is not None:
        asking.ask(turn, Question("item", (item.id,)))
    else:
        ask_result(turn)


@action("action_rate")
def rate(turn: Turn) -> None:
    """One of five answers to what is asked: a statement, a cell of the grid."""
    value = turn.values.get("value")
    if value is not None and turn.values.get("appointment"):
        rating.pressed(turn, int(value), int(turn.values["appointment"]))
        return
    done = value is not None and asking.rated(turn, int(value))
    if not done and not asking.again(turn):
        turn.say("utter_rate_nothing")


@action("action_ask_progress")
def ask_progress(turn: Turn) -> None:
    question = turn.notebook.question
    if question is not None and question.kind == grid.KIND:
        number, total = grid.progress(turn.notebook)
        turn.say("utter_progress_grid", left=total - number + 1, total=total)
        return
    done, total = questionnaire.progress(turn.notebook)
    if done == 0 and (question is None or question.kind != "item"):
        turn.say("utter_progress_none")
    elif done == total:
        turn.say("utter_progress_done")
    else:
        minutes = max(1, round((total - done) * _SECONDS_AN_ITEM / 60))
        turn.say("utter_progress", done=done, total=total, minutes=minutes)


@action("action_ask_result")
def ask_result(turn: Turn) -> None:
    """Tendencies in words that quote the answers; no letter, no score."""
    if turn.notebook.step == "decider" and turn.notebook.grid.weights:
        deciding.weigh_up(turn)  # the result of the grid is what was last spoken about
        return
    if not _ready(turn):
        return
    found = questionnaire.tendencies(turn.notebook)
    if found is None:
        turn.say("utter_result_flat")
    else:
        turn.say("utter_result", tendencies=[_tendency(each) for each in found])


@action("action_ask_hexagon", interrupts=True)
def ask_hexagon(turn: Turn) -> None:
    """The letters and their figures, for whoever asks: drawn, and the same in words."""
    if not _ready(turn):
        return
    means = questionnaire.means(turn.notebook)
    turn.say(
        "utter_hexagon",
        count=len(turn.notebook.answers),
        picture=pictures.url(pictures.hexagon(means)),
        letters=[_letter(letter, means.get(letter)) for letter in LETTERS],
    )


def _letter(letter: str, mean: Optional[float]) -> dict[str, Any]:
    shown = {"say": "utter_few_answers"} if mean is None else pictures.figure(mean)
    return {"say": f"utter_letter_{letter}", "mean": shown}


def _ready(turn: Turn) -> bool:
    """Whether there are answers enough; says so when there are not."""
    ready = questionnaire.ready(turn.notebook)
    if not ready:
        done, total = questionnaire.progress(turn.notebook)
        turn.say("utter_result_early", done=done, total=total)
    return ready


def _tendency(found: questionnaire.Tendency) -> dict[str, Any]:
    carrier = found.carried_by[0]
    return {
        "say": f"utter_tendency_{found.letter}",
        "answer": {"say": f"utter_answer_{carrier.value}"},
        "statement": statement(carrier.item),
    }


def statement(item: str) -> dict[str, str]:
    """The words of a statement."""
    return {"say": f"utter_item_{item}"}


def _say(turn: Turn, question: Question) -> None:
    number, total = questionnaire.place(question.values[0])
    turn.say(
        "utter_item",
        number=number,
        total=total,
        statement=statement(question.values[0]),
        answers=facts.scale("answer"),
    )


def _rate(turn: Turn, question: Question, value: int) -> None:
    turn.notebook.answer(question.values[0], value, turn.now)
    go_on(turn)


def _skip(turn: Turn, question: Question) -> None:
    turn.notebook.skip(question.values[0], turn.now)
    go_on(turn)


def _back(turn: Turn) -> bool:
    """The statement whose number was said, else the one before."""
    previous = questionnaire.previous_item(turn.notebook)
    number = turn.values.get("value")
    if number is not None and previous is not None:
        last, _ = questionnaire.place(previous.id)
        previous = ITEMS[min(int(number), last) - 1]
    if previous is None:
        return False
    asking.ask(turn, Question("item", (previous.id,)))
    return True


asking.KINDS["item"] = Kind(say=_say, skip=_skip, rate=_rate, back=_back)
