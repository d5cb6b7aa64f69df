"""Parse data for Rasa from a click or from typed text: an intent and its values.

Typed text is read in this order: a short answer to the open question; the intent of the model with
the professions that the text names; free words as the answer to a question that takes any.
"""

from __future__ import annotations

from typing import Any, Optional

from actions import prompts
from bot.choice_payloads import LikeLead
from bot.dialogue import appointment_questions, intent_groups
from bot.dialogue.free_answers import answers_in_words
from bot.dialogue.intent_choice import choose_intent, with_likeliest_candidate
from bot.dialogue.intent_groups import FALLBACK_INTENT, MAX_LEAVING_WORDS, SURE_CONFIDENCE
from bot.dialogue.interpretation.command_guard import is_no_command
from bot.dialogue.reading_evidence import (
    is_unsupported,
    lacks_tried_occupation,
    read_facts,
    requests_no_step,
    says_goodbye,
    tells_something,
)
from bot.dialogue.team_question_messages import is_dictated
from bot.guidance import dream_prompts, ordinal_references
from bot.guidance.short_answer_parser import ShortAnswer, parse_answer, parse_change, parse_position
from bot.handoff import pending_requests
from bot.notebook.notebook_entries import Question
from bot.turn_context import Turn
from knowledge.profession_linking import ProfessionLinks

_PUNCTUATION = " .…!?,;:-_*"


def leaves_care_question(
    parse: dict[str, Any],
    after_danger: bool = True,
    late_in_care: bool = False,
    min_confidence: float = SURE_CONFIDENCE,
) -> bool:
    """Whether a text is surely about orientation and does not answer an open question of care.

    Without danger, likes and dislikes count as orientation too; with `late_in_care`, answers of the
    questionnaire as well.
    """
    intent = parse["intent"]
    may_answer = intent["name"] in intent_groups.CARE_ANSWER_INTENTS
    if not after_danger and intent["name"] in intent_groups.SELF_INTENTS:
        may_answer = False
    if late_in_care and intent["name"] in intent_groups.QUESTIONNAIRE_ANSWER_INTENTS:
        may_answer = False
    return not may_answer and intent["confidence"] >= min_confidence


def orientation_probability(parse: dict[str, Any]) -> float:
    """Return the summed probability of the intents about orientation among the likeliest five."""
    apart = intent_groups.CARE_ANSWER_INTENTS | intent_groups.HARD_INTENTS
    ranked = parse.get("intent_ranking", ())
    return float(sum(each["confidence"] for each in ranked if each["name"] not in apart))


def asks_about_orientation(turn: Turn, parse: dict[str, Any]) -> bool:
    """Whether a text with a rude word is still about orientation."""
    several = len(turn.text.split()) > MAX_LEAVING_WORDS
    return several and (leaves_care_question(parse) or turn.library.link(turn.text).named)


def parse_opening() -> dict[str, Any]:
    """Return the parse data of an opened chat, which the bot greets."""
    return _make_parse("greet", [])


def parse_choice(intent: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the parse data of a click."""
    return _make_parse(intent, [_make_entity(name, value) for name, value in values.items()])


def parse_code() -> dict[str, Any]:
    """Return the parse data of a text with the code of a notebook."""
    return _make_parse("resume_code", [])


def resolve_intent(turn: Turn, parse: dict[str, Any]) -> dict[str, Any]:
    """Return the parse data of typed text in its context; `parse` is that of the model alone."""
    question = turn.notebook.question
    settled = _parse_by_form(turn, question)
    if settled is not None:
        return settled
    intent, confidence = parse["intent"]["name"], parse["intent"]["confidence"]
    turn.ranking = tuple(each["name"] for each in parse.get("intent_ranking", ()))
    linked = turn.library.link(turn.text)
    intent, confidence = _correct_for_search(turn, intent, confidence, linked)
    wanting = intent == "ask_appointment" and confidence >= SURE_CONFIDENCE
    practical = appointment_questions.find_asked_question(turn, wanting)
    if practical is not None:
        return _make_parse("ask_question", [_make_entity("question", practical)], parse)
    pending = pending_requests.interpret(
        turn.unit, turn.person, turn.conversation, turn.text, turn.now
    )
    if pending is not None and not (intent == "erase_data" and confidence >= SURE_CONFIDENCE):
        return _make_parse(pending.intent, [_make_entity(*pair) for pair in pending.values])
    if question is not None:
        answer = _parse_in_words(turn, question, parse, (intent, confidence), linked)
        if answer is not None:
            return answer
    if intent in intent_groups.COMPARING_INTENTS:
        linked = with_likeliest_candidate(linked)
    chosen = choose_intent(turn, intent, confidence, linked)
    no_step = chosen.startswith("start_") and requests_no_step(turn)
    if no_step or (chosen == "tell_trial" and lacks_tried_occupation(turn)):
        facts = read_facts(turn)
        if not facts:
            return _make_parse(FALLBACK_INTENT, [])
        return _make_parse("note_facts", [_make_entity("facts", facts)], parse)
    if _is_contradicted(turn, chosen, unsure=_is_unsure(parse)):
        chosen = FALLBACK_INTENT
    return _make_parse(chosen, link_entities(linked) or _pointed_lead_entities(turn, chosen), parse)


def parse_verbatim_answer(turn: Turn, parse: dict[str, Any]) -> Optional[dict[str, Any]]:
    """Return the parse data of text that answers an open question whatever it asks, else None."""
    question = turn.notebook.question
    if question is None or not prompts.PROMPT_HANDLERS[question.kind].verbatim:
        return None
    if _parse_by_form(turn, question) is not None or not is_dictated(turn):
        return None
    intent, confidence = parse["intent"]["name"], parse["intent"]["confidence"]
    brief = len(turn.text.split()) <= MAX_LEAVING_WORDS
    sure = SURE_CONFIDENCE if brief else intent_groups.CERTAIN_CONFIDENCE
    leaves = intent in intent_groups.HARD_INTENTS | intent_groups.LEAVING_INTENTS
    if leaves and confidence >= sure:
        return None
    turn.is_answer = True
    return _make_parse("tell_interest", [])


def _parse_by_form(turn: Turn, question: Optional[Question]) -> Optional[dict[str, Any]]:
    """Parse a short answer, a dropped question, or a lead pointed at; None for other text."""
    kind = prompts.as_answer_kind(question) if question else None
    answer = parse_answer(kind, turn.text) if kind else None
    if answer is not None:
        return _parse_answer(answer)
    # Before « annule » is read as a step back or of an appointment.
    if prompts.is_dropped(question, turn.text):
        return _make_parse("skip", [])
    if not turn.text.strip(_PUNCTUATION):
        return _make_parse(FALLBACK_INTENT, [])
    changed = parse_change(turn.text) if question and question.kind == "item" else None
    if changed is not None:
        return _make_parse("go_back", [_make_entity("value", changed)])
    pointed = _read_pointed_leads(turn, question)
    return _parse_pointed_leads(turn, pointed) if pointed is not None else None


def _parse_in_words(
    turn: Turn,
    question: Question,
    parse: dict[str, Any],
    likeliest: tuple[Optional[str], float],
    linked: ProfessionLinks,
) -> Optional[dict[str, Any]]:
    """Parse free words, or the name of a profession, as the answer to the open question.

    `likeliest` is the intent with its confidence, corrected for searches.
    """
    intent, confidence = likeliest
    if answers_in_words(turn, question, intent, confidence, linked, _is_unsure(parse)):
        turn.is_answer = True
        refuses = dream_prompts.opens_with_refusal(question, turn.text)
        refused = refuses or intent == "tell_refusal"
        return _make_parse("tell_refusal" if refused else "tell_interest", [])
    if _names_asked_occupation(question, intent, linked):
        name_intent = str(prompts.PROMPT_HANDLERS[question.kind].names)
        return _make_parse(name_intent, link_entities(linked), parse)
    return None


def _is_unsure(parse: dict[str, Any]) -> bool:
    """Whether the model alone is unsure of the intent."""
    return bool(parse["intent"]["confidence"] < SURE_CONFIDENCE)


def _is_contradicted(turn: Turn, intent: str, unsure: bool) -> bool:
    """Whether the labels of the reading contradict the intent."""
    if is_unsupported(turn, intent):
        return True
    if intent == "goodbye" and unsure and not says_goodbye(turn):
        return True
    if intent in ("tell_interest", "tell_refusal"):
        return not tells_something(turn)  # « laisse tomber mercredi »
    mentions = turn.reading.mentions if turn.reading is not None else ()
    return is_no_command(intent, turn.text, mentions)  # « je continue ou j'arrête ? »


def _correct_for_search(
    turn: Turn, intent: Optional[str], confidence: float, linked: ProfessionLinks
) -> tuple[Optional[str], float]:
    """Correct the intent where a text asks for several entries."""
    if intent == "ask_trainings":
        several = turn.library.searched(turn.text) == "training" or (
            not linked.named and turn.library.names_subject(turn.text)
        )
        return ("search_trainings", confidence) if several else (intent, confidence)
    if confidence >= SURE_CONFIDENCE or intent in intent_groups.HARD_INTENTS or linked.named:
        return intent, confidence
    kind = turn.library.searched(turn.text)
    return (intent_groups.SEARCH_INTENTS[kind], SURE_CONFIDENCE) if kind else (intent, confidence)


def takes_rating(question: Question) -> bool:
    """Whether a value of a scale may answer the question."""
    return prompts.PROMPT_HANDLERS[question.kind].rate is not None


def _names_asked_occupation(
    question: Question, intent: Optional[str], linked: ProfessionLinks
) -> bool:
    """Whether a text only names the profession that the open question asks for."""
    asked = prompts.PROMPT_HANDLERS[question.kind].names is not None and not question.about
    named = bool(linked.occupation_ids or linked.candidates)
    return asked and named and (intent in intent_groups.VAGUE_INTENTS or intent == "ask_occupation")


def _pointed_lead_entities(turn: Turn, intent: str) -> list[dict[str, Any]]:
    """Return the lead that a text points at by its position: « bof le premier »."""
    shown = turn.notebook.shown
    place = (
        parse_position(turn.text, len(shown))
        if intent in intent_groups.SINGLE_LEAD_INTENTS
        else None
    )
    return [] if place is None else [_make_entity("occupation", shown[place])]


def _read_pointed_leads(
    turn: Turn, question: Optional[Question]
) -> Optional[ordinal_references.OrdinalReference]:
    """Return the leads pointed at, unless the words may answer the open question.

    « c koi la 4 » is no reason for a refusal; « la 2 » alone may be one of the reasons offered.
    """
    if question is not None and question.kind not in ("why", dream_prompts.QUESTION_KIND):
        return None
    pointed = ordinal_references.parse_reference(turn.text, len(turn.notebook.shown))
    reason = question is not None and question.kind == "why"
    return None if pointed is None or (reason and pointed.alone) else pointed


def _parse_pointed_leads(
    turn: Turn, pointed: ordinal_references.OrdinalReference
) -> dict[str, Any]:
    """Return the parse data for leads pointed at: « la 2 bof », « la 1 et la 3 »."""
    if turn.notebook.question is not None and turn.notebook.question.kind == "why":
        turn.notebook.close_question()
    meant = [turn.notebook.shown[place] for place in pointed.places]
    found = [_make_entity("occupation", meant[0])]
    if len(meant) > 1:
        found += [_make_entity("occupations", meant), _make_entity("value", LikeLead.POINTED)]
    return _make_parse(intent_groups.LEAD_INTENTS[pointed.meaning], found)


def link_entities(linked: ProfessionLinks) -> list[dict[str, Any]]:
    """Return the professions that a text names, as entities."""
    ids = linked.occupation_ids
    found = [_make_entity("occupation", ids[0])] if ids else []
    if len(ids) > 1:
        found.append(_make_entity("occupations", list(ids)))
    if linked.candidates and not ids:
        found.append(_make_entity("candidates", list(linked.candidates)))
    if linked.sheet_id:
        found.append(_make_entity("sheet", linked.sheet_id))
    return found


def _parse_answer(answer: ShortAnswer) -> dict[str, Any]:
    if answer.kind == "value":
        return _make_parse("rate", [_make_entity("value", answer.value)])
    if answer.kind == "confirm":
        return _make_parse("affirm" if answer.value else "deny", [])
    return _make_parse(answer.kind, [])


def _make_entity(name: str, value: Any) -> dict[str, Any]:
    return {"entity": name, "value": value}


def _make_parse(
    intent: str, entities: list[dict[str, Any]], model: Optional[dict[str, Any]] = None
) -> dict[str, Any]:
    confidence = model["intent"]["confidence"] if model else 1.0
    return {"intent": {"name": intent, "confidence": confidence}, "entities": entities}
