"""When the entry that the whole message asks for replaces the acts of its segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Optional

from bot.dialogue.interpretation import contextual_entries, entry_policy
from bot.dialogue.interpretation.acknowledgement_proposers import is_acknowledgement
from bot.dialogue.interpretation.act_kinds import is_answered, is_polite
from bot.dialogue.interpretation.contextual_entries import ContextualEntries
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.hypothesis_ranking import RankedSegment
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.occupation_choices import (
    OCCUPATION_QUESTION_INTENTS,
    knows_subject,
)
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import Reading

# Factor for a study, which is less certain than a profession (« s'inscrire en haute école »).
STUDY_FACTOR = 0.85
# An entry this likely was asked for by name.
BY_NAME_PROBABILITY = 0.95
# Factor for a question about a profession, or two to compare.
SUBJECT_FACTOR = 1.3


def prefer_contextual_entry(
    acts: list[Act],
    weighed: Sequence[RankedSegment],
    meant: Optional[ContextualEntries],
    state: InformationState,
    enough: float,
) -> list[Act]:
    """Replace the acts by the entry that the whole message asks for, where it is at least as
    likely; two questions that both have an answer stay two."""
    entries = [str(act.values["question"]) for act in acts if act.values.get("question")]
    if meant is None or meant.probability < enough:
        return acts
    if meant.first in entries or len(entries) > 1:
        return acts
    competing = [
        _competing_likelihood(act, act_likelihood(act, weighed), meant)
        for act in acts
        if not (
            _is_background(act) or _asks_back(act, state) or _lacks_tried_occupation(act, weighed)
        )
    ]
    if max(competing, default=0.0) > meant.probability:
        return acts
    return [
        *(act for act in acts if is_acknowledgement(act)),
        entry_policy.make_contextual_act(meant, weighed[0].segment.text),
    ]


def resolve_within_message(act: Act, reading: Reading, state: InformationState) -> Act:
    """Read a question of a longer message after what precedes it there, where nothing answers it
    alone or another entry is more likely."""
    segment = next((each for each in reading.segments if each.text == act.text), None)
    asked = str(act.values.get("question") or "")
    if segment is None or segment.alone or (is_answered(act) and not asked):
        return act
    before = reading.text.partition(segment.text)[0].strip() or state.last_message
    piece = Reading(segment.text, reading.language, (segment,), segment.asked[0])
    meant = contextual_entries.find_contextual_entries(replace(state, last_message=before), piece)
    if meant is None or meant.probability < (
        entry_policy.SURE_PROBABILITY if asked else entry_policy.MIN_FRENCH
    ):
        return act
    instead = not asked or meant.share(asked) < entry_policy.MAX_REPLACED_SHARE
    return entry_policy.make_contextual_act(meant, act.text) if instead else act


def _competing_likelihood(act: Act, likelihood: float, meant: ContextualEntries) -> float:
    """Return how likely an act is beside the entry of the whole message; another entry counts by
    its share unless it was asked for by name."""
    if act.values.get("question") and likelihood < BY_NAME_PROBABILITY:
        return likelihood * meant.share(str(act.values["question"]))
    if act.values.get("occupation") or act.values.get("pair"):
        return likelihood * SUBJECT_FACTOR
    return likelihood * (STUDY_FACTOR if act.values.get("study") else 1.0)


def _asks_back(act: Act, state: InformationState) -> bool:
    """Whether an act would only ask back of which profession."""
    of_some = act.intent in OCCUPATION_QUESTION_INTENTS and not knows_subject(
        act, state, or_several=True
    )
    return of_some and not state.shown


def _lacks_tried_occupation(act: Act, weighed: Sequence[RankedSegment]) -> bool:
    """Whether a trial was read although no profession is named: « on m'a dit que … »."""
    named = any(m.type == PROFESSION for each in weighed for m in each.segment.mentions)
    unsure = act_likelihood(act, weighed) < BY_NAME_PROBABILITY
    return unsure and act.values.get("intent") == "tell_trial" and not named


def _is_background(act: Act) -> bool:
    """Whether an act requests nothing by itself: a polite word, a statement, an unknown answer."""
    label = str(act.values.get("label"))
    states = act.deferred and label.startswith(("tell.", "answer.")) and label != "tell.lost"
    states = states or act.intent == "note_facts" or act.values.get("intent") == "tell_interest"
    polite = is_polite(act) and act.values.get("intent", act.intent) != "small_talk"
    return states or polite or is_acknowledgement(act) or not is_answered(act)


def act_likelihood(act: Act, weighed: Sequence[RankedSegment]) -> float:
    """Return the probability of an act in the segment it was read from, 1 if it was added later."""
    return max(
        (
            hypothesis.probability
            for each in weighed
            for hypothesis in each.hypotheses
            if hypothesis.act.intent == act.intent and hypothesis.act.text == act.text
        ),
        default=1.0,
    )
