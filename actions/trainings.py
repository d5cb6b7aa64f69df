"""Trainings by place, length, form or condition."""

from __future__ import annotations

from actions import answering, facts, occupations, questions
from actions.registering import action
from actions.turn import Turn
from bot.handoff import unanswered
from knowledge import places, trainings

_SHOWN = 3


@action("action_search_trainings", interrupts=True)
def search_trainings(turn: Turn) -> None:
    """What fits the words; « et le soir ? » and « pour ça » are of the profession spoken about."""
    followed = turn.occupation if trainings.follows(turn.text) else None
    found = turn.library.trainings(turn.text, followed.id if followed else None)
    if not (found.fitting or found.near) and turn.values.get("about"):
        found = turn.library.trainings(f"{turn.values['about']} {turn.text}")
    shown = (found.fitting or found.near)[:_SHOWN]
    answering.told(turn, *shown)
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
