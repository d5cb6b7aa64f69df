"""Whether the classifier of intents gives a message one meaning as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.dialogue import intent_groups
from bot.dialogue.interpretation import elliptical_questions, entry_ranking, meta_proposers
from bot.dialogue.interpretation.acknowledgement_proposers import propose_acknowledgement
from bot.dialogue.interpretation.choice_proposers import mentions_own_choice, states_preference
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.intent_proposers import UNLABELLED_INTENTS, fits_unlabelled_intent
from bot.dialogue.interpretation.open_questions import MIN_NON_ANSWER
from bot.dialogue.interpretation.statement_proposers import is_only_about_other
from bot.dialogue.interpretation.subject_resolution import list_introduced_referents
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import Reading
from bot.guidance import audience
from bot.guidance.salience import STUDY, TRAINING
from bot.language.folding import fold_text
from bot.turn_context import Turn

# What is said in more segments than this is no one meaning.
MAX_FEW_SEGMENTS = 3
# A message of so many words may be one meaning of the classifier of intents, this sure of it.
MAX_WHOLE_WORDS, MIN_WHOLE_CONFIDENCE = 10, 0.85


def has_no_single_meaning(reading: Reading, parse: dict[str, Any], state: InformationState) -> bool:
    """Whether the meaning of the whole, as the classifier of intents has it, is surely wrong: of a
    long message, or of one that asks for no step of its own."""
    first, intent = reading.segments[0], str(parse["intent"]["name"])
    alone = len(reading.segments) == 1 and intent.startswith("start_")
    misread = alone and not fits_unlabelled_intent(replace(first, intent=intent), state)
    return misread or len(reading.segments) > MAX_FEW_SEGMENTS


def has_whole_meaning(turn: Turn, parse: dict[str, Any], state: InformationState) -> bool:
    """Whether a short message as a whole has a meaning that `understanding` alone tells: for whom
    it asks, a lead kept or refused by name, an intent without a label."""
    text, intent = fold_text(turn.text), parse["intent"]
    if len(text.split()) > MAX_WHOLE_WORDS or mentions_own_choice(turn.text):
        return False
    of_others = turn.notebook.whom is None and audience.find_audience(turn.text) == "pupils"
    weighed = bool(
        intent_groups.KEEP_PATTERN.search(text) or intent_groups.REFUSAL_PATTERN.search(text)
    )
    named = any(m.type == PROFESSION for m in turn.reading.mentions)
    short = len(text.split()) <= intent_groups.MAX_BRIEF_TEXT_WORDS
    of_lead = (
        weighed and named and short and "?" not in text and not states_preference(turn.text, state)
    )
    first = turn.reading.segments[0]
    if len(turn.reading.segments) == 1 and is_only_about_other(state, first):
        return False
    alone = len(turn.reading.segments) == 1
    if alone and (
        next(propose_acknowledgement(state, first), None)
        or meta_proposers.is_about_talk_itself(state, first)
    ):
        return False  # taken up, or about the talk
    hit = entry_ranking.find_best_entry(first, state)
    asked = first.act_probability("ask") >= MIN_NON_ANSWER or (
        hit and hit.score >= MIN_WHOLE_CONFIDENCE
    )
    study = any(
        each.type in (STUDY, TRAINING)
        for each in list_introduced_referents(first, turn.library.base)
    )
    study = study or (
        elliptical_questions.find_current_subject(state) is not None
        and elliptical_questions.leaves_subject_out(first)
    )
    limits = turn.library.searched(turn.text) == "training" and not study
    unlabelled = (
        intent["name"] in UNLABELLED_INTENTS and intent["confidence"] >= MIN_WHOLE_CONFIDENCE
    )
    unlabelled = unlabelled and fits_unlabelled_intent(replace(first, intent=intent["name"]), state)
    two_named = intent["name"] == "compare" and len(first.mentions) >= 2
    if asked or two_named:
        return False
    return (of_others and "?" not in text) or of_lead or unlabelled or limits
