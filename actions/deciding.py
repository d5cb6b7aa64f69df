"""Décider: side by side, then a grid and what would flip it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions import answering, asking, facts
from actions.asking import Kind
from actions.registering import action
from actions.turn import Turn
from bot.guidance import decision, grid, pictures
from bot.guidance.decision import Flip, Outcome
from bot.guidance.entries import Question
from bot.guidance.errors import NothingToWeigh, RefusedOccupation
from bot.guidance.salience import OCCUPATION, Referent

MOST = 3


@action("action_start_deciding")
def start_deciding(turn: Turn) -> None:
    """Compare what was kept, if there are two; else say what is missing."""
    turn.notebook.go("decider")
    if turn.notebook.comparison and grid.asked(turn.text):
        weigh_up(turn)
        return
    kept = in_view(turn)
    if len(kept) < 2:
        turn.say("utter_decide_early")
    elif grid.asked(turn.text):
        turn.notebook.compare(kept, turn.now)
        weigh_up(turn)
    else:
        side_by_side(turn, kept)


def in_view(turn: Turn) -> tuple[str, ...]:
    """What a choice is between: the two put side by side last, what was compared or kept, else the
    last two that the person named; nothing that was refused."""
    spoken = turn.salience
    named = [each.id for each in spoken.referents if each.type == OCCUPATION and each.named]
    groups = (
        [each.id for each in spoken.pair if each.type == OCCUPATION],
        turn.notebook.compared,
        turn.notebook.liked[-MOST:],
        named[:2],
    )
    for group in groups:
        left = [each for each in group if each not in turn.notebook.refused]
        if len(left) >= 2:
            return tuple(left)
    return ()


def side_by_side(turn: Turn, occupations: Sequence[str]) -> None:
    """Two or three cards with the same lines; of more, the first three, and it says so."""
    base = turn.library.base
    if len(occupations) > MOST:
        occupations = occupations[:MOST]
        turn.say("utter_compare_three")
    try:
        turn.notebook.compare(occupations, turn.now)
    except RefusedOccupation as error:
        refused = base.occupations[error.args[0]]
        turn.say("utter_compare_refused", id=refused.id, title=refused.title.both)
        return
    compared = [base.occupations[each] for each in occupations]
    answering.told(turn, *compared)
    turn.salience = turn.salience.beside([Referent(OCCUPATION, each.id) for each in compared])
    cards = [facts.occupation(each, base) for each in compared]
    turn.say("utter_compare", compared=cards)


def weigh_up(turn: Turn) -> None:
    """The next cell of the grid, or what it says once it is full."""
    cell = grid.next_cell(turn.notebook)
    if cell is not None:
        asking.ask(turn, cell)
        return
    try:
        outcome = decision.weigh(turn.notebook)
    except NothingToWeigh:
        turn.say("utter_grid_empty")
        return
    told = _outcome(turn, outcome)
    if outcome.leader is None:
        turn.say("utter_grid_tie", **told)
    else:
        title = _title(turn, outcome.leader)
        turn.say("utter_grid_leader", id=outcome.leader, title=title, **told)


def _title(turn: Turn, occupation: str) -> str:
    return turn.library.base.occupations[occupation].title.both


def _outcome(turn: Turn, outcome: Outcome) -> dict[str, Any]:
    """The totals, drawn and in words, and what would flip them."""
    titles = {occupation: _title(turn, occupation) for occupation, _ in outcome.totals}
    flip: Any = {"say": "utter_flip_none"}
    if outcome.flips:
        flip = _flip(turn, outcome.flips[0])
    return {
        "flip": flip,
        "picture": pictures.url(pictures.grid(outcome, titles)),
        "totals": [
            {"say": "utter_total", "title": titles[occupation], "total": total}
            for occupation, total in outcome.totals
        ],
    }


def _flip(turn: Turn, flip: Flip) -> dict[str, Any]:
    told: dict[str, Any] = {
        "criterion": {"say": f"utter_criterion_{flip.criterion}"},
        "towards": _title(turn, flip.leader),
    }
    if flip.occupation is None:
        label = {"say": f"utter_flip_weight_{flip.after}"}
        return {"say": "utter_flip_weight", "label": label, **told}
    label = {"say": f"utter_flip_answer_{flip.after}"}
    title = _title(turn, flip.occupation)
    return {"say": "utter_flip_rating", "title": title, "label": label, **told}


def _say_cell(turn: Turn, question: Question) -> None:
    criterion, occupation = grid.read(question)
    number, total = grid.place(turn.notebook, question)
    told: dict[str, Any] = {
        "number": number,
        "total": total,
        "criterion": {"say": f"utter_criterion_{criterion}"},
    }
    if occupation is None:
        turn.say("utter_grid_weight", answers=facts.scale("weight"), **told)
    else:
        title = _title(turn, occupation)
        turn.say("utter_grid_rating", title=title, answers=facts.scale("answer"), **told)


def _rate_cell(turn: Turn, question: Question, value: int) -> None:
    grid.fill(turn.notebook, question, value, turn.now)
    weigh_up(turn)


def _skip_cell(turn: Turn, question: Question) -> None:
    _rate_cell(turn, question, grid.NEUTRAL)


def _back(turn: Turn) -> bool:
    question = turn.notebook.question
    previous = grid.previous_cell(turn.notebook, question) if question else None
    if previous is not None:
        asking.ask(turn, previous)
    return previous is not None


asking.KINDS[grid.KIND] = Kind(say=_say_cell, skip=_skip_cell, rate=_rate_cell, back=_back)
