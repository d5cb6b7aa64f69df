"""Réfléchir: the questionnaire of thirty statements and its results."""

from __future__ import annotations

from typing import Any, Optional

from actions import deciding, feedback_ratings, follow_ups, prompts, sureness
from actions.action_registry import action
from actions.prompts import PromptHandler
from bot.guidance import decision_grid
from bot.matching import questionnaire
from bot.notebook.notebook_entries import Question
from bot.notebook.questionnaire_items import ITEMS, RIASEC_LETTERS
from bot.presentation import entry_facts, result_charts
from bot.turn_context import Turn

_SECONDS_AN_ITEM = 8


@action("action_start_reflecting")
def start_reflecting(turn: Turn) -> None:
    """Start or continue the questionnaire."""
    turn.notebook.go("reflechir")
    done, _ = questionnaire.measure_progress(turn.notebook)
    if done == 0:
        turn.say("utter_reflect_intro")
    continue_questionnaire(turn)


def continue_questionnaire(turn: Turn) -> None:
    """Ask the next statement, or say the result."""
    item = questionnaire.find_next_item(turn.notebook)
    if item is not None:
        prompts.ask(turn, Question("item", (item.id,)))
    else:
        ask_result(turn)


@action("action_rate")
def rate(turn: Turn) -> None:
    """Answer the open question with one of five values: a statement, a cell, a rating."""
    value = turn.values.get("value")
    if value is not None and turn.values.get("about") in sureness.QUESTIONS:
        sureness.answer(turn, str(turn.values["about"]), int(value))
        return
    if value is not None and turn.values.get("appointment"):
        feedback_ratings.rate_pressed(turn, int(value), int(turn.values["appointment"]))
        return
    answered = value is not None and prompts.answer_rating(turn, int(value))
    if answered or prompts.repeat_question(turn):
        return
    if not follow_ups.continue_with_subject(turn):  # « mouais »: under a profession's card
        turn.say("utter_rate_nothing")


@action("action_ask_progress")
def ask_progress(turn: Turn) -> None:
    """Say what is left of the grid or of the questionnaire."""
    question = turn.notebook.question
    if question is not None and question.kind == decision_grid.QUESTION_KIND:
        number, total = decision_grid.measure_progress(turn.notebook)
        turn.say("utter_progress_grid", left=total - number + 1, total=total)
        return
    done, total = questionnaire.measure_progress(turn.notebook)
    if done == 0 and (question is None or question.kind != "item"):
        turn.say("utter_progress_none")
    elif done == total:
        turn.say("utter_progress_done")
    else:
        minutes = max(1, round((total - done) * _SECONDS_AN_ITEM / 60))
        turn.say("utter_progress", done=done, total=total, minutes=minutes)


@action("action_ask_result")
def ask_result(turn: Turn) -> None:
    """Say the tendencies in words that quote the answers, without letters or scores."""
    if turn.notebook.step == "decider" and turn.notebook.grid.weights:
        deciding.continue_grid(turn)  # In this step the result is that of the grid.
        return
    if not _has_enough_answers(turn):
        return
    found = questionnaire.find_tendencies(turn.notebook)
    if found is None:
        turn.say("utter_result_flat")
    else:
        turn.say("utter_result", tendencies=[_render_tendency(each) for each in found])
    sureness.offer_after(turn)


@action("action_ask_hexagon", interrupts=True)
def ask_hexagon(turn: Turn) -> None:
    """Show the mean of each RIASEC letter as a chart and in words."""
    if not _has_enough_answers(turn):
        return
    means = questionnaire.compute_letter_means(turn.notebook)
    turn.say(
        "utter_hexagon",
        count=len(turn.notebook.answers),
        picture=result_charts.build_data_url(result_charts.render_hexagon(means)),
        letters=[_render_letter(letter, means.get(letter)) for letter in RIASEC_LETTERS],
    )


def _render_letter(letter: str, mean: Optional[float]) -> dict[str, Any]:
    shown = {"say": "utter_few_answers"} if mean is None else result_charts.format_mean(mean)
    return {"say": f"utter_letter_{letter}", "mean": shown}


def _has_enough_answers(turn: Turn) -> bool:
    """Whether there are enough answers for a result; says so when there are not."""
    ready = questionnaire.has_enough_answers(turn.notebook)
    if not ready:
        done, total = questionnaire.measure_progress(turn.notebook)
        turn.say("utter_result_early", done=done, total=total)
    return ready


def _render_tendency(found: questionnaire.Tendency) -> dict[str, Any]:
    carrier = found.carried_by[0]
    return {
        "say": f"utter_tendency_{found.letter}",
        "answer": {"say": f"utter_answer_{carrier.value}"},
        "statement": render_statement(carrier.item),
    }


def render_statement(item: str) -> dict[str, str]:
    """Return the words of a statement."""
    return {"say": f"utter_item_{item}"}


def _say_item(turn: Turn, question: Question) -> None:
    number, total = questionnaire.find_item_position(question.values[0])
    turn.say(
        "utter_item",
        number=number,
        total=total,
        statement=render_statement(question.values[0]),
        answers=entry_facts.answer_scale("answer"),
    )


def _answer_item(turn: Turn, question: Question, value: int) -> None:
    turn.notebook.answer(question.values[0], value, turn.now)
    continue_questionnaire(turn)


def _skip_item(turn: Turn, question: Question) -> None:
    turn.notebook.skip(question.values[0], turn.now)
    continue_questionnaire(turn)


def _ask_previous(turn: Turn) -> bool:
    """Ask the statement of the number that was typed, else the previous one."""
    previous = questionnaire.find_previous_item(turn.notebook)
    number = turn.values.get("value")
    if number is not None and previous is not None:
        last, _ = questionnaire.find_item_position(previous.id)
        previous = ITEMS[min(int(number), last) - 1]
    if previous is None:
        return False
    prompts.ask(turn, Question("item", (previous.id,)))
    return True


prompts.PROMPT_HANDLERS["item"] = PromptHandler(
    say=_say_item, skip=_skip_item, rate=_answer_item, back=_ask_previous
)
