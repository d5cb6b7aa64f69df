"""Which approved answers of the team a message gets: one that is said, or some that are offered.

A sure one takes the place of the acts: it comes before intents and the other entries, but not
before a command, or before what is asked at least as surely about a profession, a study or an event
that the message names. A likely one is offered on a button beside the reply. Both need the more
probability, the surer the bot is of another answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from bot.booking.date_expressions.date_vocabulary import MONTHS, WEEKDAYS
from bot.dialogue.interpretation import entry_policy, learned_answers
from bot.dialogue.interpretation.decision_rules import Decision
from bot.dialogue.interpretation.entry_competition import act_likelihood
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.hypothesis_ranking import COST_OF_WRONG
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.learned_answers import LearnedMatch, list_named_days
from bot.dialogue.interpretation.question_labels import make_entry_act
from bot.dialogue.interpretation.word_counts import MAX_BARE_WORDS
from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.entry_classifier import AskedEntries
from bot.dialogue.reading.labels import FRENCH, PROFESSION
from bot.dialogue.reading.message_context import MAX_WHOLE_WORDS
from bot.dialogue.reading.segment_readings import MIN_ASKING, Reading, SegmentReading, count_words

# Least probability of an answer that is said, and of one that is offered, where the bot has no
# answer of its own; and what a sure one adds to it.
MIN_SAID, MIN_OFFERED = 0.7, 0.03
SAID_MARGIN, OFFERED_MARGIN = 0.25, 0.7
MAX_OFFERED = 2
# A part of a message asks for the answer where it is nearly as likely as the whole.
MAX_LOSS = 0.1
# Values of an act about something that the message names, and intents that ask for a list.
_NAMED_VALUES = ("occupation", "occupations", "study", "event")
_LIST_INTENTS = frozenset({"ask_field", "search_trainings", "ask_leads"})


@dataclass(frozen=True)
class LearnedOutcome:
    """`decision`: the decision with an answer that is sure, None where none is; `offered`: the ids
    of the answers to offer, the likeliest first."""

    decision: Optional[Decision] = None
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class LearnedCandidate:
    """An approved answer that a message may ask for; `segment` is the part, "" for the whole."""

    match: LearnedMatch
    segment: str = ""


def weigh_learned_answers(
    decision: Decision, state: InformationState, reading: Reading
) -> LearnedOutcome:
    """Return what the approved answers add to a decision."""
    candidates = find_candidates(state, reading)
    if not candidates:
        return LearnedOutcome()
    rival = _rival_likelihood(decision)
    said = _choose_said(candidates, decision, rival, state, reading)
    if said is not None:
        text = said.segment or reading.segments[0].text
        others = [act for act in decision.acts if said.segment and act.text != said.segment]
        act = make_entry_act(said.match.id, text)
        return LearnedOutcome(replace(decision, acts=(act, *others)))
    if state.question is not None:
        return LearnedOutcome()
    least = MIN_OFFERED + OFFERED_MARGIN * rival
    likely = (
        each.match.id
        for each in candidates
        if each.match.probability >= least and not _contradicts(each, reading)
    )
    return LearnedOutcome(None, tuple(likely)[:MAX_OFFERED])


def find_candidates(state: InformationState, reading: Reading) -> list[LearnedCandidate]:
    """Return the answers that a message or a part of it may ask for, each once, the likeliest
    first; a part only where it is nearly as likely as the whole."""
    if reading.language != FRENCH or not learned_answers.prepare(state.library):
        return []
    found: dict[str, LearnedCandidate] = {}
    for asked in _whole_texts(state, reading):
        for match in learned_answers.find_learned_answers(asked, state.library):
            known = found.get(match.id)
            if known is None or known.match.probability < match.probability:
                found[match.id] = LearnedCandidate(match)
    for part in _match_segments(state, reading) if len(reading.segments) > 1 else ():
        known = found.get(part.match.id)
        lost = known.match.probability - MAX_LOSS if known else 0.0
        if part.match.probability >= lost:
            found[part.match.id] = part
    return sorted(found.values(), key=lambda each: -each.match.probability)


def _choose_said(
    candidates: Sequence[LearnedCandidate],
    decision: Decision,
    rival: float,
    state: InformationState,
    reading: Reading,
) -> Optional[LearnedCandidate]:
    """Return the answer to say, None where none is sure or something else comes before it."""
    best = candidates[0]
    if best.match.probability >= learned_answers.EXACT_PROBABILITY:
        return best
    if state.question is not None and len(reading.text.split()) <= MAX_BARE_WORDS:
        return None  # « la trottinette » answers the open question
    least = max(MIN_SAID + SAID_MARGIN * rival, entry_policy.min_probability(state, reading))
    if best.match.probability < least or _contradicts(best, reading):
        return None
    competing = [
        _likelihood(act, decision)
        for act in decision.acts
        if _precedes(act) and best.segment in ("", act.text)
    ]
    return None if max(competing, default=0.0) >= best.match.probability else best


def _whole_texts(state: InformationState, reading: Reading) -> Iterator[AskedEntries]:
    """Yield the message as it was read, and a long one uncut."""
    if reading.whole is not None:
        yield reading.whole
    if state.asked is not None and count_words(reading.text) > MAX_WHOLE_WORDS:
        yield state.asked(reading.text)


def _match_segments(state: InformationState, reading: Reading) -> Iterator[LearnedCandidate]:
    for segment in reading.segments:
        for asked in segment.asked:
            for match in learned_answers.find_learned_answers(asked, state.library):
                yield LearnedCandidate(match, segment.text)


def _contradicts(candidate: LearnedCandidate, reading: Reading) -> bool:
    """Whether what is asked is about another profession, weekday or month than the answer is."""
    named, days = list_named_days(candidate.segment or reading.text), candidate.match.days
    other_day = any(
        named & kind and days & kind and not named & days & kind
        for kind in (frozenset(WEEKDAYS), frozenset(MONTHS))
    )
    return other_day or _names_other_trade(candidate, reading)


def _names_other_trade(candidate: LearnedCandidate, reading: Reading) -> bool:
    """Whether something is asked about a profession that the answer does not name."""
    named = {
        mention.target.id
        for segment in reading.segments
        if candidate.segment in ("", segment.text) and _asks(segment)
        for mention in segment.mentions
        if mention.type == PROFESSION and mention.target
    }
    return bool(named - candidate.match.trades)


def _asks(segment: SegmentReading) -> bool:
    return segment.asking_probability >= MIN_ASKING or sentence_forms.is_question(segment.text)


def _precedes(act: Act) -> bool:
    """Whether an act is a command, a list, or about something that the message names."""
    intent = act.values.get("intent", act.intent)
    named = any(act.values.get(each) for each in _NAMED_VALUES)
    return named or intent in COST_OF_WRONG or intent in _LIST_INTENTS


def _rival_likelihood(decision: Decision) -> float:
    """Return how sure the bot is of its own answer: the likelihood of the likeliest act that is
    one, 0 where none is."""
    answers = (act for act in decision.acts if _is_answer(act))
    return max((_answer_likelihood(act, decision) for act in answers), default=0.0)


def _is_answer(act: Act) -> bool:
    """Whether the bot says by an act what it knows: not a note, or that it knows nothing."""
    unknown = act.intent == "ask_question" and not act.values.get("question")
    return not act.deferred and act.intent not in ("", "note_facts") and not unknown


def _answer_likelihood(act: Act, decision: Decision) -> float:
    """Return the likelihood of an answer; that of an entry found in context is its probability."""
    likelihood, meant = _likelihood(act, decision), decision.meant
    if meant is not None and act.values.get("question") == meant.first:
        return min(likelihood, meant.probability)
    return likelihood


def _likelihood(act: Act, decision: Decision) -> float:
    return act_likelihood(act, decision.weighed)
