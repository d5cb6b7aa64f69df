"""Arguments for each of two professions, later options, and doubts after a choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from actions import lead_cards
from bot.matching.lead_suggestions import explain_occupation
from bot.notebook import wishes
from bot.notebook.wishes import CONDITION_BY_WISH
from bot.presentation import entry_facts
from bot.turn_context import Turn
from knowledge.entry_schema import Occupation

MAX_REASONS = 2
# Marks this answer in the salience, so that it is not given twice in a row.
_SALIENCE_KEY = "tip"


def say_arguments(turn: Turn, occupations: Sequence[str]) -> None:
    """Say what speaks for each of two professions in what the person told."""
    if len(occupations) < 2:
        turn.say("utter_hesitate")
        return
    base = turn.library.base
    pair = [base.occupations[each] for each in occupations[:2]]
    again = turn.salience.told == _SALIENCE_KEY
    turn.salience = turn.salience.answered(_SALIENCE_KEY)
    turn.say(
        "utter_tip_again" if again else "utter_tip",
        lines=[_argument_line(turn, each) for each in pair],
        first=pair[0].id,
        second=pair[1].id,
        first_title=pair[0].title.both,
        second_title=pair[1].title.both,
    )


def _argument_line(turn: Turn, entry: Occupation) -> dict[str, Any]:
    reasons = [*_lead_reasons(turn, entry), *_matching_conditions(turn, entry)][:MAX_REASONS]
    if reasons:
        return {"say": "utter_tip_told", "title": entry.title.both, "told": reasons}
    pleasant, hard = ", ".join(entry.pleasant[:2]), entry.hard[0]
    return {"say": "utter_tip_line", "title": entry.title.both, "pleasant": pleasant, "hard": hard}


def _lead_reasons(turn: Turn, entry: Occupation) -> Iterator[Any]:
    if entry.id in turn.catalogue:
        reasons = explain_occupation(entry.id, turn.notebook, turn.catalogue)
        if reasons:
            yield {"say": "utter_tip_reason", "why": lead_cards.render_reason(turn, entry, reasons)}


def _matching_conditions(turn: Turn, entry: Occupation) -> Iterator[Any]:
    """The conditions of the entry that answer what the person wants or refuses."""
    conditions = entry.conditions.dict()
    statements = [fact.words for fact in turn.notebook.facts]
    statements += turn.notebook.refused_words
    for words in statements:
        for key, clause in wishes.find_wish_clauses(words):
            if key in CONDITION_BY_WISH:
                sentence = conditions[CONDITION_BY_WISH[key]]
                yield {"say": "utter_tip_condition", "words": clause, "told": sentence}


def say_still_possible(turn: Turn) -> None:
    """Say that what was not chosen stays possible later, with the way in of the lowest level."""
    found = turn.library.base.occupations.get(turn.values.get("occupation") or "")
    if found is None:
        turn.say("utter_later", title=str(turn.values.get("study") or ""))
    elif not (known := [way for way in found.ways_in if way.length]):
        turn.say("utter_later", title=found.title.both)
    else:
        way = min(known, key=lambda each: each.level)
        turn.say("utter_later_by", title=found.title.both, way=way.title, length=way.length)


def answer_choice_doubt(turn: Turn) -> None:
    """Acknowledge a doubt after a choice and name the alternative; the choice is unchanged.

    A choice that still waits for a yes was just asked about, which is enough.
    """
    decided, reserve, base = turn.notebook.decision, turn.notebook.plan_b, turn.library.base
    if decided is None:
        return
    chosen = entry_facts.aim_title(base, decided.aim)
    second = entry_facts.aim_title(base, reserve.aim) if reserve else _other_of_pair(turn)
    if second:
        turn.say("utter_doubt_between", title=chosen, other=second)
    else:
        turn.say("utter_doubt", title=chosen)


def _other_of_pair(turn: Turn) -> str:
    """The title of the profession compared with the chosen one, or ""."""
    decided, refused = turn.notebook.decision, turn.notebook.refused
    chosen = decided.occupation if decided else None
    pair = [each.id for each in turn.salience.pair] or list(turn.notebook.compared)
    others = [each for each in pair if each != chosen and each not in refused]
    if not others or chosen not in pair:
        return ""
    return entry_facts.entry_title(turn.library.base, others[0])
