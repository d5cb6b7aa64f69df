"""Answers about a profession: short first, more on demand, the source and the date shown."""

from __future__ import annotations

from typing import Any, Optional

from actions import answer_record, deciding, similar_occupations
from actions.action_registry import action
from bot.booking.local_time import local_day
from bot.guidance.salience import OCCUPATION, UNKNOWN
from bot.handoff import unanswered_repository
from bot.presentation import entry_facts
from bot.turn_context import Turn
from knowledge.entry_schema import Occupation
from knowledge.facts import Fact, iter_facts
from knowledge.imported_models import RomeSheet
from knowledge.search_index import MIN_HIT_SCORE

# A profession that the base lacks: others as near to it by what is done there are worth showing.
_MIN_NEARNESS, _MAX_NEAR = 0.5, 3
# So many trainings are shown as cards under the schools.
MAX_TRAININGS = 3


@action("action_ask_occupation", interrupts=True)
def ask_occupation(turn: Turn) -> None:
    """The card of a profession; two names are put side by side."""
    named = turn.values.get("occupations") or ()
    if len(named) >= 2:
        deciding.compare_side_by_side(turn, named)
        return
    _say_occupation(turn, "ask_occupation", "utter_occupation")


@action("action_ask_day", interrupts=True)
def ask_day(turn: Turn) -> None:
    _say_occupation(turn, "ask_day", "utter_day")


@action("action_ask_access", interrupts=True)
def ask_access(turn: Turn) -> None:
    found = resolve_occupation(turn, "ask_access")
    if found is None:
        return
    if not found.ways_in:
        turn.say("utter_access_unknown", title=found.title.both)
        return
    answer_record.record_answer(turn, found)
    ways = facts_of_ways_in(turn, found)
    turn.say(
        "utter_access",
        path=entry_facts.render_first_way_in(found),
        ways=entry_facts.render_ways_in(found),
        regulation=render_regulation(found),
        status=answer_record.render_lowest_certainty(turn, ways),
        asks_pay=entry_facts.pay_button_label(found, turn.library.base),
        id=found.id,
        title=found.title.both,
        **entry_facts.source_facts(source for way in ways for source in way.sources),
    )


@action("action_ask_pay", interrupts=True)
def ask_pay(turn: Turn) -> None:
    """The figure with its year; it carries its own doubt, so no other is told."""
    found = resolve_occupation(turn, "ask_pay")
    if found is not None:
        answer_record.record_answer(turn, found)
        pay = entry_facts.render_pay(found, turn.library.base, local_day(turn.now))
        turn.say("utter_pay", id=found.id, title=found.title.both, pay=pay)


@action("action_ask_conditions", interrupts=True)
def ask_conditions(turn: Turn) -> None:
    _say_occupation(turn, "ask_conditions", "utter_conditions")


@action("action_ask_prospects", interrupts=True)
def ask_prospects(turn: Turn) -> None:
    _say_occupation(turn, "ask_prospects", "utter_prospects")


@action("action_ask_trainings", interrupts=True)
def ask_trainings(turn: Turn) -> None:
    found = resolve_occupation(turn, "ask_trainings")
    if found is None:
        return
    trainings = turn.library.base.list_trainings_for(found.id)
    if not trainings:
        turn.say("utter_trainings_unknown", title=found.title.both)
        ask_access(turn)
        return
    answer_record.record_answer(turn, found)
    base = turn.library.base
    turn.say(
        "utter_trainings",
        title=found.title.both,
        id=found.id,
        schools=entry_facts.render_schools(trainings, base),
        trainings=[entry_facts.training_facts(each, base) for each in trainings[:MAX_TRAININGS]],
    )


@action("action_ask_related", interrupts=True)
def ask_related(turn: Turn) -> None:
    found = resolve_occupation(turn, "ask_related")
    if found is None:
        return
    if similar_occupations.has_extra_wish(turn):
        similar_occupations.show_similar(turn, found)
        return
    unrefused = [each for each in found.related if each not in turn.notebook.refused]
    near = entry_facts.occupation_options(unrefused, turn.library.base)
    options = [{"other": one["id"], "label": one["title"]} for one in near]
    turn.say("utter_related", title=found.title.both, id=found.id, options=options)


def _say_occupation(turn: Turn, intent: str, response: str) -> None:
    found = resolve_occupation(turn, intent)
    if found is not None:
        answer_record.record_answer(turn, found)
        turn.say(response, **entry_facts.occupation_facts(found, turn.library.base))


def facts_of_ways_in(turn: Turn, found: Occupation) -> list[Fact]:
    """The ways into a profession as facts, each with what it rests on."""
    every = iter_facts(found, turn.library.base)
    return [fact for fact in every if fact.name.startswith("ways_in.")]


def resolve_occupation(turn: Turn, intent: str) -> Optional[Occupation]:
    """The profession meant; when several are plausible, or none is known, say so."""
    doubtful = turn.values.get("candidates")
    if doubtful:
        base = turn.library.base
        if len(doubtful) == 1 and not turn.values.get("beside"):
            meant = entry_facts.occupation_options(doubtful, base)[0]
            turn.say("utter_did_you_mean", intent=intent, **meant)
            return None
        choices = [
            {**each, "intent": intent} for each in entry_facts.occupation_options(doubtful, base)
        ]
        beside = turn.values.get("beside")
        turn.say("utter_namesakes" if beside else "utter_which_occupation", options=choices)
        return None
    if turn.sheet is not None:
        _say_sheet(turn, turn.sheet)
        return None
    found = turn.occupation
    if turn.values.get("unknown"):
        _say_not_in_base(turn, str(turn.values["unknown"]))
        return None
    if found is None or (turn.text and intent == "ask_occupation" and not _is_named(turn)):
        _say_none_named(turn, intent)
        return None
    turn.set(occupation=found.id)
    turn.notebook.talk_about(found.id)
    turn.talk_about(OCCUPATION, found.id)
    return found


def _is_named(turn: Turn) -> bool:
    return bool(turn.values.get("occupation"))


def _say_none_named(turn: Turn, intent: str) -> None:
    """No profession named: near ones if the words describe one, else the honest answer."""
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
    unanswered_repository.add_unanswered_question(turn.unit, turn.conversation, turn.text, turn.now)
    turn.say("utter_occupation_unknown", options=near)


def _say_not_in_base(turn: Turn, name: str) -> None:
    """A profession was named that none of ours is; it is the subject all the same. Where ROME has
    it, its sheet is shown, else what is nearest by what is done there."""
    turn.talk_about(UNKNOWN, name)
    sheet = turn.library.base.sheets.get(turn.library.link(name).sheet_id or "")
    if sheet is not None:
        _say_sheet(turn, sheet)
        return
    near = [each for each, nearness in turn.library.near(name) if nearness >= _MIN_NEARNESS]
    options = entry_facts.occupation_options(near[:_MAX_NEAR], turn.library.base)
    unanswered_repository.add_unanswered_question(turn.unit, turn.conversation, turn.text, turn.now)
    response = "utter_occupation_near" if options else "utter_occupation_not_held"
    turn.say(response, name=name, options=options)


def _say_sheet(turn: Turn, sheet: RomeSheet) -> None:
    answer_record.record_answer(turn, sheet)
    turn.say("utter_sheet", **entry_facts.sheet_facts(sheet, turn.library.base))


def render_regulation(found: Occupation) -> dict[str, Any]:
    known = {True: "yes", False: "no", None: "unknown"}[found.regulation.regulated]
    whom = entry_facts.render_owner(found.regulation.owner)
    return {"say": f"utter_regulated_{known}", "note": found.regulation.note or "", "whom": whom}
