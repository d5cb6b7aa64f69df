"""What a message means as a whole: one meaning by the classifier of intents, or nothing that a
centre for orientation can do anything about.

No segment tells the latter: « ma chaudière coule » states something, « vous auriez quelqu'un ? »
asks for a person.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Optional

from bot.dialogue import intent_groups
from bot.dialogue.interpretation import (
    elliptical_questions,
    entry_policy,
    entry_ranking,
    meta_proposers,
)
from bot.dialogue.interpretation.acknowledgement_proposers import propose_acknowledgement
from bot.dialogue.interpretation.act_kinds import POLITE_INTENTS
from bot.dialogue.interpretation.choice_proposers import mentions_own_choice, states_preference
from bot.dialogue.interpretation.decision_rules import Decision
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.intent_proposers import UNLABELLED_INTENTS, fits_unlabelled_intent
from bot.dialogue.interpretation.open_questions import MIN_NON_ANSWER
from bot.dialogue.interpretation.statement_proposers import is_only_about_other
from bot.dialogue.interpretation.subject_resolution import list_introduced_referents
from bot.dialogue.reading.labels import FIELD, FRENCH, PROFESSION
from bot.dialogue.reading.labels import TRAINING as TRAINING_MENTION
from bot.dialogue.reading.message_purposes import NEED, OFF_SCOPE, SCOPE, load_head
from bot.dialogue.reading.segment_readings import Reading, SegmentReading
from bot.guidance import audience
from bot.guidance.salience import STUDY, TRAINING
from bot.language.folding import fold_text
from bot.turn_context import Turn

# A message of more segments has no single meaning.
MAX_FEW_SEGMENTS = 3
# « mon fils veut pas faire soudeur »
_NEGATION = re.compile(r"\b(?:pas|plus|jamais)\b", re.IGNORECASE)
# Most words of a message with one meaning, and least confidence of its intent.
MAX_WHOLE_WORDS, MIN_WHOLE_CONFIDENCE = 10, 0.85
# Least probability that a message is off scope: of a first one that is a need, of another one (what
# the base does not know looks like a question about the world, a greeting like a letter to write),
# in a talk, and where a profession, a training or a field is named. A few words are never declined
# as a whole.
MIN_NEED, MIN_FIRST, MIN_IN_TALK, MIN_NAMED = 0.6, 0.85, 0.9, 0.95
MIN_DECLINED_WORDS = 4
# A meaning of a segment goes first: in a talk from here on, in a first message where it is sure, or
# likelier than that the message is off scope.
MAX_MEANT_IN_TALK, SURELY_MEANT_OTHERWISE = 0.5, 0.8
# From this probability on an entry goes first.
MIN_ENTRY = 0.5
# From this probability of distress on nothing is declined.
MIN_CARE = 0.3


def has_no_single_meaning(reading: Reading, parse: dict[str, Any], state: InformationState) -> bool:
    """Whether the intent of the whole message is surely wrong: the message is long, or asks for
    no step of its own."""
    first, intent = reading.segments[0], str(parse["intent"]["name"])
    alone = len(reading.segments) == 1 and intent.startswith("start_")
    misread = alone and not fits_unlabelled_intent(replace(first, intent=intent), state)
    return misread or len(reading.segments) > MAX_FEW_SEGMENTS


def _is_surely_answered(decision: Decision, parse: dict[str, Any]) -> bool:
    """Whether a decision surely answers what is asked, so that the intent of the whole message
    does not matter: an entry, or a profession where the intent only tells whom it is for (« ma
    nièce veut faire ramoneur »)."""
    of_others = parse["intent"]["name"] in intent_groups.FOR_OTHERS_INTENTS
    if not of_others or any(_NEGATION.search(w.segment.spelt) for w in decision.weighed):
        return surely_asks_entry(decision)
    done = (h for each in decision.weighed for h in each.done)
    asked = (h for h in done if h.act.intent.startswith("ask_") and h.act.values.get("occupation"))
    sure = any(h.probability >= entry_policy.CERTAIN_PROBABILITY for h in asked)
    return sure or surely_asks_entry(decision)


def surely_asks_entry(decision: Decision) -> bool:
    """Whether the message as a whole surely asks for one of the entries decided on."""
    found = decision.meant
    if found is None or found.probability < entry_policy.CERTAIN_PROBABILITY:
        return False
    return any(act.values.get("question") == found.first for act in decision.acts)


def has_whole_meaning(
    turn: Turn, parse: dict[str, Any], state: InformationState, decision: Decision
) -> bool:
    """Whether `intent_resolution` reads a short message as a whole: an audience, a lead kept or
    refused by name, a search, an intent without a label."""
    if _is_surely_answered(decision, parse):
        return False
    text, intent = fold_text(turn.text), parse["intent"]
    first = turn.reading.segments[0]
    if len(text.split()) > MAX_WHOLE_WORDS or mentions_own_choice(turn.text):
        return False
    if first.acts["ask"] >= MIN_NON_ANSWER:
        return False
    if intent["name"] == "compare" and len(first.mentions) >= 2:
        return False
    if len(turn.reading.segments) == 1 and _is_acknowledged(state, first):
        return False
    hit = entry_ranking.find_best_entry(first, state)
    if hit and hit.score >= MIN_WHOLE_CONFIDENCE:
        return False
    if "?" not in text:
        if turn.notebook.whom is None and audience.find_audience(turn.text) == "pupils":
            return True
        if _weighs_named_lead(turn, text, state):
            return True
    sure = intent["confidence"] >= MIN_WHOLE_CONFIDENCE
    if intent["name"] in UNLABELLED_INTENTS and sure:
        labelled = replace(first, intent=intent["name"])
        if fits_unlabelled_intent(labelled, state):
            return True
    return turn.library.searched(turn.text) == "training" and not _asks_of_study(turn, first, state)


def _is_acknowledged(state: InformationState, segment: SegmentReading) -> bool:
    """Whether a segment is about somebody else, is acknowledged, or is about the conversation."""
    return bool(
        is_only_about_other(state, segment)
        or next(propose_acknowledgement(state, segment), None)
        or meta_proposers.is_about_talk_itself(state, segment)
    )


def _weighs_named_lead(turn: Turn, text: str, state: InformationState) -> bool:
    """Whether a few words keep or refuse a profession by its name, and do nothing else."""
    several = len(turn.reading.segments) > 1
    if several or len(text.split()) > intent_groups.MAX_BRIEF_TEXT_WORDS:
        return False
    weighed = intent_groups.KEEP_PATTERN.search(text) or intent_groups.REFUSAL_PATTERN.search(text)
    named = any(m.type == PROFESSION for m in turn.reading.mentions)
    return bool(weighed) and named and not states_preference(turn.text, state)


def _asks_of_study(turn: Turn, segment: SegmentReading, state: InformationState) -> bool:
    """Whether a segment names a study, or goes on from the subject under discussion."""
    introduced = list_introduced_referents(segment, turn.library.base)
    return any(each.type in (STUDY, TRAINING) for each in introduced) or (
        elliptical_questions.find_current_subject(state) is not None
        and elliptical_questions.leaves_subject_out(segment)
    )


def decline_off_scope(
    decision: Decision, state: InformationState, reading: Reading
) -> Optional[Decision]:
    """Return the decision that declines a message as off scope, None where it is for a centre."""
    if len(reading.text.split()) < MIN_DECLINED_WORDS or reading.language != FRENCH:
        return None
    if _is_answered(decision) or any(each.acts["care"] >= MIN_CARE for each in reading.segments):
        return None
    vector = state.library.embedder.query(reading.text)
    found = load_head(SCOPE).score(reading.text, vector).by_name
    off_scope = sum(found[purpose] for purpose in OFF_SCOPE)
    likeliest = max(found, key=found.__getitem__)
    in_talk = bool(state.last_message) or state.question is not None
    if likeliest not in OFF_SCOPE or off_scope < _min_probability(likeliest, reading, in_talk):
        return None
    first = min(off_scope, SURELY_MEANT_OTHERWISE)
    if _meant_otherwise(decision) > (MAX_MEANT_IN_TALK if in_talk else first):
        return None
    return Decision(acts=(Act("out_of_scope", {"value": likeliest}, reading.text),))


def _min_probability(purpose: str, reading: Reading, in_talk: bool) -> float:
    """Return the probability from which a message of this purpose is declined."""
    named = any(each.type in (PROFESSION, TRAINING_MENTION, FIELD) for each in reading.mentions)
    first = MIN_NEED if purpose == NEED else MIN_FIRST
    return MIN_NAMED if named else MIN_IN_TALK if in_talk else first


def _meant_otherwise(decision: Decision) -> float:
    """Return the probability of the likeliest meaning that is acted on, but for a polite word."""
    chosen = (each.chosen for each in decision.weighed)
    return max(
        (each.probability for each in chosen if each and each.act.intent not in POLITE_INTENTS),
        default=0.0,
    )


def _is_answered(decision: Decision) -> bool:
    """Whether an entry answers a message, or something of a profession that it names."""
    if decision.meant is not None and decision.meant.probability >= MIN_ENTRY:
        return True
    return any(act.values.get("occupation") for act in decision.acts)
