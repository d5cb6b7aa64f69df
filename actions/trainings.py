"""Trainings by place, length, form or condition."""

from __future__ import annotations

from typing import Optional

from actions import answering, facts, occupations, questions
from actions.registering import action
from actions.turn import Turn
from bot.guidance.salience import STUDY, TRAINING
from bot.handoff import unanswered
from knowledge import constraints, places, studies, trainings
from knowledge.trainings import Trainings

_SHOWN = 3


@action("action_search_trainings", interrupts=True)
def search_trainings(turn: Turn) -> None:
    """What fits the words; « et le soir ? » and « pour ça » are of the profession spoken about."""
    study, spoken = str(turn.values.get("study") or ""), turn.salience.subject
    followed = turn.occupation if trainings.follows(turn.text) and not study else None
    found = _of_study(turn, study) or turn.library.trainings(
        turn.text, followed.id if followed else None
    )
    if not (found.fitting or found.near) and turn.values.get("about"):
        found = turn.library.trainings(f"{turn.values['about']} {turn.text}")
    shown = (found.fitting or found.near)[:_SHOWN]
    answering.told(turn, *shown)
    if spoken is not None and spoken.type in (STUDY, TRAINING):
        turn.salience = turn.salience.about(spoken)  # what was asked for, not what came first
    base = turn.library.base
    told = {
        "about": facts.about(followed if found.followed else None),
        "trainings": [facts.training(each, base) for each in shown],
    }
    if found.fitting:
        count = len(found.fitting)
        many = "one" if count == 1 else "few" if count <= _SHOWN else "many"
        heading = {"say": f"utter_trainings_{many}", "count": str(count)}
        turn.say("utter_trainings_found", found=heading, **told)
    elif shown and found.asked.town:
        town = places.shown(found.asked.town, base.trainings.values(), base.towns)
        turn.say("utter_trainings_not_there", town=town, **told)
    elif shown:
        turn.say("utter_trainings_near", **told)
    elif found.asked and not turn.values.get("near"):
        unanswered.keep(turn.unit, turn.conversation, turn.text, turn.now)
        turn.say("utter_no_training_fits")
    elif turn.occupation is not None:
        # « quelles formations pour adultes ? », of the profession spoken about
        occupations.ask_trainings(turn)
    elif turn.values.get("near"):
        questions.tell(turn, turn.values["near"][0])
    elif turn.values.get("about"):
        unanswered.keep(turn.unit, turn.conversation, turn.text, turn.now)
        turn.say("utter_no_training_about", about=turn.values["about"])
    else:
        turn.say("utter_name_training")


def _of_study(turn: Turn, named: str) -> Optional[Trainings]:
    """The trainings of a study that is named or spoken about, within the limits that are told."""
    base = turn.library.base
    found = studies.called(named, base).trainings if named else ()
    if not found:
        return None
    limits = constraints.read(turn.text, base.towns)
    fitting = tuple(each for each in found if limits.fits(each))
    return Trainings(fitting, () if fitting else found, limits)
