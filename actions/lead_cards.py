"""Leads as cards: why each is one, what it is, how long it is learnt, what speaks against it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from actions import facts
from actions.turn import Turn
from bot.guidance import wishes
from bot.guidance.catalogue import entry_level
from bot.guidance.matching import Against, Lead
from bot.guidance.reasons import Reason
from bot.guidance.salience import OCCUPATION, Referent
from bot.guidance.wishes import CONDITION_OF
from knowledge.schema import Occupation

# Sentences about the days of a lead.
_MAX_DAYS = 2


def put_on_screen(turn: Turn, occupations: Sequence[str]) -> None:
    """What « le deuxième » means from now on."""
    turn.notebook.show(occupations)
    turn.salience = turn.salience.showing([Referent(OCCUPATION, each) for each in occupations])


def show_near(turn: Turn, response: str, about: Occupation, ids: Iterable[str]) -> None:
    found = [turn.library.base.occupations[each] for each in ids]
    if not found:
        none = response if response == "utter_no_neighbour_with" else "utter_no_neighbour"
        turn.say(none, about=about.title.both)
        return
    put_on_screen(turn, [each.id for each in found])
    turn.say(
        response,
        about=about.title.both,
        leads=[
            card(each, {"say": "utter_why_near", "summary": each.summary[0]}, level(each))
            for each in found
        ],
    )


def of_lead(turn: Turn, lead: Lead) -> dict[str, Any]:
    entry = turn.library.base.occupations[lead.occupation_id]
    why = [because(turn, entry, lead.reasons), entry.summary[0]]
    against = [_against(turn, each) for each in lead.against if each.kind != "level"]
    told = {str(each.value) for each in lead.against if each.kind == "wish"}
    return card(entry, why, [level(entry), *_days(turn, entry, told), *against])


def _against(turn: Turn, against: Against) -> dict[str, Any]:
    if against.kind == "wish":
        return {"say": "utter_against_wish", "wish": {"say": f"utter_wished_{against.value}"}}
    title = str(against.value)
    if against.kind == "refused_neighbour":
        title = facts.title(turn.library.base, title)
    return {"say": "utter_against_refused_neighbour", "title": title}


def card(entry: Occupation, why: Any, against: Any) -> dict[str, Any]:
    return {"id": entry.id, "title": entry.title.both, "why": why, "against": against}


def level(entry: Occupation) -> dict[str, Any]:
    return {"say": "utter_against_level", "level": facts.levels(entry)}


def _days(turn: Turn, entry: Occupation, told: Container[str]) -> list[str]:
    """What the days are like, where something was said of it: the hours to whoever has children to
    fetch. Not of what is `told` beside it."""
    wished = [key for key, rated in turn.notebook.wishes.items() if rated.value != wishes.NEUTRAL]
    named = dict.fromkeys(CONDITION_OF[key] for key in wished if key in CONDITION_OF)
    known = {CONDITION_OF[key] for key in CONDITION_OF if key in told}
    days = [entry.conditions.dict()[name] for name in named if name not in known]
    return days[:_MAX_DAYS]


def because(turn: Turn, entry: Occupation, reasons: Sequence[Reason]) -> Any:
    """The first reason why a profession is a lead; of two things that were said, both. Nothing
    where there is none."""
    quotes = [
        turn.library.quote(reason.words, entry.id)
        for reason in reasons
        if reason.kind == "words" and not reason.loose
    ]
    if len(quotes) > 1 and reasons[0].kind == "words":
        return {"say": "utter_why_both", "words": quotes[0], "other": quotes[1]}
    return _reason(turn, entry, reasons[0]) if reasons else ""


def _reason(turn: Turn, entry: Occupation, reason: Reason) -> dict[str, Any]:
    if reason.kind == "answer":
        rated = turn.notebook.answers[reason.item or ""]
        return {
            "say": "utter_why_answer",
            "answer": {"say": f"utter_answer_{rated.value}"},
            "statement": {"say": f"utter_item_{reason.item}"},
        }
    if reason.kind == "like":
        return {"say": "utter_why_like", "title": facts.title(turn.library.base, reason.occupation)}
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
        return {"say": response, "words": turn.library.quote(reason.words, entry.id)}
    if reason.kind == "beside":
        return _beside(turn, entry, turn.library.base.occupations[reason.occupation or ""])
    label = turn.library.interests.interests[reason.interest or 0].label
    return {"say": "utter_why_interest", "label": label}


def _beside(turn: Turn, entry: Occupation, other: Occupation) -> dict[str, Any]:
    """Near another lead, with shorter or longer studies or as long ones."""
    more = entry_level(entry) - entry_level(other)
    length = "longer" if more > 0 else "shorter" if more < 0 else "same"
    return {"say": f"utter_why_beside_{length}", "title": other.title.both}
