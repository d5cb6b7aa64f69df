"""Décider: comparing professions and noting a provisional choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions import choice_arguments, deciding, exploring, note_consent, sureness
from actions.action_registry import action
from bot.choice_payloads import Choose, Compare
from bot.guidance.salience import OCCUPATION
from bot.notebook.guidance_errors import RefusedOccupation
from bot.presentation import entry_facts
from bot.turn_context import Turn


@action("action_compare")
def compare(turn: Turn) -> None:
    """Compare the named professions, argue for each, or continue the grid."""
    named = turn.values.get("occupations") or ()
    wanted = turn.chosen(Compare)
    if wanted is Compare.PAIR:
        named = [each.id for each in turn.salience.pair if each.type == OCCUPATION]
    if wanted is Compare.TIP:
        choice_arguments.say_arguments(turn, named or deciding.occupations_in_view(turn))
    elif len(named) >= 2:
        deciding.compare_side_by_side(turn, named)
    elif wanted is Compare.GRID and turn.notebook.comparison:
        deciding.continue_grid(turn)
    else:
        deciding.start_deciding(turn)


@action("action_choose", interrupts=True)
def choose(turn: Turn) -> None:
    """Note a provisional decision or that there is none yet, or recall the last one."""
    value = turn.chosen(Choose)
    if value is Choose.RECALL:
        _say_choice(turn)
        return
    if value is Choose.LATER:
        choice_arguments.say_still_possible(turn)
        return
    if value is Choose.NONE:
        turn.notebook.decide(None, turn.now)
        turn.say("utter_not_deciding")
        sureness.offer_after(turn)
        return
    if value is Choose.RELIEVED:
        compared = entry_facts.occupation_options(turn.notebook.compared, turn.library.base)
        turn.say("utter_relieved", options=compared)
        return
    found, study = turn.occupation, note_consent.words_to_keep(str(turn.values.get("study") or ""))
    if found is None or study:
        _choose_study(turn, study)
        return
    try:
        turn.notebook.decide(found.id, turn.now, note_consent.words_to_keep(turn.text))
    except RefusedOccupation:
        turn.say("utter_compare_refused", id=found.id, title=found.title.both)
        return
    turn.set(occupation=found.id)
    _say_chosen(turn, found.title.both)


def _choose_study(turn: Turn, study: str) -> None:
    """Note a choice that is not a profession of the base, in the person's words; ask which one
    is meant where professions share the name."""
    if not study:
        mentions = turn.reading.mentions if turn.reading is not None else ()
        namesakes = [each for mention in mentions for each in mention.candidates]
        if namesakes:
            exploring.ask_which_lead(turn, "choose", namesakes)
        else:
            turn.say("utter_choose_which")
        return
    turn.notebook.decide(None, turn.now, note_consent.words_to_keep(turn.text), study=study)
    _say_chosen(turn, study)


def _say_chosen(turn: Turn, title: str) -> None:
    """Confirm the choice, and propose a plan unless the same message asks for more."""
    turn.say("utter_chosen_briefly" if turn.more_to_come else "utter_chosen", title=title)
    sureness.offer_after(turn)


def _say_choice(turn: Turn) -> None:
    """Say the current choice and its alternatives."""
    base, decided, reserve = turn.library.base, turn.notebook.decision, turn.notebook.plan_b
    chosen = entry_facts.aim_title(base, decided.aim) if decided else ""
    second = entry_facts.aim_title(base, reserve.aim) if reserve else ""
    others = [
        each
        for each in deciding.occupations_in_view(turn)
        if not decided or each != decided.occupation
    ]
    if not (chosen or second or others):
        turn.say("utter_recall_nothing")
        return
    turn.say(
        "utter_recall",
        chosen={"say": "utter_recall_chosen" if chosen else "utter_recall_open", "title": chosen},
        reserve=_render_alternatives(turn, second, others),
    )


def _render_alternatives(turn: Turn, reserve: str, others: Sequence[str]) -> Any:
    if reserve:
        return {"say": "utter_recall_reserve", "title": reserve}
    titles = ", ".join(entry_facts.entry_title(turn.library.base, each) for each in others)
    return {"say": "utter_recall_seen", "titles": titles} if titles else ""
