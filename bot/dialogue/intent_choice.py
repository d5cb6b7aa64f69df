"""Choose the intent of a text that may name professions."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.dialogue import intent_groups
from bot.dialogue.intent_groups import FALLBACK_INTENT, MAX_BRIEF_TEXT_WORDS, SURE_CONFIDENCE
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import MIN_TELLING
from bot.guidance import audience, form_of_address, removal_requests
from bot.guidance.short_answer_parser import parse_position
from bot.language.folding import fold_text
from bot.notebook.sensitive_topics import is_sensitive
from bot.turn_context import Turn
from knowledge.profession_linking import ProfessionLinks


def choose_intent(
    turn: Turn, intent: Optional[str], confidence: float, linked: ProfessionLinks
) -> str:
    """Return the intent of a text that may name professions.

    A profession named alone, or with words that the model does not know, asks about it.
    """
    # « efface ce que j'ai dit sur mes enfants » erases not everything.
    if removal_requests.asks_for_removal(turn.text, of_a_note=intent == "erase_data"):
        return "correct_notebook"
    unsure = confidence < SURE_CONFIDENCE
    verdict = _verdict_on_named(turn, linked)
    if verdict is not None and (intent in intent_groups.VAGUE_OR_REFUSING_INTENTS or unsure):
        return verdict
    misread = _correct_misreading(turn, intent, unsure, linked)
    if misread is not None:
        return misread
    if intent == "hesitate" and len(linked.occupation_ids) == 1:
        # One profession alone is no hesitation between two.
        intent = next(
            (i for i in turn.ranking if i in intent_groups.SINGLE_LEAD_INTENTS), "ask_occupation"
        )
    if intent in intent_groups.DEFINITION_INTENTS and turn.library.asked(turn.text):
        return "ask_question"  # « le service militaire volontaire » asks about no soldier
    if intent in intent_groups.OCCUPATION_INTENTS:
        return str(intent)
    words = len(turn.text.split())
    brief = words <= 2 or (unsure and words <= MAX_BRIEF_TEXT_WORDS)
    if linked.named and (intent in intent_groups.VAGUE_INTENTS or brief):
        return "ask_occupation"
    if linked.candidates and intent == FALLBACK_INTENT and _names_a_profession(turn):
        return "ask_occupation"  # « quelle race conseillez-vous » names none
    return intent or FALLBACK_INTENT


def _correct_misreading(
    turn: Turn, intent: Optional[str], unsure: bool, linked: ProfessionLinks
) -> Optional[str]:
    """Return the intent in place of one that the words contradict, or None."""
    if intent == "change_address" and not form_of_address.mentions_form(turn.text):
        return FALLBACK_INTENT  # « pk tu me dis ça »
    private = is_sensitive(turn.text) and not linked.named and "?" not in turn.text
    if private and (unsure or intent not in intent_groups.PRIVATE_MATTER_INTENTS):
        return FALLBACK_INTENT  # « il est dyslexique » is no insult, « mon casier » is no code
    if intent == "insult" and linked.named:
        return "ask_occupation"  # « t'es con, comment on devient boulanger ? »
    any_named = linked.named or linked.candidates
    if intent == "for_someone_else" and any_named and not audience.find_audience(turn.text):
        return "ask_occupation"  # « prof de sport » is a profession
    folded = fold_text(turn.text)
    third_person = intent_groups.THIRD_PERSON_PATTERN.search(folded)
    if intent == "refuse_lead" and not any_named and third_person:
        return FALLBACK_INTENT  # « il ne m'écoute pas » is about no profession
    if intent == "insult" and intent_groups.REPORTED_PATTERN.search(folded):
        return FALLBACK_INTENT  # « elle dit que ça sert à rien »
    return None


def _names_a_profession(turn: Turn) -> bool:
    """Whether the reading finds a profession and, in a longer text, a question."""
    if turn.reading is None:
        return True
    segments = turn.reading.segments
    asks = max(each.asking_probability for each in segments) >= MIN_TELLING
    named = any(m.type == PROFESSION for m in turn.reading.mentions)
    return named and (asks or len(turn.text.split()) <= MAX_BRIEF_TEXT_WORDS)


def _verdict_on_named(turn: Turn, linked: ProfessionLinks) -> Optional[str]:
    """Return the verdict on a named profession: « bof boucher », « garde jardinier »."""
    named = linked.occupation_ids or linked.candidates
    pointed = parse_position(turn.text, len(turn.notebook.shown)) is not None
    text = fold_text(turn.text)
    several = len(linked.occupation_ids) > 1 or len(text.split()) > MAX_BRIEF_TEXT_WORDS
    if not (named or pointed) or several or "?" in text:
        return None
    if intent_groups.KEEP_PATTERN.search(text):
        return "like_lead"
    return "refuse_lead" if intent_groups.REFUSAL_PATTERN.search(text) else None


def with_likeliest_candidate(linked: ProfessionLinks) -> ProfessionLinks:
    """Add the first candidate of an ambiguous second name: « boulanger ou électricien »."""
    if len(linked.occupation_ids) != 1 or not linked.candidates:
        return linked
    both = (*linked.occupation_ids, linked.candidates[0])
    return replace(linked, occupation_ids=both, candidates=())
