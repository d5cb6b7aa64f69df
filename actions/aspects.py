"""Answers about one aspect of a profession: length, level, subjects, hours, admission…"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions import answer_record, learner_ways, occupations, studies
from actions.action_registry import action
from bot.booking.local_time import local_day
from bot.notebook import wishes
from bot.notebook.wishes import CONDITION_BY_WISH
from bot.presentation import entry_facts
from bot.turn_context import Turn
from knowledge import access_conditions, training_constraints, training_places, ways_in_summary
from knowledge.entry_schema import Occupation, WayIn
from knowledge.facts import iter_facts

_MAX_LENGTHS = 3
_MAX_CARDS = 2
_MAX_CONDITIONS = 4
_USUAL_CONDITIONS = ("hours", "physical")
_BACHELOR_LEVEL = 6  # CFC

AspectAnswer = Callable[[Turn, Occupation], None]


@action("action_ask_aspect", interrupts=True)
def ask_aspect(turn: Turn) -> None:
    """Answer one aspect of the profession or study that is meant."""
    if turn.values.get("study"):
        studies.say_study_aspect(turn, str(turn.values["study"]), str(turn.values["aspect"]))
        return
    entry = occupations.resolve_occupation(turn, "ask_access")
    if entry is None:
        return
    aspect = str(turn.values.get("aspect") or "access")
    answer_record.record_answer(turn, entry)
    turn.salience = turn.salience.asked(aspect)
    ANSWERS_BY_ASPECT[aspect](turn, entry)


def _say_about(turn: Turn, entry: Occupation, response: str, **told: Any) -> None:
    turn.say(response, id=entry.id, title=entry.title.both, **told)


def _answer_length(turn: Turn, entry: Occupation) -> None:
    """Say each length once, with the first way in that takes it."""
    lengths: dict[str, str] = {}
    for way in ways_in_summary.summarise_ways_in(entry):
        if way.length:
            lengths.setdefault(way.length, way.title)
    if not lengths:
        _say_about(
            turn, entry, "utter_aspect_not_known" if entry.ways_in else "utter_access_unknown"
        )
        if learner_ways.is_narrowed(turn, entry):  # which ways there are, at least
            occupations.say_access(turn, entry)
        return
    status = answer_record.render_lowest_certainty(turn, occupations.facts_of_ways_in(turn, entry))
    if len(lengths) == 1:
        [(length, title)] = lengths.items()
        _say_about(turn, entry, "utter_aspect_length", way=title, length=length, status=status)
        return
    ways = [
        {"say": "utter_way_length", "way": title, "length": length}
        for length, title in list(lengths.items())[:_MAX_LENGTHS]
    ]
    _say_about(turn, entry, "utter_aspect_lengths", ways=ways, status=status)


def _answer_level(turn: Turn, entry: Occupation) -> None:
    if access_conditions.find_condition(turn.words) == access_conditions.DIPLOMA and entry.ways_in:
        say_diploma(turn, entry)
        return
    if not entry.ways_in:
        _say_about(turn, entry, "utter_access_unknown")
        return
    first = {"say": "utter_aspect_level_cess"} if entry.levels[0] >= _BACHELOR_LEVEL else ""
    ways = [
        {"say": "utter_way_level", "way": way.title, "level": entry_facts.render_level(way.level)}
        for way in ways_in_summary.summarise_ways_in(entry)[:_MAX_LENGTHS]
    ]
    _say_about(turn, entry, "utter_aspect_level", ways=ways, first=first)


def _answer_subjects(turn: Turn, entry: Occupation) -> None:
    if _answer_named_subject(turn, entry):
        return
    if entry.subjects:
        _say_about(turn, entry, "utter_aspect_subjects", subjects=", ".join(entry.subjects))
    else:
        _say_about(turn, entry, "utter_aspect_not_known")


def _answer_named_subject(turn: Turn, entry: Occupation) -> bool:
    """Answer « faut être fort en chimie ? »; False when the words name no school subject."""
    known = sorted({s for other in turn.library.base.occupations.values() for s in other.subjects})
    asked = access_conditions.find_school_subject(turn.words, known)
    if asked is None or not entry.subjects:
        return False
    kind = "yes" if asked in entry.subjects else "no"
    _say_about(
        turn,
        entry,
        f"utter_aspect_subject_{kind}",
        subject=asked,
        subjects=", ".join(entry.subjects),
        hard=", ".join(entry.hard[:2]),
    )
    return True


def _answer_difficulty(turn: Turn, entry: Occupation) -> None:
    if _answer_named_subject(turn, entry):
        return
    _say_about(
        turn,
        entry,
        "utter_aspect_difficulty",
        hard=", ".join(entry.hard),
        qualities=", ".join(entry.qualities),
        subjects=", ".join(entry.subjects),
    )


def _answer_conditions(turn: Turn, entry: Occupation) -> None:
    """Say the conditions that were asked about (nights, outdoors…), else hours and effort."""
    asked = [
        CONDITION_BY_WISH[key]
        for key in wishes.find_mentioned_wishes(turn.words)
        if key in CONDITION_BY_WISH
    ]
    condition = None if asked else access_conditions.find_condition(turn.words)
    if condition not in (None, access_conditions.DIPLOMA):
        say_condition(turn, entry, str(condition))
        return
    conditions = entry.conditions.dict()
    sentences = [conditions[name] for name in dict.fromkeys(asked or _USUAL_CONDITIONS)]
    kind = wishes.answer_hours_question(turn.words, entry.conditions.hours)
    response = f"utter_aspect_hours_{kind}" if kind else "utter_aspect_conditions"
    _say_about(turn, entry, response, told=" ".join(sentences))


def _answer_trainings(turn: Turn, entry: Occupation) -> None:
    """Say where it is taught, within the town, length or schedule that was asked for."""
    base = turn.library.base
    every = learner_ways.list_trainings(turn, entry)
    limits = training_constraints.parse_constraints(turn.words, base.towns)
    fitting = [training for training in every if limits.fits(training)]
    shown = fitting or every
    if not shown:
        turn.say("utter_trainings_unknown", title=entry.title.both)
        occupations.ask_access(turn)
        return
    schools = entry_facts.render_schools(shown, base)
    cards = [entry_facts.training_facts(training, base) for training in shown[:_MAX_CARDS]]
    facts: dict[str, Any] = {"schools": schools, "trainings": cards}
    if fitting:
        _say_about(turn, entry, "utter_aspect_place", **facts)
    elif limits.town:
        town = training_places.render_town(limits.town, base.trainings.values(), base.towns)
        _say_about(turn, entry, "utter_aspect_place_not_there", town=town, **facts)
    else:
        _say_about(turn, entry, "utter_aspect_place_near", **facts)


def _answer_admission(turn: Turn, entry: Occupation) -> None:
    """Say the condition that was asked about, else what the first trainings require and whether
    the profession is protected; without trainings, what the profession itself requires."""
    # « j'ai pas mon CESS, je peux quand même faire plombier ? »
    whole = turn.reading.text if turn.text and turn.reading is not None else turn.words
    asked = access_conditions.find_condition(whole, asked=True)
    if asked != access_conditions.DIPLOMA:
        asked = access_conditions.find_condition(turn.words, asked=True)
    condition = asked or access_conditions.find_condition(turn.words)
    if condition == access_conditions.DIPLOMA and entry.ways_in:
        say_diploma(turn, entry)
        return
    if condition not in (None, access_conditions.DIPLOMA):
        say_condition(turn, entry, str(condition))
        return
    known = learner_ways.list_trainings(turn, entry)[:_MAX_CONDITIONS]
    conditions = [
        {"say": "utter_training_condition", "training": title, "conditions": required}
        for title, required in dict.fromkeys((each.title, each.conditions) for each in known)
    ]
    if not conditions:
        if not _say_access_conditions(turn, entry):
            occupations.ask_access(turn)
        return
    regulation = occupations.render_regulation(entry)
    _say_about(turn, entry, "utter_aspect_admission", conditions=conditions, regulation=regulation)


def say_condition(turn: Turn, entry: Occupation, condition: str) -> None:
    """Say what the profession requires (a licence, an age, a record…), else the sentences of its
    entry about it, else that it is unknown."""
    if _say_access_conditions(turn, entry, condition):
        return
    trainings, today = learner_ways.list_trainings(turn, entry), local_day(turn.now)
    age = learner_ways.find_adult_age(turn) if condition == access_conditions.AGE else None
    sentences = access_conditions.list_condition_sentences(condition, entry, trainings, today, age)
    what = {"say": f"utter_condition_{condition}"}
    if sentences:
        _say_about(turn, entry, "utter_aspect_condition", told=" ".join(sentences), what=what)
    else:
        kind = "age" if condition == access_conditions.AGE else "condition"
        _say_about(turn, entry, f"utter_aspect_{kind}_unknown", what=what)


def _say_access_conditions(turn: Turn, entry: Occupation, condition: str = "") -> bool:
    """Say the first access conditions of one kind, or of any; False when there are none."""
    numbers = access_conditions.list_condition_numbers(condition, entry, local_day(turn.now))[
        :_MAX_CONDITIONS
    ]
    if not numbers:
        return False
    names = {f"access.{number}" for number in numbers}
    facts = [each for each in iter_facts(entry, turn.library.base) if each.name in names]
    text = " ".join(each.value for each in facts)
    status = answer_record.render_lowest_certainty(turn, facts, text)
    _say_about(turn, entry, "utter_aspect_asked_for", told=text, status=status)
    return True


def say_diploma(turn: Turn, entry: Occupation, unasked: bool = False) -> None:
    """Say whether a way in is open without the CESS, the shortest first.

    With `unasked`, the wording does not answer a question with yes or no.
    """
    ways = access_conditions.find_shortest_ways(entry)
    first = ways.open or ways.shortest
    kind = "open" if ways.open else "depends" if ways.is_after_secondary else "closed"
    asks = "without" if access_conditions.asks_without_diploma(turn.words) else "needed"
    if unasked:
        asks = "without" if kind == "closed" else "needed"
    _say_about(
        turn,
        entry,
        f"utter_diploma_{kind}_{asks}",
        way=_render_way(first) if first else "",
        regulation=_render_diploma_rule(turn, entry),
    )


def _render_diploma_rule(turn: Turn, entry: Occupation) -> dict[str, Any]:
    """What the profession requires of a diploma, else whether it is protected."""
    numbers = access_conditions.list_condition_numbers(
        access_conditions.DIPLOMA, entry, local_day(turn.now)
    )
    if not numbers:
        return occupations.render_regulation(entry)
    text = " ".join(entry.access[number].says for number in numbers)
    return {"say": "utter_diploma_asked", "told": text}


def _render_way(way: WayIn) -> dict[str, Any]:
    length = ways_in_summary.strip_asides(way.length)
    return {"say": "utter_diploma_way", "way": f"{way.title}, {length}" if length else way.title}


def _answer_cost(turn: Turn, entry: Occupation) -> None:
    """Say what has to be bought if that was asked, else the fees."""
    if access_conditions.find_condition(turn.words) == access_conditions.EQUIPMENT:
        say_condition(turn, entry, access_conditions.EQUIPMENT)
    else:
        studies.say_rule_for_occupation(turn, entry, "cost")


def _answer_prospects(turn: Turn, entry: Occupation) -> None:
    _say_about(turn, entry, "utter_aspect_after", prospects=entry.prospects)


ANSWERS_BY_ASPECT: dict[str, AspectAnswer] = {
    "length": _answer_length,
    "level": _answer_level,
    "subjects": _answer_subjects,
    "difficulty": _answer_difficulty,
    "conditions": _answer_conditions,
    "place": _answer_trainings,
    "trainings": _answer_trainings,
    "schedule": _answer_trainings,
    "admission": _answer_admission,
    "after": _answer_prospects,
    "access": lambda turn, entry: occupations.ask_access(turn),
    "cost": _answer_cost,
    "enrol": lambda turn, entry: studies.say_rule_for_occupation(turn, entry, "enrol"),
    "dates": lambda turn, entry: studies.say_rule_for_occupation(turn, entry, "dates"),
}
