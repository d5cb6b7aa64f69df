"""Answers about a study: length, place, conditions, and the rules of its kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions import answer_record, questions
from bot.choice_payloads import AskAspect
from bot.guidance.salience import OCCUPATION, STUDY, TRAINING, Referent
from bot.presentation import entry_facts
from bot.turn_context import Turn
from knowledge import access_conditions, study_lookup
from knowledge.entry_schema import Occupation, Training
from knowledge.facts import get_fact
from knowledge.study_lookup import Study

_MAX_LINES, _MAX_OCCUPATIONS = 3, 4
# The field of a training that answers an aspect.
FIELD_BY_ASPECT = {
    "length": "length",
    "place": "place",
    "trainings": "place",
    "schedule": "schedule",
    "admission": "conditions",
    "level": "conditions",
    "access": "conditions",
    "enrol": "conditions",
}
# Aspects for which a named level counts: « et le master ? ».
_LEVEL_ASPECTS = ("length", "place", "trainings", "schedule")
_EXAM_PATTERN = re.compile(r"épreuve|examen|concours|test", re.IGNORECASE)


def say_study_aspect(turn: Turn, named: str, aspect: str) -> None:
    """Answer an aspect of a study, named by the id of a training or by words."""
    base = turn.library.base
    degree = turn.words if aspect in _LEVEL_ASPECTS else ""
    study, training = study_lookup.resolve_study(named, base, degree), base.trainings.get(named)
    if turn.values.get("about"):
        study = study.beside(study_lookup.find_study(str(turn.values["about"]), base, degree))
    about = Referent(STUDY if training is None else TRAINING, named)
    name = named if training is None else study_lookup.get_main_title(training)
    shown = _distinct_trainings(study.trainings, aspect)
    rule = "" if _asks_other_date(turn) else study.rule(aspect)
    if study.trainings and aspect == "description":
        _say_description(turn, study)
    elif study.occupations and aspect == "after":
        _say_occupations(turn, study, name)
    elif shown and aspect in FIELD_BY_ASPECT:
        _say_trainings(turn, shown, study, aspect)
        if aspect == "enrol" or _asks_unlisted_exam(turn, shown, aspect):
            _say_rule(turn, rule, name)
    elif degree and not shown and study_lookup.names_degree(degree):
        turn.say("utter_study_level_unknown", study=name)
    elif rule:
        _say_rule(turn, rule, name)
    else:
        _say_unknown(turn, name)
    turn.salience = turn.salience.about(about).asked("" if _asks_other_date(turn) else aspect)


def say_rule_for_occupation(turn: Turn, found: Occupation, aspect: str) -> None:
    """Say the rule of the first path to a profession: its fees, when to enrol. Those of the other
    paths are offered."""
    rules = study_lookup.list_rules_for(found.id, aspect, turn.library.base)
    if rules and not _asks_other_date(turn):
        _say_rule(turn, rules[0], found.title.both, rules[1:])
    else:
        _say_unknown(turn, found.title.both)
    about = Referent(OCCUPATION, found.id)
    turn.salience = turn.salience.about(about).asked("" if _asks_other_date(turn) else aspect)


def _asks_other_date(turn: Turn) -> bool:
    """Whether a date is asked that is not known; « et en droit ? » does not ask for enrolment."""
    return turn.chosen(AskAspect) is AskAspect.OTHER_DATE


def _say_occupations(turn: Turn, study: Study, name: str) -> None:
    """Say which professions a study prepares for, with the rule about further studies, if its kind
    has one, on a button."""
    base, further = turn.library.base, study.rule("after")
    shown = [Referent(OCCUPATION, each) for each in study.occupations[:_MAX_OCCUPATIONS]]
    turn.salience = turn.salience.with_titles_offered(shown)
    turn.say(
        "utter_study_after",
        study=name,
        options=entry_facts.occupation_options(study.occupations[:_MAX_OCCUPATIONS], base),
        further=[{"id": further}] if further else [],
    )


def _distinct_trainings(trainings: tuple[Training, ...], aspect: str) -> list[Training]:
    """Return the first trainings that differ in the aspect; those without a value are left out."""
    distinct: dict[tuple[Any, ...], Training] = {}
    field = FIELD_BY_ASPECT.get(aspect, "length")
    for training in trainings:
        value = getattr(training, field)
        if field == "place":
            distinct.setdefault((training.school, training.place), training)
        elif value:
            distinct.setdefault((value, training.level), training)
    return list(distinct.values())[:_MAX_LINES]


def _say_trainings(turn: Turn, shown: list[Training], study: Study, aspect: str) -> None:
    base, kind, spoken = turn.library.base, FIELD_BY_ASPECT[aspect], turn.salience
    answer_record.record_answer(turn, *shown)
    # The study stays the subject, not each training.
    turn.salience = spoken.answered(shown[0].id)
    status = answer_record.render_lowest_certainty(
        turn, (get_fact(each, kind, base) for each in shown)
    )
    if len(shown) == 1:
        turn.say(
            f"utter_training_{kind}", status=status, **entry_facts.training_facts(shown[0], base)
        )
    else:
        lines = [
            {"say": f"utter_study_{kind}", **entry_facts.training_facts(each, base)}
            for each in shown
        ]
        turn.say("utter_study", lines=lines, status=status)
    bachelors = all(each.level == study_lookup.BACHELOR_LEVEL for each in shown)
    if kind == "length" and study.kind == study_lookup.UNIVERSITY and bachelors:
        turn.say("utter_study_then_master")


def _say_description(turn: Turn, study: Study) -> None:
    """Describe a training, or what a school teaches."""
    first, several = study.trainings[0], len(study.trainings) > 1
    titles = ", ".join(each.title for each in study.trainings[:_MAX_LINES])
    card = entry_facts.training_facts(first, turn.library.base)
    response = "utter_study_school" if several else "utter_study_summary"
    count = str(len(study.trainings))
    spoken = turn.salience
    answer_record.record_answer(turn, first)
    turn.salience = spoken.answered(first.id)
    status = answer_record.render_lowest_certainty(
        turn, [get_fact(first, "title", turn.library.base)]
    )
    facts = {"summary": first.summary, "titles": titles, "count": count, "status": status}
    turn.say(response, study=study.words, **{**card, **facts})


def _asks_unlisted_exam(turn: Turn, shown: list[Training], aspect: str) -> bool:
    """Whether an exam is asked about that the conditions of the trainings do not mention."""
    asked = (
        aspect == "admission"
        and access_conditions.find_condition(turn.words) == access_conditions.EXAM
    )
    return asked and not any(_EXAM_PATTERN.search(each.conditions) for each in shown)


def _say_rule(turn: Turn, rule: str, study: str, others: Sequence[str] = ()) -> None:
    """Say the entry about every study of this kind, and offer `others`."""
    if rule:
        turn.say("utter_study_rule", study=study)
        questions.say_entry(turn, rule, others)


def _say_unknown(turn: Turn, study: str) -> None:
    turn.say("utter_study_unknown", study=study)
