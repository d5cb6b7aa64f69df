"""One aspect of a profession, to the point: how long, which subjects, is it hard, which hours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions import answering, facts, occupations, studies
from actions.registering import action
from actions.turn import Turn
from bot.booking.local_time import local_day
from bot.guidance import wishes
from bot.guidance.wishes import CONDITION_OF
from bot.handoff import unanswered
from knowledge import conditions, places
from knowledge import ways as ways_into
from knowledge.fact import facts_of
from knowledge.schema import Occupation, WayIn

_MAX_LENGTHS = 3
_MAX_CARDS = 2
_MAX_CONDITIONS = 4
_USUAL_CONDITIONS = ("hours", "physical")
_BACHELOR = 6  # CFC

Answer = Callable[[Turn, Occupation], None]


@action("action_ask_aspect", interrupts=True)
def ask_aspect(turn: Turn) -> None:
    """Answer what was asked of the profession that is meant, then offer the rest."""
    if turn.values.get("study"):
        studies.tell(turn, str(turn.values["study"]), str(turn.values["aspect"]))
        return
    found = occupations.which(turn, "ask_access")
    if found is None:
        return
    aspect = str(turn.values.get("aspect") or "access")
    answering.told(turn, found)
    turn.salience = turn.salience.asked(aspect)
    ANSWERS[aspect](turn, found)


def _say(turn: Turn, found: Occupation, response: str, **told: Any) -> None:
    turn.say(response, id=found.id, title=found.title.both, **told)


def _length(turn: Turn, found: Occupation) -> None:
    """Each length once, with the first way that takes it."""
    lengths: dict[str, str] = {}
    for way in ways_into.ways(found):
        if way.length:
            lengths.setdefault(way.length, way.title)
    if not lengths:
        _say(turn, found, "utter_aspect_not_known" if found.ways_in else "utter_access_unknown")
        return
    status = answering.status(turn, occupations.ways_of(turn, found))
    if len(lengths) == 1:
        [(length, title)] = lengths.items()
        _say(turn, found, "utter_aspect_length", way=title, length=length, status=status)
        return
    ways = [
        {"say": "utter_way_length", "way": title, "length": one}
        for one, title in list(lengths.items())[:_MAX_LENGTHS]
    ]
    _say(turn, found, "utter_aspect_lengths", ways=ways, status=status)


def _level(turn: Turn, found: Occupation) -> None:
    if conditions.asked(turn.words) == conditions.DIPLOMA and found.ways_in:
        tell_diploma(turn, found)
        return
    if not found.ways_in:
        _say(turn, found, "utter_access_unknown")
        return
    first = {"say": "utter_aspect_level_cess"} if found.levels[0] >= _BACHELOR else ""
    ways = [
        {"say": "utter_way_level", "way": way.title, "level": facts.level(way.level)}
        for way in ways_into.ways(found)[:_MAX_LENGTHS]
    ]
    _say(turn, found, "utter_aspect_level", ways=ways, first=first)


def _subjects(turn: Turn, found: Occupation) -> None:
    if _named_subject(turn, found):
        return
    if found.subjects:
        _say(turn, found, "utter_aspect_subjects", subjects=", ".join(found.subjects))
    else:
        _say(turn, found, "utter_aspect_not_known")


def _named_subject(turn: Turn, found: Occupation) -> bool:
    """« faut être fort en chimie ? »: whether the subject that is named is one that helps."""
    known = sorted({s for each in turn.library.base.occupations.values() for s in each.subjects})
    asked = conditions.subject_in(turn.words, known)
    if asked is None or not found.subjects:
        return False
    kind = "yes" if asked in found.subjects else "no"
    _say(
        turn,
        found,
        f"utter_aspect_subject_{kind}",
        subject=asked,
        subjects=", ".join(found.subjects),
        hard=", ".join(found.hard[:2]),
    )
    return True


def _difficulty(turn: Turn, found: Occupation) -> None:
    if _named_subject(turn, found):
        return
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
    asked = [CONDITION_OF[key] for key in wishes.named_in(turn.words) if key in CONDITION_OF]
    condition = None if asked else conditions.asked(turn.words)
    if condition not in (None, conditions.DIPLOMA):
        tell_condition(turn, found, str(condition))
        return
    told = found.conditions.dict()
    sentences = [told[name] for name in dict.fromkeys(asked or _USUAL_CONDITIONS)]
    kind = wishes.of_hours(turn.words, found.conditions.hours)
    response = f"utter_aspect_hours_{kind}" if kind else "utter_aspect_conditions"
    _say(turn, found, response, told=" ".join(sentences))


def _trainings(turn: Turn, found: Occupation) -> None:
    """Where it is learnt, within the town, length or schedule that the words ask for."""
    base = turn.library.base
    read = turn.library.trainings(turn.words, found.id)
    every = base.trainings_for(found.id)
    known = {each.id for each in every}
    fitting = [each for each in read.fitting if each.id in known] if read.asked else []
    shown = fitting or every
    if not shown:
        turn.say("utter_trainings_unknown", title=found.title.both)
        occupations.ask_access(turn)
        return
    schools = facts.taught_at(shown, base)
    cards = [facts.training(each, base) for each in shown[:_MAX_CARDS]]
    told: dict[str, Any] = {"schools": schools, "trainings": cards}
    if not read.asked or fitting:
        _say(turn, found, "utter_aspect_place", **told)
    elif read.asked.town:
        town = places.shown(read.asked.town, base.trainings.values(), base.towns)
        _say(turn, found, "utter_aspect_place_not_there", town=town, **told)
    else:
        _say(turn, found, "utter_aspect_place_near", **told)


def _admission(turn: Turn, found: Occupation) -> None:
    """The condition that was asked after, else what the nearest trainings ask for, and whether the
    profession is protected; without trainings, what the profession asks for."""
    condition = conditions.asked(turn.words)
    if condition == conditions.DIPLOMA and found.ways_in:
        tell_diploma(turn, found)
        return
    if condition not in (None, conditions.DIPLOMA):
        tell_condition(turn, found, str(condition))
        return
    known = turn.library.base.trainings_for(found.id)[:_MAX_CONDITIONS]
    told = [
        {"say": "utter_training_condition", "training": title, "conditions": asked}
        for title, asked in dict.fromkeys((each.title, each.conditions) for each in known)
    ]
    if not told:
        if not _tell_asked_for(turn, found):
            occupations.ask_access(turn)
        return
    regulation = occupations.regulation(found)
    _say(turn, found, "utter_aspect_admission", conditions=told, regulation=regulation)


def tell_condition(turn: Turn, found: Occupation, condition: str) -> None:
    """What the profession asks for of a licence, an age, a record…, else what its entry says of it;
    if nothing, that it says nothing."""
    if _tell_asked_for(turn, found, condition):
        return
    base, today = turn.library.base, local_day(turn.now)
    told = conditions.told(condition, found, base.trainings_for(found.id), today)
    what = {"say": f"utter_condition_{condition}"}
    if told:
        _say(turn, found, "utter_aspect_condition", told=" ".join(told), what=what)
    else:
        unanswered.keep(turn.unit, turn.conversation, turn.words, turn.now)
        kind = "age" if condition == conditions.AGE else "condition"
        _say(turn, found, f"utter_aspect_{kind}_unknown", what=what)


def _tell_asked_for(turn: Turn, found: Occupation, condition: str = "") -> bool:
    """The first conditions of access of one kind, or of all, with how sure they are; whether there
    are any."""
    numbers = conditions.asked_for(condition, found, local_day(turn.now))[:_MAX_CONDITIONS]
    if not numbers:
        return False
    names = {f"access.{number}" for number in numbers}
    stated = [each for each in facts_of(found, turn.library.base) if each.name in names]
    told = " ".join(each.value for each in stated)
    status = answering.status(turn, stated, told)
    _say(turn, found, "utter_aspect_asked_for", told=told, status=status)
    return True


def tell_diploma(turn: Turn, found: Occupation, told: bool = False) -> None:
    """Whether there is a way without the CESS, the shortest first; `told`: nothing was asked, so
    nothing begins with a yes."""
    ways = conditions.ways(found)
    first = ways.open or ways.shortest
    kind = "open" if ways.open else "depends" if ways.depends else "closed"
    asks = "without" if conditions.without(turn.words) else "needed"
    if told:
        asks = "without" if kind == "closed" else "needed"
    _say(
        turn,
        found,
        f"utter_diploma_{kind}_{asks}",
        way=_way(first) if first else "",
        regulation=_of_diploma(turn, found),
    )


def _of_diploma(turn: Turn, found: Occupation) -> dict[str, Any]:
    """What the profession says of a diploma, else whether it is protected."""
    numbers = conditions.asked_for(conditions.DIPLOMA, found, local_day(turn.now))
    if not numbers:
        return occupations.regulation(found)
    told = " ".join(found.access[number].says for number in numbers)
    return {"say": "utter_diploma_asked", "told": told}


def _way(way: WayIn) -> dict[str, Any]:
    length = ways_into.plainly(way.length)
    return {"say": "utter_diploma_way", "way": f"{way.title}, {length}" if length else way.title}


def _cost(turn: Turn, found: Occupation) -> None:
    """What has to be bought, where that is asked, else the fees."""
    if conditions.asked(turn.words) == conditions.EQUIPMENT:
        tell_condition(turn, found, conditions.EQUIPMENT)
    else:
        studies.tell_of_occupation(turn, found, "cost")


def _after(turn: Turn, found: Occupation) -> None:
    _say(turn, found, "utter_aspect_after", prospects=found.prospects)


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
    "cost": _cost,
    "enrol": lambda turn, found: studies.tell_of_occupation(turn, found, "enrol"),
    "dates": lambda turn, found: studies.tell_of_occupation(turn, found, "dates"),
}
