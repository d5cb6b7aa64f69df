"""Answers about a profession, with their source and date."""

from __future__ import annotations

from typing import Any, Optional

from actions import answer_record, deciding, learner_ways, similar_occupations
from actions.action_registry import action
from bot.booking.local_time import local_day
from bot.guidance.salience import OCCUPATION, UNKNOWN
from bot.presentation import entry_facts
from bot.turn_context import Turn
from knowledge.entry_schema import Occupation
from knowledge.facts import Fact, iter_facts
from knowledge.imported_models import RomeSheet
from knowledge.search_scores import MIN_HIT_SCORE

# Professions this near to one that the base lacks are offered, so many at most.
_MIN_NEARNESS, _MAX_NEAR = 0.5, 3
# The trainings shown as cards under the schools.
MAX_TRAININGS = 3


@action("action_ask_occupation", interrupts=True)
def ask_occupation(turn: Turn) -> None:
    """Show the card of a profession, or compare several."""
    named = turn.values.get("occupations") or ()
    if len(named) >= 2:
        deciding.compare_side_by_side(turn, named)
        return
    _say_occupation(turn, "ask_occupation", "utter_occupation")


@action("action_ask_day", interrupts=True)
def ask_day(turn: Turn) -> None:
    """Describe a day in a profession."""
    _say_occupation(turn, "ask_day", "utter_day")


@action("action_ask_access", interrupts=True)
def ask_access(turn: Turn) -> None:
    """Say the ways into a profession and whether it is regulated."""
    entry = resolve_occupation(turn, "ask_access")
    if entry is None:
        return
    if not entry.ways_in:
        turn.say("utter_access_unknown", title=entry.title.both)
        return
    answer_record.record_answer(turn, entry)
    say_access(turn, entry)


def say_access(turn: Turn, entry: Occupation) -> None:
    """Say the ways into a profession, the first in a sentence, all on a card."""
    ways = facts_of_ways_in(turn, entry)
    turn.say(
        "utter_access",
        path=entry_facts.render_first_way_in(entry),
        ways=entry_facts.render_ways_in(entry),
        regulation=render_regulation(entry),
        status=answer_record.render_lowest_certainty(turn, ways),
        asks_pay=entry_facts.pay_button_label(entry, turn.library.base),
        id=entry.id,
        title=entry.title.both,
        **entry_facts.source_facts(source for way in ways for source in way.sources),
    )


@action("action_ask_pay", interrupts=True)
def ask_pay(turn: Turn) -> None:
    """Say the pay with its year; its response states its own certainty."""
    entry = resolve_occupation(turn, "ask_pay")
    if entry is not None:
        answer_record.record_answer(turn, entry)
        pay = entry_facts.render_pay(entry, turn.library.base, local_day(turn.now))
        turn.say("utter_pay", id=entry.id, title=entry.title.both, pay=pay)


@action("action_ask_conditions", interrupts=True)
def ask_conditions(turn: Turn) -> None:
    """Describe the working conditions."""
    _say_occupation(turn, "ask_conditions", "utter_conditions")


@action("action_ask_prospects", interrupts=True)
def ask_prospects(turn: Turn) -> None:
    """Describe the job prospects."""
    _say_occupation(turn, "ask_prospects", "utter_prospects")


@action("action_ask_trainings", interrupts=True)
def ask_trainings(turn: Turn) -> None:
    """Say which schools teach a profession, else its ways in."""
    entry = resolve_occupation(turn, "ask_trainings")
    if entry is None:
        return
    trainings = learner_ways.list_trainings(turn, entry)
    if not trainings:
        turn.say("utter_trainings_unknown", title=entry.title.both)
        ask_access(turn)
        return
    answer_record.record_answer(turn, entry)
    base = turn.library.base
    turn.say(
        "utter_trainings",
        title=entry.title.both,
        id=entry.id,
        schools=entry_facts.render_schools(trainings, base),
        trainings=[entry_facts.training_facts(each, base) for each in trainings[:MAX_TRAININGS]],
    )


@action("action_ask_related", interrupts=True)
def ask_related(turn: Turn) -> None:
    """Show related professions, or similar ones with the extra wish of the message."""
    entry = resolve_occupation(turn, "ask_related")
    if entry is None:
        return
    if similar_occupations.has_extra_wish(turn):
        similar_occupations.show_similar(turn, entry)
        return
    unrefused = [each for each in entry.related if each not in turn.notebook.refused]
    related = entry_facts.occupation_options(unrefused, turn.library.base)
    options = [{"other": each["id"], "label": each["title"]} for each in related]
    turn.say("utter_related", title=entry.title.both, id=entry.id, options=options)


def _say_occupation(turn: Turn, intent: str, response: str) -> None:
    entry = resolve_occupation(turn, intent)
    if entry is not None:
        answer_record.record_answer(turn, entry)
        today = local_day(turn.now)
        turn.say(response, **entry_facts.occupation_facts(entry, turn.library.base, today))


def facts_of_ways_in(turn: Turn, entry: Occupation) -> list[Fact]:
    """Return the ways into a profession as facts with their provenance."""
    every = iter_facts(entry, turn.library.base)
    return [fact for fact in every if fact.name.startswith("ways_in.")]


def resolve_occupation(turn: Turn, intent: str) -> Optional[Occupation]:
    """Return the profession that is meant and make it the subject.

    Returns None after asking which of several is meant, or saying that it is unknown.
    """
    if turn.values.get("candidates"):
        _ask_which_occupation(turn, intent)
        return None
    if turn.sheet is not None:
        _say_sheet(turn, turn.sheet)
        return None
    entry = turn.occupation
    if turn.values.get("unknown"):
        _say_not_in_base(turn, str(turn.values["unknown"]))
        return None
    if entry is None or (turn.text and intent == "ask_occupation" and not _is_named(turn)):
        _say_none_named(turn, intent)
        return None
    turn.set(occupation=entry.id)
    turn.notebook.talk_about(entry.id)
    turn.talk_about(OCCUPATION, entry.id)
    return learner_ways.narrow_ways(turn, entry)


def _ask_which_occupation(turn: Turn, intent: str) -> None:
    """Ask which of the professions that share a name is meant."""
    options = entry_facts.occupation_options(turn.values["candidates"], turn.library.base)
    beside = turn.values.get("beside")
    if len(turn.values["candidates"]) == 1 and not beside:
        turn.say("utter_did_you_mean", intent=intent, **options[0])
        return
    choices = [{**option, "intent": intent} for option in options]
    turn.say("utter_namesakes" if beside else "utter_which_occupation", options=choices)


def _is_named(turn: Turn) -> bool:
    return bool(turn.values.get("occupation"))


def _say_none_named(turn: Turn, intent: str) -> None:
    """Reply when no profession is named: offer near ones, else say that it is not known."""
    named = turn.reading.professions_unknown if turn.reading is not None else ()
    if named:
        _say_not_in_base(turn, named[0])
        return
    if not turn.text or intent != "ask_occupation":
        turn.say("utter_name_occupation")
        return
    hits = turn.library.search(turn.text, ("occupation",), 3)
    near = entry_facts.occupation_options(
        (hit.id for hit in hits if hit.score >= MIN_HIT_SCORE), turn.library.base
    )
    turn.say("utter_occupation_unknown", options=near)


def _say_not_in_base(turn: Turn, name: str) -> None:
    """Say that the base lacks a profession, with its ROME sheet or the nearest professions.

    The profession becomes the subject all the same.
    """
    turn.talk_about(UNKNOWN, name)
    sheet = turn.library.base.sheets.get(turn.library.link(name).sheet_id or "")
    if sheet is not None:
        _say_sheet(turn, sheet)
        return
    near = [each for each, nearness in turn.library.near(name) if nearness >= _MIN_NEARNESS]
    options = entry_facts.occupation_options(near[:_MAX_NEAR], turn.library.base)
    response = "utter_occupation_near" if options else "utter_occupation_not_held"
    turn.say(response, name=name, options=options)


def _say_sheet(turn: Turn, sheet: RomeSheet) -> None:
    answer_record.record_answer(turn, sheet)
    turn.say("utter_sheet", **entry_facts.sheet_facts(sheet, turn.library.base))


def render_regulation(entry: Occupation) -> dict[str, Any]:
    """Say whether a profession is regulated, and with whom to check."""
    known = {True: "yes", False: "no", None: "unknown"}[entry.regulation.regulated]
    whom = entry_facts.render_owner(entry.regulation.owner)
    return {"say": f"utter_regulated_{known}", "note": entry.regulation.note or "", "whom": whom}
