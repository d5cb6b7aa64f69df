"""Décider: two put side by side or weighed for somebody, and what they choose, provisionally."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions import deciding, facts, noting, weighing
from actions.registering import action
from actions.turn import Turn
from bot.guidance.errors import RefusedOccupation
from bot.guidance.salience import OCCUPATION


@action("action_compare")
def compare(turn: Turn) -> None:
    """The named professions side by side, or the grid for those compared already."""
    named = turn.values.get("occupations") or ()
    if turn.values.get("value") == "pair":
        named = [each.id for each in turn.salience.pair if each.type == OCCUPATION]
    if turn.values.get("value") == "tip":
        weighing.speak_for_each(turn, named or deciding.in_view(turn))
    elif len(named) >= 2:
        deciding.side_by_side(turn, named)
    elif turn.values.get("value") == "grid" and turn.notebook.comparison:
        deciding.weigh_up(turn)
    else:
        deciding.start_deciding(turn)


@action("action_choose", interrupts=True)
def choose(turn: Turn) -> None:
    """Note a provisional decision, or that there is none yet; or say what was chosen."""
    value = turn.values.get("value")
    if value == "recall":
        _recall(turn)
        return
    if value == "later":
        weighing.still_open(turn)
        return
    if value == "none":
        turn.notebook.decide(None, turn.now)
        turn.say("utter_not_deciding")
        return
    if value == "relieved":
        compared = facts.options(turn.notebook.compared, turn.library.base)
        turn.say("utter_relieved", options=compared)
        return
    found, study = turn.occupation, noting.quotable(str(turn.values.get("study") or ""))
    if found is None or study:
        _choose_study(turn, study)
        return
    try:
        turn.notebook.decide(found.id, turn.now, noting.quotable(turn.text))
    except RefusedOccupation:
        turn.say("utter_compare_refused", id=found.id, title=found.title.both)
        return
    turn.set(occupation=found.id)
    _say_chosen(turn, found.title.both)


def _choose_study(turn: Turn, study: str) -> None:
    """What is chosen and is no profession of the base, in the person's words."""
    if not study:
        turn.say("utter_choose_which")
        return
    turn.notebook.decide(None, turn.now, noting.quotable(turn.text), study=study)
    _say_chosen(turn, study)


def _say_chosen(turn: Turn, title: str) -> None:
    """That it is noted; a plan is proposed where none was asked for in the same breath."""
    turn.say("utter_chosen_briefly" if turn.more_to_come else "utter_chosen", title=title)


def _recall(turn: Turn) -> None:
    """What was chosen and what is in reserve, as they stand."""
    base, decided, reserve = turn.library.base, turn.notebook.decision, turn.notebook.plan_b
    chosen = facts.aim(base, decided.aim) if decided else ""
    second = facts.aim(base, reserve.aim) if reserve else ""
    others = [each for each in deciding.in_view(turn) if not decided or each != decided.occupation]
    if not (chosen or second or others):
        turn.say("utter_recall_nothing")
        return
    turn.say(
        "utter_recall",
        chosen={"say": "utter_recall_chosen" if chosen else "utter_recall_open", "title": chosen},
        reserve=_second(turn, second, others),
    )


def _second(turn: Turn, reserve: str, others: Sequence[str]) -> Any:
    if reserve:
        return {"say": "utter_recall_reserve", "title": reserve}
    titles = ", ".join(facts.title(turn.library.base, each) for each in others)
    return {"say": "utter_recall_seen", "titles": titles} if titles else ""
