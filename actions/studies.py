"""What a study has (how long, where, which conditions) and what holds for every one of its kind."""

from __future__ import annotations

import re
from typing import Any

from actions import answering, facts, questions
from actions.turn import Turn
from bot.guidance.salience import OCCUPATION, STUDY, TRAINING, Referent
from bot.handoff import unanswered
from knowledge import conditions, studies
from knowledge.fact import fact
from knowledge.schema import Occupation, Training
from knowledge.studies import Study

_MAX_LINES = 3
# Aspect → what a training says of it.
LINES = {
    "length": "length",
    "place": "place",
    "trainings": "place",
    "schedule": "schedule",
    "admission": "conditions",
    "level": "conditions",
    "access": "conditions",
    "enrol": "conditions",
}
# Of these a level that is named (« et le master ? ») is meant itself.
_OF_A_LEVEL = ("length", "place", "trainings", "schedule")
_A_TEST = re.compile(r"épreuve|examen|concours|test", re.IGNORECASE)


def tell(turn: Turn, named: str, aspect: str) -> None:
    """Answer an aspect of a study: an id of a training, or the words that name it."""
    base = turn.library.base
    degree = turn.words if aspect in _OF_A_LEVEL else ""
    study, training = studies.called(named, base, degree), base.trainings.get(named)
    if turn.values.get("about"):
        study = study.beside(studies.find(str(turn.values["about"]), base, degree))
    about = Referent(STUDY if training is None else TRAINING, named)
    name = named if training is None else studies.main_title(training)
    shown = _distinct(study.trainings, aspect)
    rule = study.rule(aspect)
    if study.trainings and aspect == "description":
        _describe(turn, study)
    elif shown and aspect in LINES:
        _tell_lines(turn, shown, study, aspect)
        if aspect == "enrol" or _asks_for_a_test(turn, shown, aspect):
            _tell_rule(turn, rule, name)
    elif degree and not shown and studies.names_a_level(degree):
        turn.say("utter_study_level_unknown", study=name)
    elif rule:
        _tell_rule(turn, rule, name)
    else:
        _unknown(turn, name)
    turn.salience = turn.salience.about(about).asked(aspect)


def tell_of_occupation(turn: Turn, found: Occupation, aspect: str) -> None:
    """What holds for the studies that lead to a profession: their fees, when to enrol."""
    rule = studies.rule_of_all(turn.library.base.trainings_for(found.id), aspect)
    if rule:
        _tell_rule(turn, rule, found.title.both)
    else:
        _unknown(turn, found.title.both)
    turn.salience = turn.salience.about(Referent(OCCUPATION, found.id)).asked(aspect)


def _distinct(trainings: tuple[Training, ...], aspect: str) -> list[Training]:
    """The first few, each that says something else once."""
    said: dict[tuple[Any, ...], Training] = {}
    field = LINES.get(aspect, "length")
    for each in trainings:
        told = getattr(each, field)
        if not told and field != "place":
            continue  # the base does not know it
        key = (each.school, each.place) if LINES.get(aspect) == "place" else (told, each.level)
        said.setdefault(key, each)
    return list(said.values())[:_MAX_LINES]


def _tell_lines(turn: Turn, shown: list[Training], study: Study, aspect: str) -> None:
    base, kind, spoken = turn.library.base, LINES[aspect], turn.salience
    answering.told(turn, *shown)
    turn.salience = spoken.answered(shown[0].id)  # the study is spoken about, not each training
    status = answering.status(turn, (fact(each, kind, base) for each in shown))
    if len(shown) == 1:
        turn.say(f"utter_training_{kind}", status=status, **facts.training(shown[0], base))
    else:
        lines = [{"say": f"utter_study_{kind}", **facts.training(each, base)} for each in shown]
        turn.say("utter_study", lines=lines, status=status)
    bachelors = all(each.level == studies.BACHELOR_LEVEL for each in shown)
    if kind == "length" and study.kind == studies.UNIVERSITY and bachelors:
        turn.say("utter_study_then_master")


def _describe(turn: Turn, study: Study) -> None:
    """What a training is; of a school, what can be learnt there."""
    first, several = study.trainings[0], len(study.trainings) > 1
    titles = ", ".join(each.title for each in study.trainings[:_MAX_LINES])
    card = facts.training(first, turn.library.base)
    response = "utter_study_school" if several else "utter_study_summary"
    count = str(len(study.trainings))
    spoken = turn.salience
    answering.told(turn, first)
    turn.salience = spoken.answered(first.id)
    status = answering.status(turn, [fact(first, "title", turn.library.base)])
    told = {"summary": first.summary, "titles": titles, "count": count, "status": status}
    turn.say(response, study=study.words, **{**card, **told})


def _asks_for_a_test(turn: Turn, shown: list[Training], aspect: str) -> bool:
    """Whether « ya un examen ? » is not answered by what the trainings ask for."""
    asked = aspect == "admission" and conditions.asked(turn.words) == conditions.EXAM
    return asked and not any(_A_TEST.search(each.conditions) for each in shown)


def _tell_rule(turn: Turn, rule: str, study: str) -> None:
    """The entry that holds for every study of this kind, said of this one."""
    if rule:
        turn.say("utter_study_rule", study=study)
        questions.tell(turn, rule)


def _unknown(turn: Turn, study: str) -> None:
    unanswered.keep(turn.unit, turn.conversation, turn.words, turn.now)
    turn.say("utter_study_unknown", study=study)
