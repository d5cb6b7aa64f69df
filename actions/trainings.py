"""Searches trainings by place, length, schedule or condition."""

from __future__ import annotations

from typing import Optional

from actions import answer_record, occupations, questions
from actions.action_registry import action
from bot.guidance.salience import STUDY, TRAINING
from bot.presentation import entry_facts
from bot.turn_context import Turn
from knowledge import study_lookup, training_constraints, training_places, training_search
from knowledge.training_search import FoundTrainings

_MAX_SHOWN = 3


@action("action_search_trainings", interrupts=True)
def search_trainings(turn: Turn) -> None:
    """Say the trainings that fit the words; « et le soir ? » is about the current profession."""
    study, spoken = str(turn.values.get("study") or ""), turn.salience.subject
    followed = turn.occupation if training_search.is_follow_up(turn.text) and not study else None
    found = _trainings_of_study(turn, study) or turn.library.trainings(
        turn.text, followed.id if followed else None
    )
    if not (found.fitting or found.near) and turn.values.get("about"):
        found = turn.library.trainings(f"{turn.values['about']} {turn.text}")
    shown = (found.fitting or found.near)[:_MAX_SHOWN]
    answer_record.record_answer(turn, *shown)
    if spoken is not None and spoken.type in (STUDY, TRAINING):
        turn.salience = turn.salience.about(spoken)  # The study stays the subject.
    if not shown:
        _say_none_found(turn, found)
        return
    base = turn.library.base
    facts = {
        "about": entry_facts.render_about(followed if found.followed else None),
        "trainings": [entry_facts.training_facts(each, base) for each in shown],
    }
    if found.fitting:
        count = len(found.fitting)
        many = "one" if count == 1 else "few" if count <= _MAX_SHOWN else "many"
        heading = {"say": f"utter_trainings_{many}", "count": str(count)}
        turn.say("utter_trainings_found", found=heading, **facts)
    elif found.asked.town:
        town = training_places.render_town(found.asked.town, base.trainings.values(), base.towns)
        turn.say("utter_trainings_not_there", town=town, **facts)
    else:
        turn.say("utter_trainings_near", **facts)


def _say_none_found(turn: Turn, found: FoundTrainings) -> None:
    """Reply to a search without results, by the current profession or a near entry if possible."""
    if found.asked and not turn.values.get("near"):
        turn.say("utter_no_training_fits")
    elif turn.occupation is not None:
        # « quelles formations pour adultes ? » is about the current profession.
        occupations.ask_trainings(turn)
    elif turn.values.get("near"):
        questions.say_entry(turn, turn.values["near"][0])
    elif turn.values.get("about"):
        turn.say("utter_no_training_about", about=turn.values["about"])
    else:
        turn.say("utter_name_training")


def _trainings_of_study(turn: Turn, named: str) -> Optional[FoundTrainings]:
    """Return the trainings of a named study, split by the constraints of the text."""
    base = turn.library.base
    found = study_lookup.resolve_study(named, base).trainings if named else ()
    if not found:
        return None
    limits = training_constraints.parse_constraints(turn.text, base.towns)
    fitting = tuple(each for each in found if limits.fits(each))
    return FoundTrainings(fitting, () if fitting else found, limits)
