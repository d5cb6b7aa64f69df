"""Cards of leads: the reasons for each, its studies and what speaks against it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from bot.guidance.salience import OCCUPATION, Referent
from bot.matching.catalogue import get_entry_level
from bot.matching.lead_suggestions import Drawback, Lead
from bot.matching.reasons import Reason
from bot.notebook import wishes
from bot.notebook.wishes import CONDITION_BY_WISH
from bot.presentation import entry_facts
from bot.turn_context import Turn
from knowledge.entry_schema import Occupation

_MAX_DAYS = 2


def set_shown_leads(turn: Turn, occupations: Sequence[str]) -> None:
    """Record the list that was shown, which « le deuxième » refers to."""
    listed = [Referent(OCCUPATION, each) for each in occupations]
    turn.salience = turn.salience.with_list_shown(listed)
    turn.notebook.show(occupations)


def say_near_leads(turn: Turn, response: str, about: Occupation, ids: Iterable[str]) -> None:
    """Say professions near to `about` as cards, or that there are none."""
    found = [turn.library.base.occupations[each] for each in ids]
    if not found:
        none = response if response == "utter_no_neighbour_with" else "utter_no_neighbour"
        turn.say(none, about=about.title.both)
        return
    set_shown_leads(turn, [each.id for each in found])
    turn.say(
        response,
        about=about.title.both,
        leads=[
            build_card(
                each,
                {"say": "utter_why_near", "summary": each.summary[0]},
                render_level_objection(each),
            )
            for each in found
        ],
    )


def build_lead_card(turn: Turn, lead: Lead) -> dict[str, Any]:
    """Return the card of a lead, with its first reason and its drawbacks."""
    entry = turn.library.base.occupations[lead.occupation_id]
    why = [render_reason(turn, entry, lead.reasons), entry.summary[0]]
    against = [_render_objection(turn, each) for each in lead.against if each.kind != "level"]
    wishes_against = {str(each.value) for each in lead.against if each.kind == "wish"}
    return build_card(
        entry,
        why,
        [render_level_objection(entry), *_day_sentences(turn, entry, wishes_against), *against],
    )


def _render_objection(turn: Turn, against: Drawback) -> dict[str, Any]:
    if against.kind == "wish":
        return {"say": "utter_against_wish", "wish": {"say": f"utter_wished_{against.value}"}}
    title = str(against.value)
    if against.kind == "refused_neighbour":
        title = entry_facts.entry_title(turn.library.base, title)
    return {"say": "utter_against_refused_neighbour", "title": title}


def build_card(entry: Occupation, why: Any, against: Any) -> dict[str, Any]:
    """Return the card of a profession."""
    return {"id": entry.id, "title": entry.title.both, "why": why, "against": against}


def render_level_objection(entry: Occupation) -> dict[str, Any]:
    """Name the studies that a profession takes."""
    return {"say": "utter_against_level", "level": entry_facts.render_levels(entry)}


def _day_sentences(turn: Turn, entry: Occupation, shown_wishes: Container[str]) -> list[str]:
    """The conditions that answer the person's wishes, except those in `shown_wishes`."""
    wished = [key for key, rated in turn.notebook.wishes.items() if rated.value != wishes.NEUTRAL]
    named = dict.fromkeys(CONDITION_BY_WISH[key] for key in wished if key in CONDITION_BY_WISH)
    known = {CONDITION_BY_WISH[key] for key in CONDITION_BY_WISH if key in shown_wishes}
    days = [entry.conditions.dict()[name] for name in named if name not in known]
    return days[:_MAX_DAYS]


def render_reason(turn: Turn, entry: Occupation, reasons: Sequence[Reason]) -> Any:
    """Render the first reason for a lead, or two quotes of the person; "" without a reason."""
    quotes = [
        turn.library.quote(reason.words, entry.id)
        for reason in reasons
        if reason.kind == "words" and not reason.loose
    ]
    if len(quotes) > 1 and reasons[0].kind == "words":
        return {"say": "utter_why_both", "words": quotes[0], "other": quotes[1]}
    return _render_single_reason(turn, entry, reasons[0]) if reasons else ""


def _render_single_reason(turn: Turn, entry: Occupation, reason: Reason) -> dict[str, Any]:
    if reason.kind == "answer":
        rated = turn.notebook.answers[reason.item or ""]
        return {
            "say": "utter_why_answer",
            "answer": {"say": f"utter_answer_{rated.value}"},
            "statement": {"say": f"utter_item_{reason.item}"},
        }
    if reason.kind == "like":
        return {
            "say": "utter_why_like",
            "title": entry_facts.entry_title(turn.library.base, reason.occupation),
        }
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
        return _render_neighbour_reason(
            turn, entry, turn.library.base.occupations[reason.occupation or ""]
        )
    label = turn.library.interests.interests[reason.interest or 0].label
    return {"say": "utter_why_interest", "label": label}


def _render_neighbour_reason(turn: Turn, entry: Occupation, other: Occupation) -> dict[str, Any]:
    """Say that it is near another lead, with shorter, longer or equally long studies."""
    more = get_entry_level(entry) - get_entry_level(other)
    length = "longer" if more > 0 else "shorter" if more < 0 else "same"
    return {"say": f"utter_why_beside_{length}", "title": other.title.both}
