"""Rêver: open prompts about what the person likes and refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from actions import first_leads, follow_ups, note_consent, noted_facts, prompts, sureness
from actions.action_registry import action
from actions.prompts import PromptHandler
from bot.choice_payloads import NoteConsent
from bot.guidance import clause_extraction, dream_prompts, fact_extraction
from bot.guidance.fact_extraction import ANYBODY_AUDIENCE, DISLIKE, LIKE, ExtractedFact
from bot.notebook.fact_topics import CONSTRAINT, SITUATION
from bot.notebook.notebook_entries import Question
from bot.notebook.study_levels import MAX_SHORT_STUDIES_LEVEL
from bot.turn_context import Turn

# What an answer to a prompt about tastes may state instead, and from which probability.
_OTHER_KINDS, _MIN_STATED = (SITUATION, CONSTRAINT), 0.7


@action("action_start_dreaming")
def start_dreaming(turn: Turn) -> None:
    """Ask the open prompt again, or the first one."""
    sureness.offer_before(turn)
    turn.notebook.go("rever")
    question = turn.notebook.question
    if question is None or question.kind != dream_prompts.QUESTION_KIND:
        question = dream_prompts.build_first_prompt(turn.notebook)
    prompts.ask(turn, question)


@action("action_tell_interest")
def tell_interest(turn: Turn) -> None:
    """Note a chosen interest or free words, then continue the open prompt."""
    chosen, question = turn.values.get("interest"), turn.notebook.question
    if chosen:
        _note_chosen_interest(turn, int(chosen))
        prompts.close_question(turn, dream_prompts.QUESTION_KIND)
        if question is not None and dream_prompts.is_easier_prompt(question):
            _ask_next(turn, question)
        else:
            _invite_more(turn)
    elif not turn.words:
        start_dreaming(turn)  # The button of the intent was pressed (« Dire ce que j'aime »).
    elif not (turn.is_answer and prompts.answer_words(turn)):
        _note_free_words(turn)


@action("action_tell_refusal")
def tell_refusal(turn: Turn) -> None:
    """Note why a lead was refused, or what is refused in general."""
    question = turn.notebook.question
    prompt = question if dream_prompts.takes_refusals(question, turn.words) else None
    if turn.is_answer and prompt is None and prompts.answer_words(turn):
        return
    if question is not None and question.kind == "why" and turn.values.get("reason"):
        prompts.answer_words(turn)
        return
    if not turn.text and not turn.values:
        prompts.ask(turn, Question(dream_prompts.QUESTION_KIND, about=dream_prompts.REFUSAL_PROMPT))
        return
    facts = note_refusal(turn)
    if prompt is not None:
        turn.notebook.close_question()
        turn.notebook.go("rever")
        _ask_next(turn, prompt)
    else:
        follow_ups.propose_next_step(turn, facts)


def note_refusal(turn: Turn) -> list[ExtractedFact]:
    """Note and acknowledge what is refused; return the facts noted.

    Refusing long studies limits the leads until that limit is lifted.
    """
    if turn.values.get("reason") == "studies":
        turn.notebook.limit(MAX_SHORT_STUDIES_LEVEL, turn.now)
        turn.say("utter_noted_limit")
        return []
    if note_consent.declines_to_note(turn, "tell_refusal"):
        return []
    words = turn.words or turn.said
    facts = fact_extraction.extract_facts(DISLIKE, words, audience=ANYBODY_AUDIENCE) or [
        ExtractedFact(DISLIKE, words)
    ]
    for fact in facts:
        noted_facts.note_fact(turn, fact)
    if len(facts) == 1 and not facts[0].topics:
        turn.say("utter_noted_refusal", words=facts[0].words)
    else:
        noted_facts.say_back(turn, facts)
    return facts


def _note_chosen_interest(turn: Turn, number: int) -> None:
    label = turn.library.interests.interests[number].label
    near = turn.library.near(f"{turn.said}, {label}", told=True)
    turn.notebook.add_dream(turn.said, [number], turn.now, near)
    turn.notebook.confirm_interest(number)
    turn.say("utter_noted_choice", labels=label)


def _note_free_words(turn: Turn) -> None:
    """Note free words given without a prompt, and offer first leads unless a question is open."""
    if note_consent.declines_to_note(turn, "tell_interest"):
        return
    person = ANYBODY_AUDIENCE if turn.chosen(NoteConsent) else turn.notebook.whom
    facts = _extract_facts(turn, person)
    _note_facts(turn, facts)
    if turn.notebook.question is not None:
        prompts.remind_of_question(turn)
    elif not facts:
        follow_ups.acknowledge_statement(turn)
    elif all(fact.kind != LIKE for fact in facts):
        follow_ups.propose_next_step(turn, facts)
    elif not first_leads.offer_first_leads(turn):
        _invite_more(turn)


def _extract_facts(turn: Turn, whom: Optional[str]) -> list[ExtractedFact]:
    """Return what free words tell: tastes, except where they surely state something else (« j'ai
    pas de bus »)."""
    segments = turn.reading.segments if turn.reading is not None else ()
    kinds = [_find_kind(each.labels) for each in segments]
    if set(kinds) <= {LIKE}:
        return fact_extraction.extract_facts(LIKE, turn.words, whom)
    return [
        fact
        for kind, segment in zip(kinds, segments, strict=True)
        for fact in fact_extraction.extract_facts(kind, segment.text, whom)
    ]


def _find_kind(labels: Mapping[str, float]) -> str:
    stated = (kind for kind in _OTHER_KINDS if labels[f"tell.{kind}"] >= _MIN_STATED)
    return next(stated, LIKE)


def _note_facts(turn: Turn, told: list[ExtractedFact]) -> None:
    """Note facts and say them back."""
    for fact in told:
        noted_facts.note_fact(turn, fact)
    if len(told) == 1 and told[0].kind == LIKE:
        turn.say("utter_noted_words", words=told[0].words)
    else:
        noted_facts.say_back(turn, told)


def _invite_more(turn: Turn) -> None:
    """Invite the person to tell more, in words not yet used in this conversation."""
    responses = ("utter_interest_next", "utter_interest_more", "utter_step_leads")
    any(follow_ups.say_once(turn, response) for response in responses)


def _say_prompt(turn: Turn, question: Question) -> None:
    turn.say(f"utter_dream_{question.about}")


def _answer_words(turn: Turn, question: Question) -> None:
    if question.about == dream_prompts.REFUSAL_PROMPT:
        if not clause_extraction.is_empty_talk(turn.words):
            note_refusal(turn)
        turn.notebook.go("rever")
    elif not note_consent.declines_to_note(turn, "tell_interest"):
        facts = _extract_facts(turn, ANYBODY_AUDIENCE)
        if not facts and not dream_prompts.is_easier_prompt(question):
            _ask_easier(turn, question)
            return
        _note_facts(turn, facts)
    _ask_next(turn, question)


def _ask_easier(turn: Turn, question: Question) -> None:
    """Ask a more concrete prompt after an empty answer such as « bof »."""
    simpler = dream_prompts.build_easier_prompt(question)
    if simpler is not None:
        prompts.ask(turn, simpler)
    else:
        _ask_next(turn, question)


def _ask_next(turn: Turn, question: Question) -> None:
    following = dream_prompts.build_next_prompt(question)
    if following is not None:
        prompts.ask(turn, following)
    else:
        turn.say("utter_dream_done")


def _answer_yes_no(turn: Turn, question: Question, yes: bool) -> None:
    """Ask again after a bare yes; continue after a bare no."""
    if yes:
        prompts.ask(turn, question)
    else:
        _ask_next(turn, question)


prompts.PROMPT_HANDLERS[dream_prompts.QUESTION_KIND] = PromptHandler(
    say=_say_prompt,
    skip=_ask_next,
    words=_answer_words,
    confirm=_answer_yes_no,
    easier=dream_prompts.build_easier_prompt,
)
