"""When an approved answer of the team replaces the acts of a message.

It comes before intents and the other entries, but not before a command, or before what is asked at
least as surely about a profession, a study or an event that the message names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Optional

from bot.dialogue.interpretation import learned_answers
from bot.dialogue.interpretation.contextual_preference import act_likelihood
from bot.dialogue.interpretation.decision_rules import Decision
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.hypothesis_ranking import COST_OF_WRONG
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.learned_answers import LearnedMatch
from bot.dialogue.interpretation.question_labels import make_entry_act
from bot.dialogue.reading.labels import FRENCH
from bot.dialogue.reading.segment_readings import Reading

# Least probability of an answer, and under an open question that free words may answer.
MIN_PROBABILITY, MIN_UNDER_QUESTION = 0.4, 0.75
# A part of a message asks for the answer where it is nearly as likely as the whole.
MAX_LOSS = 0.1
# Values of an act about something that the message names.
_NAMED_VALUES = ("occupation", "occupations", "study", "event")


@dataclass(frozen=True)
class LearnedAct:
    """An approved answer that a message asks for; `segment` is the part, "" for the whole."""

    act: Act
    probability: float
    segment: str = ""


def propose_learned_answer(state: InformationState, reading: Reading) -> Optional[LearnedAct]:
    """Return the likeliest approved answer for a message or a part of it, if likely enough."""
    if reading.language != FRENCH:
        return None
    least = MIN_UNDER_QUESTION if state.accepts_free_words else MIN_PROBABILITY
    asked = reading.whole
    whole = learned_answers.find_learned_answer(asked, state.library) if asked else None
    parts = _match_segments(state, reading) if len(reading.segments) > 1 else ()
    part = max(parts, key=lambda each: each.probability, default=None)
    lost = whole.probability - MAX_LOSS if whole is not None else 0.0
    if part is not None and part.probability >= max(least, lost):
        return part
    if whole is None or whole.probability < least:
        return None
    return LearnedAct(make_entry_act(whole.id, reading.segments[0].text), whole.probability)


def prefer_learned_answer(
    decision: Decision, state: InformationState, reading: Reading
) -> Optional[Decision]:
    """Return the decision with the approved answer in the place of its acts, or of those of the
    same segment; None where the message asks for none, or for something else before it."""
    learned = propose_learned_answer(state, reading)
    if learned is None:
        return None
    competing = [
        act_likelihood(act, decision.weighed)
        for act in decision.acts
        if _precedes(act) and learned.segment in ("", act.text)
    ]
    if learned.probability < 1.0 and max(competing, default=0.0) >= learned.probability:
        return None
    others = [act for act in decision.acts if learned.segment and act.text != learned.segment]
    return replace(decision, acts=(learned.act, *others))


def _match_segments(state: InformationState, reading: Reading) -> Iterator[LearnedAct]:
    for segment in reading.segments:
        matches = (learned_answers.find_learned_answer(a, state.library) for a in segment.asked)
        best: Optional[LearnedMatch] = max(
            filter(None, matches), key=lambda each: each.probability, default=None
        )
        if best is not None:
            act = make_entry_act(best.id, segment.text)
            yield LearnedAct(act, best.probability, segment.text)


def _precedes(act: Act) -> bool:
    """Whether an act is a command, or about something that the message names."""
    intent = act.values.get("intent", act.intent)
    return intent in COST_OF_WRONG or any(act.values.get(each) for each in _NAMED_VALUES)
