"""Explorer: five leads with a reason each, kept or refused, and chosen again at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from actions import asking, deciding, facts, noting
from actions.asking import Kind
from actions.registering import action
from actions.turn import Turn
from bot.guidance import pointing
from bot.guidance.entries import Question
from bot.guidance.errors import TooEarly
from bot.guidance.ladder import ladder, like_this
from bot.guidance.levels import SHORT_STUDIES
from bot.guidance.matching import Lead, suggest
from bot.guidance.reasons import Reason
from bot.guidance.salience import OCCUPATION, Referent
from knowledge.schema import Occupation

# « boucher non c'est dégueu »: a refusal of so many words says why.
_A_REASON = 4


@action("action_start_exploring")
def start_exploring(turn: Turn) -> None:
    turn.notebook.go("explorer")
    turn.say("utter_explore")


@action("action_ask_leads")
def ask_leads(turn: Turn) -> None:
    """Five leads; « others » leaves out those just shown."""
    turn.notebook.go("explorer")
    if turn.values.get("value") == "all":
        turn.notebook.lift_limit()
        turn.say("utter_limit_lifted")
    shown = turn.notebook.shown if turn.values.get("more") else ()
    show_leads(turn, "utter_leads", exclude=shown)


def show_leads(turn: Turn, response: str, exclude: Sequence[str] = (), count: int = 5) -> None:
    """Choose leads and say them, each with why and what speaks against."""
    try:
        leads = suggest(turn.notebook, turn.catalogue, count, exclude)
    except TooEarly:
        turn.say("utter_leads_early")
        return
    if not leads:
        turn.say("utter_leads_none")
        return
    turn.notebook.show([lead.occupation_id for lead in leads])
    _list(turn, [lead.occupation_id for lead in leads])
    turn.say(response, count=len(leads), leads=[_lead(turn, lead) for lead in leads])


@action("action_like_lead")
def like_lead(turn: Turn) -> None:
    found = turn.occupation
    if found is None:
        ask_which(turn, "like_lead")
        return
    meant = _pointed_at(turn) or [found.id]
    for each in meant:
        turn.notebook.like(each, turn.now)
    turn.set(occupation=meant[-1])
    if len(meant) > 1:
        turn.say("utter_liked_several", titles=_titles(turn, meant))
    else:
        turn.say("utter_liked", id=found.id, title=found.title.both)


def _pointed_at(turn: Turn) -> list[str]:
    """Several leads that were pointed at by their places. Of trades that are only named together
    one may be meant, and not the other: « boulanger, pas boucher »."""
    if turn.values.get("value") != "pointed":
        return []
    return list(turn.values.get("occupations") or ())


@action("action_refuse_lead")
def refuse_lead(turn: Turn) -> None:
    """Refuse it now, then ask why, unless it was said; the reason is optional."""
    found = turn.occupation
    if found is None:
        ask_which(turn, "refuse_lead")
        return
    meant = _pointed_at(turn) or [found.id]
    for each in meant:
        turn.notebook.refuse("", turn.now, each)
    turn.set(occupation=None)
    why = Question("why", tuple(meant))
    if len(meant) > 1:
        turn.say("utter_refused_several", titles=_titles(turn, meant))
        _instead(turn, why)
        return
    if len(turn.text.split()) >= _A_REASON:
        _note_why(turn, why)
    else:
        asking.ask(turn, why)


@action("action_ask_more_like_this", interrupts=True)
def ask_more_like_this(turn: Turn) -> None:
    found = turn.occupation
    if found is None:
        ask_which(turn, "ask_more_like_this")
        return
    near = like_this(found, turn.catalogue, turn.notebook)
    _show_near(turn, "utter_leads_near", found, [each.occupation_id for each in near])


@action("action_ask_shorter_studies", interrupts=True)
def ask_shorter_studies(turn: Turn) -> None:
    """Shorter ways near this profession; without one, a limit on the leads."""
    found = turn.occupation
    if found is None:
        turn.notebook.limit(SHORT_STUDIES, turn.now)
        turn.say("utter_noted_limit")
        show_leads(turn, "utter_leads")
        return
    shorter = ladder(found, turn.catalogue).shorter
    near = [each for each in shorter if each not in turn.notebook.refused][:5]
    if near:
        _show_near(turn, "utter_leads_shorter", found, near)
    else:
        turn.say("utter_no_shorter", title=found.title.both, id=found.id)


def compare_named(turn: Turn) -> bool:
    """Compare the professions named in the text, if there are two or three."""
    named = turn.values.get("occupations") or ()
    if len(named) < 2:
        return False
    deciding.side_by_side(turn, named)
    return True


def ask_which(turn: Turn, intent: str) -> None:
    """Which is meant: of those the name may be, else of the leads shown."""
    asked = turn.values.get("candidates") or turn.notebook.shown
    shown = [{**option, "intent": intent} for option in facts.options(asked, turn.library.base)]
    turn.say("utter_which_lead" if shown else "utter_name_occupation", options=shown)


def _show_near(turn: Turn, response: str, about: Occupation, ids: Iterable[str]) -> None:
    found = [turn.library.base.occupations[each] for each in ids]
    if not found:
        turn.say("utter_no_neighbour")
        return
    turn.notebook.show([each.id for each in found])
    _list(turn, [each.id for each in found])
    turn.say(
        response,
        about=about.title.both,
        leads=[
            _card(each, {"say": "utter_why_near", "summary": each.summary[0]}, _level(each))
            for each in found
        ],
    )


def _list(turn: Turn, occupations: Iterable[str]) -> None:
    """What « le deuxième » means from now on."""
    turn.salience = turn.salience.showing([Referent(OCCUPATION, each) for each in occupations])


def _lead(turn: Turn, lead: Lead) -> dict[str, Any]:
    entry = turn.library.base.occupations[lead.occupation_id]
    why: list[Any] = [reason_sentence(turn, reason) for reason in lead.reasons[:2]]
    if lead.outside:
        why = [{"say": "utter_why_outside"}]
    against: list[Any] = [_level(entry)]
    against += [
        {"say": "utter_against_refused_neighbour", "title": _title(turn, str(value))}
        for kind, value in lead.against
        if kind == "refused_neighbour"
    ]
    against += [
        {"say": "utter_against_wish", "wish": {"say": f"utter_wished_{value}"}}
        for kind, value in lead.against
        if kind == "wish"
    ]
    against += [
        {"say": "utter_against_refused_neighbour", "title": value}
        for kind, value in lead.against
        if kind == "unwanted"
    ]
    return _card(entry, [*why, entry.summary[0]], against)


def _card(entry: Occupation, why: Any, against: Any) -> dict[str, Any]:
    return {"id": entry.id, "title": entry.title.both, "why": why, "against": against}


def _level(entry: Occupation) -> dict[str, Any]:
    return {"say": "utter_against_level", "level": facts.levels(entry)}


def reason_sentence(turn: Turn, reason: Reason) -> dict[str, Any]:
    if reason.kind == "answer":
        rated = turn.notebook.answers[reason.item or ""]
        return {
            "say": "utter_why_answer",
            "answer": {"say": f"utter_answer_{rated.value}"},
            "statement": {"say": f"utter_item_{reason.item}"},
        }
    if reason.kind == "like":
        return {"say": "utter_why_like", "title": _title(turn, reason.occupation or "")}
    if reason.kind == "skill":
        label = turn.library.skills.skills[reason.skill or 0].label
        return {"say": "utter_why_skill", "label": label}
    if reason.kind == "wish":
        rated = turn.notebook.wishes[reason.wish or ""]
        return {
            "say": "utter_why_wish",
            "wish": {"say": f"utter_wished_{reason.wish}"},
            "answer": {"say": f"utter_wish_answer_{rated.value}"},
        }
    if reason.kind == "words":
        response = "utter_why_words_loosely" if reason.loose else "utter_why_words"
        return {"say": response, "words": reason.words}
    label = turn.library.interests.interests[reason.interest or 0].label
    return {"say": "utter_why_interest", "label": label}


def _title(turn: Turn, occupation: str) -> str:
    return turn.library.base.occupations[occupation].title.both


def _titles(turn: Turn, occupations: Iterable[str]) -> str:
    return ", ".join(_title(turn, each) for each in occupations)


def _ask_why(turn: Turn, question: Question) -> None:
    turn.say("utter_refused_why", title=_title(turn, question.values[0]))


def _note_why(turn: Turn, question: Question) -> None:
    """The reason in the person's words, or the one that was pressed; then one other lead."""
    occupation = question.values[0]
    if turn.values.get("reason") == "studies":
        turn.notebook.limit(SHORT_STUDIES, turn.now)
        turn.say("utter_noted_limit")
    if noting.left_out(turn, "tell_refusal"):
        turn.notebook.refuse("", turn.now, occupation)
    else:
        turn.notebook.refuse(turn.said, turn.now, occupation)
        turn.say("utter_reason_noted", words=turn.said)
    _instead(turn, question)


def _instead(turn: Turn, question: Question) -> None:
    """One other lead in its place; when the pattern has no more, three from further away."""
    seen = list(turn.notebook.shown)
    count = len(question.values) if _more_within(turn, seen) else 3
    show_leads(turn, "utter_leads_again", exclude=seen, count=count)
    found = [each for each in turn.notebook.shown if each not in seen]
    turn.notebook.show(pointing.in_their_places(seen, question.values, found))


def _more_within(turn: Turn, seen: Sequence[str]) -> bool:
    try:
        return bool(suggest(turn.notebook, turn.catalogue, 1, seen))
    except TooEarly:
        return True  # what is missing will be asked


asking.KINDS["why"] = Kind(say=_ask_why, skip=_instead, words=_note_why, again=False, greedy=True)
