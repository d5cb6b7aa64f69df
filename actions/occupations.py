"""Answers about a profession: short first, more on demand, the source and the date shown."""

from __future__ import annotations

from typing import Any, Optional

from actions import alike, answering, deciding, facts
from actions.registering import action
from actions.turn import Turn
from bot.booking.local_time import local_day
from bot.guidance.salience import OCCUPATION, UNKNOWN
from bot.handoff import unanswered
from knowledge.fact import Fact, facts_of
from knowledge.index import ENOUGH
from knowledge.official import Sheet
from knowledge.schema import Occupation

# A profession that the base lacks: others as near to it by what is done there are worth showing.
_NEAR_ENOUGH, _MAX_NEAR = 0.5, 3
# So many trainings are shown as cards under the schools.
MAX_TRAININGS = 3


@action("action_ask_occupation", interrupts=True)
def ask_occupation(turn: Turn) -> None:
    """The card of a profession; two names are put side by side."""
    named = turn.values.get("occupations") or ()
    if len(named) >= 2:
        deciding.side_by_side(turn, named)
        return
    _tell(turn, "ask_occupation", "utter_occupation")


@action("action_ask_day", interrupts=True)
def ask_day(turn: Turn) -> None:
    _tell(turn, "ask_day", "utter_day")


@action("action_ask_access", interrupts=True)
def ask_access(turn: Turn) -> None:
    found = which(turn, "ask_access")
    if found is None:
        return
    if not found.ways_in:
        turn.say("utter_access_unknown", title=found.title.both)
        return
    answering.told(turn, found)
    ways = ways_of(turn, found)
    turn.say(
        "utter_access",
        path=facts.path(found),
        ways=facts.ways(found),
        regulation=regulation(found),
        status=answering.status(turn, ways),
        asks_pay=facts.asks_pay(found, turn.library.base),
        id=found.id,
        title=found.title.both,
        **facts.cited(source for way in ways for source in way.sources),
    )


@action("action_ask_pay", interrupts=True)
def ask_pay(turn: Turn) -> None:
    """The figure with its year; it carries its own doubt, so no other is told."""
    found = which(turn, "ask_pay")
    if found is not None:
        answering.told(turn, found)
        pay = facts.pay(found, turn.library.base, local_day(turn.now))
        turn.say("utter_pay", id=found.id, title=found.title.both, pay=pay)


@action("action_ask_conditions", interrupts=True)
def ask_conditions(turn: Turn) -> None:
    _tell(turn, "ask_conditions", "utter_conditions")


@action("action_ask_prospects", interrupts=True)
def ask_prospects(turn: Turn) -> None:
    _tell(turn, "ask_prospects", "utter_prospects")


@action("action_ask_trainings", interrupts=True)
def ask_trainings(turn: Turn) -> None:
    found = which(turn, "ask_trainings")
    if found is None:
        return
    trainings = turn.library.base.trainings_for(found.id)
    if not trainings:
        turn.say("utter_trainings_unknown", title=found.title.both)
        ask_access(turn)
        return
    answering.told(turn, found)
    base = turn.library.base
    turn.say(
        "utter_trainings",
        title=found.title.both,
        id=found.id,
        schools=facts.taught_at(trainings, base),
        trainings=[facts.training(each, base) for each in trainings[:MAX_TRAININGS]],
    )


@action("action_ask_related", interrupts=True)
def ask_related(turn: Turn) -> None:
    found = which(turn, "ask_related")
    if found is None:
        return
    if alike.asks_more_of(turn):
        alike.show_similar(turn, found)
        return
    unrefused = [each for each in found.related if each not in turn.notebook.refused]
    near = facts.options(unrefused, turn.library.base)
    options = [{"other": one["id"], "label": one["title"]} for one in near]
    turn.say("utter_related", title=found.title.both, id=found.id, options=options)


def _tell(turn: Turn, intent: str, response: str) -> None:
    found = which(turn, intent)
    if found is not None:
        answering.told(turn, found)
        turn.say(response, **facts.occupation(found, turn.library.base))


def ways_of(turn: Turn, found: Occupation) -> list[Fact]:
    """The ways into a profession as facts, each with what it rests on."""
    every = facts_of(found, turn.library.base)
    return [fact for fact in every if fact.name.startswith("ways_in.")]


def which(turn: Turn, intent: str) -> Optional[Occupation]:
    """The profession meant; when several are plausible, or none is known, say so."""
    doubtful = turn.values.get("candidates")
    if doubtful:
        base = turn.library.base
        if len(doubtful) == 1 and not turn.values.get("beside"):
            meant = facts.options(doubtful, base)[0]
            turn.say("utter_did_you_mean", intent=intent, **meant)
            return None
        choices = [{**each, "intent": intent} for each in facts.options(doubtful, base)]
        beside = turn.values.get("beside")
        turn.say("utter_namesakes" if beside else "utter_which_occupation", options=choices)
        return None
    if turn.sheet is not None:
        _tell_sheet(turn, turn.sheet)
        return None
    found = turn.occupation
    if turn.values.get("unknown"):
        _not_in_the_base(turn, str(turn.values["unknown"]))
        return None
    if found is None or (turn.text and intent == "ask_occupation" and not _named(turn)):
        _unknown(turn, intent)
        return None
    turn.set(occupation=found.id)
    turn.notebook.talk_about(found.id)
    turn.talk_about(OCCUPATION, found.id)
    return found


def _named(turn: Turn) -> bool:
    return bool(turn.values.get("occupation"))


def _unknown(turn: Turn, intent: str) -> None:
    """No profession named: near ones if the words describe one, else the honest answer."""
    named = turn.reading.professions_unknown if turn.reading is not None else ()
    if named:
        _not_in_the_base(turn, named[0])
        return
    if not turn.text or intent != "ask_occupation":
        turn.say("utter_name_occupation")
        return
    hits = turn.library.search(turn.text, ("occupation",), 3)
    near = facts.options((hit.id for hit in hits if hit.score >= ENOUGH), turn.library.base)
    unanswered.keep(turn.unit, turn.conversation, turn.text, turn.now)
    turn.say("utter_occupation_unknown", options=near)


def _not_in_the_base(turn: Turn, name: str) -> None:
    """A profession was named that none of ours is; it is the subject all the same. Where ROME has
    it, its sheet is shown, else what is nearest by what is done there."""
    turn.talk_about(UNKNOWN, name)
    sheet = turn.library.base.sheets.get(turn.library.link(name).sheet_id or "")
    if sheet is not None:
        _tell_sheet(turn, sheet)
        return
    near = [each for each, nearness in turn.library.near(name) if nearness >= _NEAR_ENOUGH]
    options = facts.options(near[:_MAX_NEAR], turn.library.base)
    unanswered.keep(turn.unit, turn.conversation, turn.text, turn.now)
    response = "utter_occupation_near" if options else "utter_occupation_not_held"
    turn.say(response, name=name, options=options)


def _tell_sheet(turn: Turn, sheet: Sheet) -> None:
    answering.told(turn, sheet)
    turn.say("utter_sheet", **facts.sheet(sheet, turn.library.base))


def regulation(found: Occupation) -> dict[str, Any]:
    known = {True: "yes", False: "no", None: "unknown"}[found.regulation.regulated]
    whom = facts.beside(found.regulation.owner)
    return {"say": f"utter_regulated_{known}", "note": found.regulation.note or "", "whom": whom}
