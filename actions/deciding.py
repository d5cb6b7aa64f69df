"""Décider: comparing professions side by side, then in a weighted grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions import answer_record, prompts
from actions.action_registry import action
from actions.prompts import PromptHandler
from bot.booking.local_time import local_day
from bot.guidance import decision_analysis, decision_grid
from bot.guidance.decision_analysis import DecisionFlip, GridOutcome
from bot.guidance.salience import OCCUPATION, Referent
from bot.notebook.guidance_errors import NothingToWeigh, RefusedOccupation
from bot.notebook.notebook_entries import Question
from bot.presentation import entry_facts, result_charts
from bot.turn_context import Turn

MAX_COMPARED = 3


@action("action_start_deciding")
def start_deciding(turn: Turn) -> None:
    """Compare the professions in view, if there are two; else say what is missing."""
    turn.notebook.go("decider")
    if turn.notebook.comparison and decision_grid.asks_for_grid(turn.text):
        continue_grid(turn)
        return
    in_view = occupations_in_view(turn)
    if len(in_view) < 2:
        turn.say("utter_decide_early")
    elif decision_grid.asks_for_grid(turn.text):
        turn.notebook.compare(in_view, turn.now)
        continue_grid(turn)
    else:
        compare_side_by_side(turn, in_view)


def occupations_in_view(turn: Turn) -> tuple[str, ...]:
    """Return the professions of a choice, without the refused ones.

    These are the pair put side by side last, else the compared, the liked, or the last two named.
    """
    salience = turn.salience
    named = [each.id for each in salience.referents if each.type == OCCUPATION and each.named]
    groups = (
        [each.id for each in salience.pair if each.type == OCCUPATION],
        turn.notebook.compared,
        turn.notebook.liked[-MAX_COMPARED:],
        named[:2],
    )
    for group in groups:
        left = [each for each in group if each not in turn.notebook.refused]
        if len(left) >= 2:
            return tuple(left)
    return ()


def compare_side_by_side(turn: Turn, occupations: Sequence[str]) -> None:
    """Two or three cards with the same lines; of more, the first three, and it says so."""
    base = turn.library.base
    if len(occupations) > MAX_COMPARED:
        occupations = occupations[:MAX_COMPARED]
        turn.say("utter_compare_three")
    try:
        turn.notebook.compare(occupations, turn.now)
    except RefusedOccupation as error:
        refused = base.occupations[error.args[0]]
        turn.say("utter_compare_refused", id=refused.id, title=refused.title.both)
        return
    compared = [base.occupations[each] for each in occupations]
    answer_record.record_answer(turn, *compared)
    turn.salience = turn.salience.beside([Referent(OCCUPATION, each.id) for each in compared])
    cards = [entry_facts.occupation_facts(each, base, local_day(turn.now)) for each in compared]
    turn.say("utter_compare", compared=cards)


def continue_grid(turn: Turn) -> None:
    """Ask the next cell of the grid, or say its outcome once it is full."""
    cell = decision_grid.find_next_cell(turn.notebook)
    if cell is not None:
        prompts.ask(turn, cell)
        return
    try:
        outcome = decision_analysis.weigh_grid(turn.notebook)
    except NothingToWeigh:
        turn.say("utter_grid_empty")
        return
    facts = _outcome_facts(turn, outcome)
    if outcome.leader is None:
        turn.say("utter_grid_tie", **facts)
    else:
        title = _occupation_title(turn, outcome.leader)
        turn.say("utter_grid_leader", id=outcome.leader, title=title, **facts)


def _occupation_title(turn: Turn, occupation: str) -> str:
    return turn.library.base.occupations[occupation].title.both


def _outcome_facts(turn: Turn, outcome: GridOutcome) -> dict[str, Any]:
    """The totals as a chart and in words, and the smallest change that flips them."""
    titles = {occupation: _occupation_title(turn, occupation) for occupation, _ in outcome.totals}
    flip: Any = {"say": "utter_flip_none"}
    if outcome.flips:
        flip = _flip_facts(turn, outcome.flips[0])
    return {
        "flip": flip,
        "picture": result_charts.build_data_url(result_charts.render_grid_bars(outcome, titles)),
        "totals": [
            {"say": "utter_total", "title": titles[occupation], "total": total}
            for occupation, total in outcome.totals
        ],
    }


def _flip_facts(turn: Turn, flip: DecisionFlip) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "criterion": {"say": f"utter_criterion_{flip.criterion}"},
        "towards": _occupation_title(turn, flip.leader),
    }
    if flip.occupation is None:
        label = {"say": f"utter_flip_weight_{flip.after}"}
        return {"say": "utter_flip_weight", "label": label, **facts}
    label = {"say": f"utter_flip_answer_{flip.after}"}
    title = _occupation_title(turn, flip.occupation)
    return {"say": "utter_flip_rating", "title": title, "label": label, **facts}


def _say_cell(turn: Turn, question: Question) -> None:
    criterion, occupation = decision_grid.parse_cell(question)
    number, total = decision_grid.find_cell_position(turn.notebook, question)
    facts: dict[str, Any] = {
        "number": number,
        "total": total,
        "criterion": {"say": f"utter_criterion_{criterion}"},
    }
    if occupation is None:
        turn.say("utter_grid_weight", answers=entry_facts.answer_scale("weight"), **facts)
    else:
        title = _occupation_title(turn, occupation)
        turn.say(
            "utter_grid_rating", title=title, answers=entry_facts.answer_scale("answer"), **facts
        )


def _answer_cell(turn: Turn, question: Question, value: int) -> None:
    decision_grid.fill_cell(turn.notebook, question, value, turn.now)
    continue_grid(turn)


def _skip_cell(turn: Turn, question: Question) -> None:
    _answer_cell(turn, question, decision_grid.NEUTRAL_RATING)


def _ask_previous(turn: Turn) -> bool:
    question = turn.notebook.question
    previous = decision_grid.find_previous_cell(turn.notebook, question) if question else None
    if previous is not None:
        prompts.ask(turn, previous)
    return previous is not None


prompts.PROMPT_HANDLERS[decision_grid.QUESTION_KIND] = PromptHandler(
    say=_say_cell, skip=_skip_cell, rate=_answer_cell, back=_ask_previous
)
