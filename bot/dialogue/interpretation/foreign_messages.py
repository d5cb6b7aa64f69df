"""Plan the replies to a message in another language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.choice_payloads import AskQuestion
from bot.dialogue.intent_groups import FALLBACK_INTENT
from bot.dialogue.interpretation import entry_ranking
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.question_labels import OCCUPATION_INTENT_BY_LABEL
from bot.dialogue.reading.segment_readings import Reading

# Number of meanings offered, and least probability of an entry.
MAX_OFFERED, MIN_OFFERED_PROBABILITY = 3, 0.05
# What newcomers ask most, offered where nothing is near.
NEWCOMER_ENTRIES = ("cours-de-francais", "diplome-etranger-pour-travailler", "formation-forem")
_ACKNOWLEDGED_INTENTS = ("note_facts", FALLBACK_INTENT, "")
_TRADE_INTENTS = frozenset(OCCUPATION_INTENT_BY_LABEL.values())
_SUBJECT_KEYS = ("occupation", "occupations", "candidates", "study", "question", "about", "unknown")


def plan_foreign_acts(meant: Sequence[Act], reading: Reading, state: InformationState) -> list[Act]:
    """Put a line in the person's language first, and likely meanings last if nothing else
    answers."""
    foreign = Act("foreign", {"value": reading.language}, reading.text)
    if state.question is not None or any(_is_an_answer(act, state) for act in meant):
        return [foreign, *meant]
    notes = [act for act in meant if act.values.get("facts")]
    near = list(_suggest_meanings(reading, state))[:MAX_OFFERED]
    return [foreign, *notes, replace(foreign, values={**foreign.values, "near": near})]


def _is_an_answer(act: Act, state: InformationState) -> bool:
    if act.intent in _TRADE_INTENTS:
        return bool(state.salience.referents) or any(map(act.values.get, _SUBJECT_KEYS))
    if act.intent == "search_trainings":
        return bool(act.values)
    if act.values.get("value") in tuple(AskQuestion):
        return False  # no sure answer
    return act.intent not in _ACKNOWLEDGED_INTENTS


def _suggest_meanings(reading: Reading, state: InformationState) -> Iterator[dict[str, Any]]:
    """Yield the likely entries, the profession named, and what newcomers ask most."""
    state = replace(state, language=reading.language)
    found: dict[str, float] = {}
    for segment in reading.segments:
        for hit in entry_ranking.rank_entries(segment, state):
            found[hit.id] = max(hit.score, found.get(hit.id, 0.0))
    likely = sorted(
        (each for each in found if found[each] >= MIN_OFFERED_PROBABILITY), key=lambda e: -found[e]
    )
    trades = dict.fromkeys(reading.professions)
    entries = dict.fromkeys([*likely[: MAX_OFFERED - bool(trades)], *NEWCOMER_ENTRIES])
    known = [each for each in entries if each in state.library.base.questions]
    asked = [{"intent": "ask_question", "question": each} for each in known]
    of_trades = [{"intent": "ask_access", "occupation": each} for each in trades]
    yield from (*of_trades[:1], *asked)
