"""Compares two professions or studies on one aspect, one line each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from actions import answer_record, deciding
from actions.action_registry import action
from bot.booking.local_time import local_day
from bot.guidance.salience import OCCUPATION, STUDY, Referent
from bot.language.normalisation import normalise
from bot.notebook import wishes
from bot.notebook.wishes import CONDITION_BY_WISH
from bot.presentation import dates_and_amounts, entry_facts, shortage_facts
from bot.turn_context import Turn
from knowledge import access_conditions, study_lookup, training_constraints
from knowledge.entry_schema import Occupation, Training

_HOURS_PATTERN = re.compile(r"\b(?:horaires?|heures?|soirs?|matins?|journees?|jour)\b")
_MAX_LISTED = 3


@action("action_ask_difference", interrupts=True)
def ask_difference(turn: Turn) -> None:
    """Compare two professions on the aspect asked, or by what they do and how long it takes."""
    base = turn.library.base
    named = [each for each in turn.values.get("occupations") or () if each in base.occupations]
    studies = _compared_studies(turn)
    if len(studies) == 2:
        _say_two_studies(turn, studies)
        return
    if turn.values.get("unknown") and len(named) == 1:
        _say_beside_unknown(turn, base.occupations[named[0]], str(turn.values["unknown"]))
        return
    if len(named) == 2 and named[0] == named[1]:
        _say_same_occupation(turn, base.occupations[named[0]])
        return
    if len(named) < 2:
        deciding.start_deciding(turn)
        return
    pair = [base.occupations[each] for each in named]
    answer_record.record_answer(turn, *pair)
    turn.salience = turn.salience.beside([Referent(OCCUPATION, each.id) for each in pair])
    aspect = str(turn.values.get("aspect") or "")
    if aspect in LINES_BY_ASPECT:
        turn.salience = turn.salience.asked(aspect)
    line = LINES_BY_ASPECT.get(aspect, _summary_line)
    turn.say(
        "utter_difference",
        verdict=_render_longer(aspect, pair),
        lines=[line(turn, each) for each in pair],
        note=_minimum_wage_note(turn, aspect, pair),
        first=pair[0].id,
        second=pair[-1].id,
    )


def _compared_studies(turn: Turn) -> list[tuple[str, Training]]:
    """The named studies that the base knows, each with its first training."""
    base = turn.library.base
    named = [str(each) for each in turn.values.get("studies") or ()]
    found = [(each, study_lookup.find_study(each, base).trainings) for each in named]
    return [(each, trainings[0]) for each, trainings in found if trainings]


def _say_two_studies(turn: Turn, pair: list[tuple[str, Training]]) -> None:
    """Say how long two studies take and where they are taught."""
    answer_record.record_answer(turn, *(training for _, training in pair))
    lines = [
        {
            "say": "utter_difference_study",
            "name": name,
            "title": study_lookup.get_main_title(training),
            "length": {"say": "utter_difference_long", "length": training.length}
            if training.length
            else "",
            "where": _join_school_place(training.school, training.place),
        }
        for name, training in pair
    ]
    turn.say("utter_difference_studies", lines=lines)
    for name, _ in reversed(pair):
        turn.salience = turn.salience.about(Referent(STUDY, name))


def _say_beside_unknown(turn: Turn, entry: Occupation, unknown: str) -> None:
    """Say what is known of one profession and that the other is unknown."""
    answer_record.record_answer(turn, entry)
    turn.talk_about(OCCUPATION, entry.id)
    turn.say(
        "utter_difference_one_unknown",
        unknown=unknown,
        lines=[_summary_line(turn, entry)],
        first=entry.id,
    )


def _say_same_occupation(turn: Turn, entry: Occupation) -> None:
    """Say that two names mean one profession: « plombier ou chauffagiste »."""
    answer_record.record_answer(turn, entry)
    turn.talk_about(OCCUPATION, entry.id)
    names = [str(each) for each in turn.values.get("names") or ()]
    turn.say(
        "utter_difference_same",
        one=names[0],
        other=names[-1],
        lines=[_summary_line(turn, entry)],
        first=entry.id,
    )


LineRenderer = Callable[[Turn, Occupation], dict[str, Any]]


def _summary_line(turn: Turn, entry: Occupation) -> dict[str, Any]:
    what, length, hours = entry.summary[0], _first_known_length(entry), _hours_text(entry)
    if not length:
        return _make_line("utter_difference_conditions", entry, told=f"{what} {hours}")
    length = f"{length[:1].upper()}{length[1:]}"  # a sentence of its own
    return _make_line("utter_difference_line", entry, what=what, length=length, hours=hours)


def _pay_line(turn: Turn, entry: Occupation) -> dict[str, Any]:
    wage = turn.library.base.wages.get(entry.id)
    if wage is None:
        return _make_line("utter_difference_pay_unknown", entry, where=entry.pay)
    kind = "utter_difference_pay_range" if wage.high else "utter_difference_pay_figure"
    return _make_line(kind, entry, **entry_facts.wage_facts(wage))


def _length_line(turn: Turn, entry: Occupation) -> dict[str, Any]:
    lengths: dict[str, str] = {}
    for way in entry.ways_in:
        if way.length:
            lengths.setdefault(way.length, way.title)
    if not lengths:
        return _make_line("utter_difference_unknown", entry)
    ways = [
        {"say": "utter_difference_way", "length": length, "way": title}
        for length, title in list(lengths.items())[:2]
    ]
    return _make_line("utter_difference_length", entry, ways=ways)


def _jobs_line(turn: Turn, entry: Occupation) -> dict[str, Any]:
    return _make_line(
        "utter_difference_jobs", entry, jobs=entry.prospects, shortage=_render_shortage(turn, entry)
    )


def _render_shortage(turn: Turn, entry: Occupation) -> Any:
    """Cite the newest lists of shortage occupations that name it."""
    told = shortage_facts.render_shortages(entry, turn.library.base, local_day(turn.now))
    return [each for each in told.get("lists", ()) if "titles" in each] or ""


def _people_line(turn: Turn, entry: Occupation) -> dict[str, Any]:
    return _make_line("utter_difference_conditions", entry, told=entry.conditions.dict()["people"])


def _conditions_line(turn: Turn, entry: Occupation) -> dict[str, Any]:
    """The conditions asked about (nights, outdoors, people…), else the effort and what is hard; of
    « et en alternance ? », where it is taught so."""
    if training_constraints.parse_constraints(turn.words, ()).alternating:
        return _place_line(turn, entry)
    conditions = entry.conditions.dict()
    asked = [
        CONDITION_BY_WISH[key]
        for key in wishes.find_mentioned_wishes(turn.words)
        if key in CONDITION_BY_WISH
    ]
    if not asked and _HOURS_PATTERN.search(normalise(turn.words)):
        asked = ["hours"]
    if asked:
        return _make_line(
            "utter_difference_conditions",
            entry,
            told=" ".join(conditions[name] for name in dict.fromkeys(asked)),
        )
    effort = f"{conditions['physical']} {conditions['outdoors']}"
    return _make_line("utter_difference_effort", entry, told=effort, hard=", ".join(entry.hard[:2]))


def _difficulty_line(turn: Turn, entry: Occupation) -> dict[str, Any]:
    return _make_line("utter_difference_difficulty", entry, hard=", ".join(entry.hard))


def _subjects_line(turn: Turn, entry: Occupation) -> dict[str, Any]:
    if not entry.subjects:
        return _make_line("utter_difference_unknown", entry)
    return _make_line(
        "utter_difference_subjects", entry, subjects=", ".join(entry.subjects[:_MAX_LISTED])
    )


def _admission_line(turn: Turn, entry: Occupation) -> dict[str, Any]:
    """What the entry says of the condition asked about (an exam, a licence…), else what the
    training of the lowest level requires."""
    known = turn.library.base.list_trainings_for(entry.id)
    asked = access_conditions.find_condition(turn.words)
    if asked in (None, access_conditions.DIPLOMA):
        lowest = sorted(known, key=lambda training: training.level)
        said = [training.conditions for training in lowest if training.conditions][:1]
    else:
        day = local_day(turn.now)
        said = access_conditions.list_condition_sentences(str(asked), entry, known, day)
    if not said:
        return _make_line("utter_difference_unknown", entry)
    return _make_line("utter_difference_conditions", entry, told=" ".join(said))


def _place_line(turn: Turn, entry: Occupation) -> dict[str, Any]:
    """Where it is taught in the town that the words name, else where it is known to be taught."""
    limits = training_constraints.parse_constraints(turn.words, turn.library.base.towns)
    every = turn.library.base.list_trainings_for(entry.id)
    fitting = [each for each in every if limits and limits.fits(each)]
    if not every:
        return _make_line("utter_difference_nowhere", entry)
    if limits and not fitting:
        return _make_line(
            "utter_difference_elsewhere",
            entry,
            where=_join_school_place(every[0].school, every[0].place),
        )
    shown = dict.fromkeys(_join_school_place(e.school, e.place) for e in fitting or every)
    return _make_line("utter_difference_place", entry, where=" ; ".join(list(shown)[:2]))


LINES_BY_ASPECT: dict[str, LineRenderer] = {
    "pay": _pay_line,
    "length": _length_line,
    "admission": _admission_line,
    "jobs": _jobs_line,
    "conditions": _conditions_line,
    "people": _people_line,
    "difficulty": _difficulty_line,
    "subjects": _subjects_line,
    "place": _place_line,
}


def _render_longer(aspect: str, pair: list[Occupation]) -> Any:
    """Say which takes longer, if the shortest ways into both are known and differ."""
    if aspect != "length" or len(pair) != 2:
        return ""
    lengths = [_shortest_months(each) for each in pair]
    if not all(lengths) or lengths[0] == lengths[1]:
        return ""
    longest = pair[0] if lengths[0] > lengths[1] else pair[1]
    return {"say": "utter_difference_longer", "title": longest.title.both}


def _shortest_months(entry: Occupation) -> int:
    """The months of the shortest way in, or 0 unless all ways start after secondary school."""
    higher = [way for way in entry.ways_in if way.level >= 5]
    known = [training_constraints.parse_months(way.length) or 0 for way in higher]
    return min(known) if known and len(higher) == len(entry.ways_in) else 0


def _minimum_wage_note(turn: Turn, aspect: str, pair: list[Occupation]) -> Any:
    """Name the guaranteed minimum wage if the pay of one of the pair is unknown."""
    base = turn.library.base
    if aspect != "pay" or all(each.id in base.wages for each in pair) or base.minimum_wage is None:
        return ""
    least = base.minimum_wage
    return {
        "say": "utter_difference_minimum",
        "low": dates_and_amounts.format_euros(least.low),
        "year": str(least.year),
    }


def _make_line(response: str, entry: Occupation, **told: Any) -> dict[str, Any]:
    return {"say": response, "title": entry.title.both, **told}


def _join_school_place(school: str, place: str) -> str:
    return f"{school}, {place}"


def _hours_text(entry: Occupation) -> str:
    return str(entry.conditions.dict()["hours"])


def _first_known_length(entry: Occupation) -> str:
    """The length of the first way in that has one, or ""."""
    return next((way.length for way in entry.ways_in if way.length), "")
