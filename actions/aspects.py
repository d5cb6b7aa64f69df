"""One aspect of a profession, to the point: how long, which subjects, is it hard, which hours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions import answering, deciding, facts, occupations
from actions.registering import action
from actions.turn import Turn
from bot.guidance import wishes
from bot.guidance.salience import OCCUPATION, Referent
from knowledge.schema import Occupation

_MAX_WAYS = 3
_MAX_TRAININGS = 4
# Which sentence of an entry's conditions answers a question about what.
_CONDITION_OF = {
    "nights": "hours",
    "weekends": "hours",
    "outdoors": "outdoors",
    "public": "people",
    "alone": "people",
    "physical": "physical",
    "travel": "travel",
}
_USUAL_CONDITIONS = ("hours", "physical")

Answer = Callable[[Turn, Occupation], None]


@action("action_ask_aspect", interrupts=True)
def ask_aspect(turn: Turn) -> None:
    """Answer what was asked of the profession that is meant, then offer the rest."""
    training = turn.library.base.trainings.get(turn.values.get("training") or "")
    if training is not None:
        answering.told(turn, training)
        card = facts.training(training, turn.library.base)
        turn.say(f"utter_training_{TRAINING_ANSWERS[str(turn.values['aspect'])]}", **card)
        return
    found = occupations.which(turn, "ask_access")
    if found is None:
        return
    aspect = str(turn.values.get("aspect") or "access")
    answering.told(turn, found)
    turn.salience = turn.salience.asked(aspect)
    ANSWERS[aspect](turn, found)


@action("action_ask_difference", interrupts=True)
def ask_difference(turn: Turn) -> None:
    """Two professions beside each other, on what was asked where that is known."""
    named = list(turn.values.get("occupations") or ())
    if len(named) < 2:
        deciding.start_deciding(turn)
        return
    base = turn.library.base
    pair = [base.occupations[each] for each in named if each in base.occupations]
    turn.salience = turn.salience.beside([Referent(OCCUPATION, each.id) for each in pair])
    answering.told(turn, *pair)
    say = _DIFFERENCES.get(str(turn.values.get("aspect")), "utter_difference_line")
    turn.say("utter_difference", lines=[_line(each, say) for each in pair], **_both(pair))


# What was asked about, where one line says it.
_DIFFERENCES = {"pay": "utter_difference_pay", "length": "utter_difference_length"}


def _both(pair: list[Occupation]) -> dict[str, str]:
    return {"first": pair[0].id, "second": pair[-1].id}


def _line(found: Occupation, say: str) -> dict[str, Any]:
    return {
        "say": say,
        "title": found.title.both,
        "what": found.summary[0],
        "length": _shortest(found),
        "levels": facts.levels(found),
        "pay": found.pay,
    }


def _shortest(found: Occupation) -> str:
    return found.ways_in[0].length if found.ways_in else ""


def _say(turn: Turn, found: Occupation, response: str, **told: Any) -> None:
    turn.say(response, id=found.id, title=found.title.both, **told)


def _length(turn: Turn, found: Occupation) -> None:
    if not found.ways_in:
        _say(turn, found, "utter_access_unknown")
        return
    said = dict.fromkeys((way.title, way.length) for way in found.ways_in)
    ways = [
        {"say": "utter_way_length", "way": title, "length": length}
        for title, length in list(said)[:_MAX_WAYS]
    ]
    _say(turn, found, "utter_aspect_length", ways=ways)


def _level(turn: Turn, found: Occupation) -> None:
    said = dict.fromkeys((way.title, way.level) for way in found.ways_in)
    ways = [
        {"say": "utter_way_level", "way": title, "level": facts.level(level)}
        for title, level in list(said)[:_MAX_WAYS]
    ]
    _say(turn, found, "utter_aspect_level" if ways else "utter_access_unknown", ways=ways)


def _subjects(turn: Turn, found: Occupation) -> None:
    if found.subjects:
        _say(turn, found, "utter_aspect_subjects", subjects=", ".join(found.subjects))
    else:
        _say(turn, found, "utter_aspect_not_known")


def _difficulty(turn: Turn, found: Occupation) -> None:
    _say(
        turn,
        found,
        "utter_aspect_difficulty",
        hard=", ".join(found.hard),
        qualities=", ".join(found.qualities),
        subjects=", ".join(found.subjects),
    )


def _conditions(turn: Turn, found: Occupation) -> None:
    """The sentences that answer what was asked (nights, outdoors…), else hours and effort."""
    asked = [_CONDITION_OF[key] for key in wishes.named_in(turn.words) if key in _CONDITION_OF]
    told = found.conditions.dict()
    sentences = [told[name] for name in dict.fromkeys(asked or _USUAL_CONDITIONS)]
    _say(turn, found, "utter_aspect_conditions", told=" ".join(sentences))


def _trainings(turn: Turn, found: Occupation) -> None:
    """Where it is learnt, within the town, length or schedule that the words ask for."""
    read = turn.library.trainings(turn.words, found.id)
    every = turn.library.base.trainings_for(found.id)
    fitting, near = read.fitting, read.near or every
    shown = (fitting if read.asked and fitting else near or fitting)[:_MAX_TRAININGS]
    if not shown:
        turn.say("utter_trainings_unknown", title=found.title.both)
        occupations.ask_access(turn)
        return
    cards = [facts.training(each, turn.library.base) for each in shown]
    outside = bool(read.asked) and not fitting
    response = "utter_aspect_place_near" if outside else "utter_aspect_place"
    first = {"school": shown[0].school, "place": shown[0].place}
    _say(turn, found, response, trainings=cards, **first)


def _admission(turn: Turn, found: Occupation) -> None:
    """What the nearest trainings ask for, and whether the profession is protected."""
    known = turn.library.base.trainings_for(found.id)[:2]
    conditions = [
        {"say": "utter_training_condition", "training": each.title, "conditions": each.conditions}
        for each in known
    ]
    if not conditions:
        occupations.ask_access(turn)
        return
    _say(
        turn,
        found,
        "utter_aspect_admission",
        conditions=conditions,
        regulation=occupations.regulation(found),
    )


def _after(turn: Turn, found: Occupation) -> None:
    _say(turn, found, "utter_aspect_after", prospects=found.prospects)


TRAINING_ANSWERS = {
    "length": "length",
    "place": "place",
    "trainings": "place",
    "schedule": "schedule",
    "admission": "conditions",
    "level": "conditions",
}
ANSWERS: dict[str, Answer] = {
    "length": _length,
    "level": _level,
    "subjects": _subjects,
    "difficulty": _difficulty,
    "conditions": _conditions,
    "place": _trainings,
    "trainings": _trainings,
    "schedule": _trainings,
    "admission": _admission,
    "after": _after,
    "access": lambda turn, found: occupations.ask_access(turn),
}
