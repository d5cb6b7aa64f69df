"""Two professions beside each other on one aspect: a short line each, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from actions import answering, deciding, facts
from actions.registering import action
from actions.turn import Turn
from bot.guidance import wishes
from bot.guidance.salience import OCCUPATION, STUDY, Referent
from bot.guidance.wishes import CONDITION_OF
from bot.handoff import unanswered
from knowledge import constraints, studies
from knowledge.schema import Occupation, Training
from knowledge.text import normalise

_HOURS = re.compile(r"\b(?:horaires?|heures?|soirs?|matins?|journees?|jour)\b")
_MAX_LISTED = 3


@action("action_ask_difference", interrupts=True)
def ask_difference(turn: Turn) -> None:
    """Two professions on what was asked; where nothing was, what they do and how long it takes."""
    base = turn.library.base
    named = [each for each in turn.values.get("occupations") or () if each in base.occupations]
    compared = _studies(turn)
    if len(compared) == 2:
        _two_studies(turn, compared)
        return
    if turn.values.get("unknown") and len(named) == 1:
        _beside_an_unknown(turn, base.occupations[named[0]], str(turn.values["unknown"]))
        return
    if len(named) == 2 and named[0] == named[1]:
        _one_of_two_names(turn, base.occupations[named[0]])
        return
    if len(named) < 2:
        deciding.start_deciding(turn)
        return
    pair = [base.occupations[each] for each in named]
    answering.told(turn, *pair)
    turn.salience = turn.salience.beside([Referent(OCCUPATION, each.id) for each in pair])
    aspect = str(turn.values.get("aspect") or "")
    if aspect in LINES:
        turn.salience = turn.salience.asked(aspect)
    line = LINES.get(aspect, _in_short)
    turn.say(
        "utter_difference",
        verdict=_verdict(aspect, pair),
        lines=[line(turn, each) for each in pair],
        note=_note(turn, aspect, pair),
        first=pair[0].id,
        second=pair[-1].id,
    )


def _studies(turn: Turn) -> list[tuple[str, Training]]:
    """The studies that are put side by side, each with the training of the base nearest to it."""
    base = turn.library.base
    named = [str(each) for each in turn.values.get("studies") or ()]
    found = [(each, studies.find(each, base).trainings) for each in named]
    return [(each, trainings[0]) for each, trainings in found if trainings]


def _two_studies(turn: Turn, pair: list[tuple[str, Training]]) -> None:
    """How long each takes and where: what the base has of both; the courses are the school's."""
    answering.told(turn, *(training for _, training in pair))
    lines = [
        {
            "say": "utter_difference_study",
            "name": name,
            "title": studies.main_title(training),
            "length": {"say": "utter_difference_long", "length": training.length}
            if training.length
            else "",
            "where": _where(training.school, training.place),
        }
        for name, training in pair
    ]
    turn.say("utter_difference_studies", lines=lines)
    for name, _ in reversed(pair):
        turn.salience = turn.salience.about(Referent(STUDY, name))


def _beside_an_unknown(turn: Turn, found: Occupation, unknown: str) -> None:
    """What is not known is told as such, beside what is."""
    answering.told(turn, found)
    turn.talk_about(OCCUPATION, found.id)
    unanswered.keep(turn.unit, turn.conversation, turn.text, turn.now)
    turn.say(
        "utter_difference_one_unknown",
        unknown=unknown,
        lines=[_in_short(turn, found)],
        first=found.id,
    )


def _one_of_two_names(turn: Turn, found: Occupation) -> None:
    """« plombier ou chauffagiste »: two names that the base has for one profession."""
    answering.told(turn, found)
    turn.talk_about(OCCUPATION, found.id)
    names = [str(each) for each in turn.values.get("names") or ()]
    turn.say(
        "utter_difference_same",
        one=names[0],
        other=names[-1],
        lines=[_in_short(turn, found)],
        first=found.id,
    )


Line = Callable[[Turn, Occupation], dict[str, Any]]


def _in_short(turn: Turn, found: Occupation) -> dict[str, Any]:
    what, length, hours = found.summary[0], _first_known_length(found), _hours(found)
    if not length:
        return _say("utter_difference_conditions", found, told=f"{what} {hours}")
    return _say("utter_difference_line", found, what=what, length=length, hours=hours)


def _pay(turn: Turn, found: Occupation) -> dict[str, Any]:
    wage = turn.library.base.wages.get(found.id)
    if wage is None:
        return _say("utter_difference_pay_unknown", found, where=found.pay)
    kind = "utter_difference_pay_range" if wage.high else "utter_difference_pay_figure"
    return _say(kind, found, **facts.amount(wage))


def _length(turn: Turn, found: Occupation) -> dict[str, Any]:
    said: dict[str, str] = {}
    for way in found.ways_in:
        if way.length:
            said.setdefault(way.length, way.title)
    ways = [
        {"say": "utter_difference_way", "length": length, "way": title}
        for length, title in list(said.items())[:2]
    ]
    return (
        _say("utter_difference_length", found, ways=ways)
        if ways
        else _say("utter_difference_unknown", found)
    )


def _jobs(turn: Turn, found: Occupation) -> dict[str, Any]:
    return _say(
        "utter_difference_jobs", found, jobs=found.prospects, shortage=_shortage(turn, found)
    )


def _shortage(turn: Turn, found: Occupation) -> Any:
    """The newest lists of shortages that name it; silence says nothing of the rest."""
    told = facts.shortages(found, turn.library.base)
    cited = [each for each in told.get("lists", ()) if each["say"] == "utter_shortage_list"]
    return cited or ""


def _people(turn: Turn, found: Occupation) -> dict[str, Any]:
    return _say("utter_difference_conditions", found, told=found.conditions.dict()["people"])


def _conditions(turn: Turn, found: Occupation) -> dict[str, Any]:
    """What was asked after (nights, outdoors, people…), the hours, else effort and what is hard."""
    told = found.conditions.dict()
    asked = [CONDITION_OF[key] for key in wishes.named_in(turn.words) if key in CONDITION_OF]
    if not asked and _HOURS.search(normalise(turn.words)):
        asked = ["hours"]
    if asked:
        return _say(
            "utter_difference_conditions",
            found,
            told=" ".join(told[name] for name in dict.fromkeys(asked)),
        )
    effort = f"{told['physical']} {told['outdoors']}"
    return _say("utter_difference_effort", found, told=effort, hard=", ".join(found.hard[:2]))


def _difficulty(turn: Turn, found: Occupation) -> dict[str, Any]:
    return _say("utter_difference_difficulty", found, hard=", ".join(found.hard))


def _subjects(turn: Turn, found: Occupation) -> dict[str, Any]:
    if not found.subjects:
        return _say("utter_difference_unknown", found)
    return _say(
        "utter_difference_subjects", found, subjects=", ".join(found.subjects[:_MAX_LISTED])
    )


def _place(turn: Turn, found: Occupation) -> dict[str, Any]:
    """Where it is learnt, within the town that the words name; else the nearest known, said so."""
    limits = constraints.read(turn.words, turn.library.base.towns)
    every = turn.library.base.trainings_for(found.id)
    fitting = [each for each in every if limits and limits.fits(each)]
    if not every:
        return _say("utter_difference_nowhere", found)
    if limits and not fitting:
        return _say(
            "utter_difference_elsewhere", found, where=_where(every[0].school, every[0].place)
        )
    shown = dict.fromkeys(_where(e.school, e.place) for e in fitting or every)
    return _say("utter_difference_place", found, where=" ; ".join(list(shown)[:2]))


LINES: dict[str, Line] = {
    "pay": _pay,
    "length": _length,
    "level": _length,
    "access": _length,
    "jobs": _jobs,
    "conditions": _conditions,
    "people": _people,
    "difficulty": _difficulty,
    "subjects": _subjects,
    "place": _place,
    "trainings": _place,
}


def _verdict(aspect: str, pair: list[Occupation]) -> Any:
    """Which of two takes longer, where their shortest ways say so; nothing else is that sure."""
    if aspect not in ("length", "level", "access") or len(pair) != 2:
        return ""
    lengths = [_months(each) for each in pair]
    if not all(lengths) or lengths[0] == lengths[1]:
        return ""
    longest = pair[0] if lengths[0] > lengths[1] else pair[1]
    return {"say": "utter_difference_longer", "title": longest.title.both}


def _months(found: Occupation) -> int:
    """The length of the shortest way that starts after secondary school, 0 where none is known."""
    higher = [way for way in found.ways_in if way.level >= 5]
    known = [constraints.months(way.length) or 0 for way in higher]
    return min(known) if known and len(higher) == len(found.ways_in) else 0


def _note(turn: Turn, aspect: str, pair: list[Occupation]) -> Any:
    """The guaranteed minimum, said once, where a figure is missing."""
    base = turn.library.base
    if aspect != "pay" or all(each.id in base.wages for each in pair) or base.minimum_wage is None:
        return ""
    least = base.minimum_wage
    return {
        "say": "utter_difference_minimum",
        "low": facts.euros(least.low),
        "year": str(least.year),
    }


def _say(response: str, found: Occupation, **told: Any) -> dict[str, Any]:
    return {"say": response, "title": found.title.both, **told}


def _where(school: str, place: str) -> str:
    return f"{school}, {place}"


def _hours(found: Occupation) -> str:
    return str(found.conditions.dict()["hours"])


def _first_known_length(found: Occupation) -> str:
    """The length of the first way in that has one; "" where no page gives any."""
    return next((way.length for way in found.ways_in if way.length), "")
