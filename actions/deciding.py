"""Décider: side by side, a grid, what would flip it, and a dated plan. Not deciding is an end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from actions import answering, asking, facts, noting
from actions.asking import Kind
from actions.registering import action
from actions.turn import Turn
from bot.booking.local_time import local_day
from bot.guidance import decision, grid, pictures
from bot.guidance.decision import Flip, Outcome
from bot.guidance.entries import PlanStep, Question
from bot.guidance.errors import NothingToWeigh, RefusedOccupation
from bot.guidance.salience import OCCUPATION, Referent
from knowledge.base import Base
from knowledge.schema import Occupation

MOST = 3


@action("action_start_deciding")
def start_deciding(turn: Turn) -> None:
    """Compare what was kept, if there are two; else say what is missing."""
    turn.notebook.go("decider")
    if turn.notebook.comparison and grid.asked(turn.text):
        weigh_up(turn)
        return
    kept = turn.notebook.compared or turn.notebook.liked[-MOST:]
    if len(kept) < 2:
        kept = _spoken_about(turn)
    if len(kept) < 2:
        turn.say("utter_decide_early")
    elif grid.asked(turn.text):
        turn.notebook.compare(kept, turn.now)
        weigh_up(turn)
    else:
        side_by_side(turn, kept)


def _spoken_about(turn: Turn) -> tuple[str, ...]:
    """The two that were put side by side last, else the last two that the person named."""
    refused = turn.notebook.refused
    for group in (turn.salience.pair, turn.salience.referents):
        named = [r.id for r in group if r.type == OCCUPATION and r.named and r.id not in refused]
        if len(named) >= 2:
            return tuple(named[:2])
    return ()


@action("action_compare")
def compare(turn: Turn) -> None:
    """The named professions side by side, or the grid for those compared already."""
    named = turn.values.get("occupations") or ()
    if turn.values.get("value") == "pair":
        named = [each.id for each in turn.salience.pair if each.type == OCCUPATION]
    if len(named) >= 2:
        side_by_side(turn, named)
    elif turn.values.get("value") == "grid" and turn.notebook.comparison:
        weigh_up(turn)
    else:
        start_deciding(turn)


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


@action("action_choose")
def choose(turn: Turn) -> None:
    """Note a provisional decision, or that there is none yet."""
    value = turn.values.get("value")
    if value == "none":
        turn.notebook.decide(None, turn.now)
        turn.say("utter_not_deciding")
        return
    if value == "relieved":
        compared = facts.options(turn.notebook.compared, turn.library.base)
        turn.say("utter_relieved", options=compared)
        return
    found = turn.occupation
    if found is None:
        turn.say("utter_choose_which")
        return
    try:
        turn.notebook.decide(found.id, turn.now, noting.quotable(turn.text))
    except RefusedOccupation:
        turn.say("utter_compare_refused", id=found.id, title=found.title.both)
        return
    turn.say("utter_chosen", title=found.title.both)


@action("action_make_plan")
def make_plan(turn: Turn) -> None:
    """Dated steps towards what was chosen, or towards choosing; as it was changed since."""
    turn.notebook.plan = decision.still_ahead(turn.notebook.plan, local_day(turn.now))
    wanted = _towards(turn)
    about = {step.about for step in turn.notebook.plan}
    of_another = wanted is not None and wanted.id not in about
    if not turn.notebook.plan or of_another or turn.values.get("value") == "new":
        _plan_anew(turn, wanted)
    base = turn.library.base
    turn.say("utter_plan", steps=[_step(base, step) for step in turn.notebook.plan])


def _towards(turn: Turn) -> Optional[Occupation]:
    """What was chosen; where nothing was decided, what was kept last, or what is spoken about."""
    decided, kept = turn.notebook.decision, turn.notebook.liked
    spoken = turn.salience.of_type(OCCUPATION)
    if decided is not None:
        wanted = decided.occupation
    else:
        wanted = kept[-1] if kept else spoken.id if spoken and spoken.named else None
    return turn.library.base.occupations.get(wanted or "")


def _plan_anew(turn: Turn, chosen: Optional[Occupation]) -> None:
    base, today = turn.library.base, local_day(turn.now)
    trainings = base.trainings_for(chosen.id) if chosen else ()
    aids = decision.needs_aids(turn.notebook)
    steps = decision.plan(chosen, today, trainings, list(base.deadlines.values()), aids)
    turn.notebook.schedule(steps)


def _step(base: Base, step: PlanStep) -> dict[str, Any]:
    return {
        "say": "utter_step",
        "due": facts.day(step.due),
        "do": {
            "say": f"utter_do_{step.key}",
            "title": facts.title(base, step.about),
            "source": _source(base, step),
        },
    }


def _source(base: Base, step: PlanStep) -> Any:
    """A deadline says how sure it is."""
    deadline = base.deadlines.get(step.about or "")
    return facts.cited(deadline, base)["status"] if deadline else ""


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
