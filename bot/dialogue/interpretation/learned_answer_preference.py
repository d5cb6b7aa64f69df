"""When an approved answer of the team replaces the acts of a message.

It comes before intents and the other entries, but not before a command, or before what is asked at
least as surely about a profession, a study or an event that the message names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from bot.dialogue.interpretation import entry_policy, learned_answers
from bot.dialogue.interpretation.contextual_preference import act_likelihood
from bot.dialogue.interpretation.decision_rules import Decision
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.hypothesis_ranking import COST_OF_WRONG
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.learned_answers import LearnedMatch
from bot.dialogue.interpretation.question_labels import make_entry_act
from bot.dialogue.interpretation.word_counts import count_words
from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.entry_classifier import AskedEntries
from bot.dialogue.reading.labels import FRENCH, PROFESSION
from bot.dialogue.reading.message_context import MAX_WHOLE_WORDS
from bot.dialogue.reading.segment_readings import MIN_ASKING, Reading, SegmentReading

# Least probability of an answer, and under an open question that takes free words; a taste needs
# more (`entry_policy.min_probability`).
MIN_PROBABILITY, MIN_UNDER_QUESTION = 0.5, 0.75
# A part of a message asks for the answer where it is nearly as likely as the whole.
MAX_LOSS = 0.1
# Values of an act about something that the message names, and intents that ask for a list.
_NAMED_VALUES = ("occupation", "occupations", "study", "event")
_LIST_INTENTS = frozenset({"ask_field", "search_trainings", "ask_leads"})


@dataclass(frozen=True)
class LearnedAct:
    """An approved answer that a message asks for; `segment` is the part, "" for the whole."""

    act: Act
    match: LearnedMatch
    segment: str = ""


def propose_learned_answer(state: InformationState, reading: Reading) -> Optional[LearnedAct]:
    """Return the likeliest approved answer for a message or a part of it, if likely enough."""
    if reading.language != FRENCH or not learned_answers.prepare(state.library):
        return None
    free = MIN_UNDER_QUESTION if state.accepts_free_words else MIN_PROBABILITY
    least = max(free, entry_policy.min_probability(state, reading))
    whole = max(
        (_match(asked, state) for asked in _whole_texts(state, reading)),
        key=lambda match: match.probability,
        default=None,
    )
    parts = _match_segments(state, reading) if len(reading.segments) > 1 else ()
    part = max(parts, key=lambda each: each.match.probability, default=None)
    lost = whole.probability - MAX_LOSS if whole is not None else 0.0
    if part is not None and part.match.probability >= max(least, lost):
        return part
    if whole is None or whole.probability < least:
        return None
    return LearnedAct(make_entry_act(whole.id, reading.segments[0].text), whole)


def prefer_learned_answer(
    decision: Decision, state: InformationState, reading: Reading
) -> Optional[Decision]:
    """Return the decision with the approved answer in the place of its acts, or of those of the
    same segment; None where the message asks for none, or for something else before it."""
    learned = propose_learned_answer(state, reading)
    if learned is None:
        return None
    if learned.match.probability < learned_answers.EXACT_PROBABILITY:
        asked = [s for s in reading.segments if learned.segment in ("", s.text)]
        if _names_other_trade(asked, learned.match):
            return None
        competing = [
            act_likelihood(act, decision.weighed)
            for act in decision.acts
            if _precedes(act) and learned.segment in ("", act.text)
        ]
        if max(competing, default=0.0) >= learned.match.probability:
            return None
    others = [act for act in decision.acts if learned.segment and act.text != learned.segment]
    return replace(decision, acts=(learned.act, *others))


def _whole_texts(state: InformationState, reading: Reading) -> Iterator[AskedEntries]:
    """Yield the message as it was read, and a long one uncut."""
    if reading.whole is not None:
        yield reading.whole
    if state.asked is not None and count_words(reading.text) > MAX_WHOLE_WORDS:
        yield state.asked(reading.text)


def _match(asked: AskedEntries, state: InformationState) -> LearnedMatch:
    match = learned_answers.find_learned_answer(asked, state.library)
    return match or LearnedMatch("", 0.0)


def _match_segments(state: InformationState, reading: Reading) -> Iterator[LearnedAct]:
    for segment in reading.segments:
        matches = [_match(asked, state) for asked in segment.asked]
        if matches:
            best = max(matches, key=lambda each: each.probability)
            yield LearnedAct(make_entry_act(best.id, segment.text), best, segment.text)


def _names_other_trade(segments: Sequence[SegmentReading], match: LearnedMatch) -> bool:
    """Whether something is asked about a profession that the answer does not name."""
    named = {
        mention.target.id
        for segment in segments
        if segment.asking_probability >= MIN_ASKING or sentence_forms.is_question(segment.text)
        for mention in segment.mentions
        if mention.type == PROFESSION and mention.target
    }
    return bool(named - match.trades)


def _precedes(act: Act) -> bool:
    """Whether an act is a command, a list, or about something that the message names."""
    intent = act.values.get("intent", act.intent)
    named = any(act.values.get(each) for each in _NAMED_VALUES)
    return named or intent in COST_OF_WRONG or intent in _LIST_INTENTS
