"""How a message relates to the open question: an answer, no answer, or a change of subject."""

from __future__ import annotations

from actions import prompts
from bot.dialogue.interpretation.acknowledgement_proposers import is_acknowledgement
from bot.dialogue.interpretation.decision_rules import Decision
from bot.dialogue.interpretation.information_state import BOOKING_QUESTIONS, InformationState
from bot.dialogue.interpretation.word_counts import MAX_BARE_WORDS
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import MIN_TELLING, Reading
from bot.guidance import dream_prompts, ordinal_references
from bot.guidance.short_answer_parser import parse_answer, parse_change
from bot.notebook.notebook_entries import Question
from bot.turn_context import Turn

# Intents that do not answer an open question that takes any words.
NON_ANSWER_PREFIXES = (
    *("ask_", "request", "search_", "show_", "complain", "out_of_scope", "pause", "goodbye"),
    *("erase_", "start_", "small_talk", "compare", "choose", "plan_b", "make_plan", "hesitate"),
    *("like_lead", "resume"),
)
NAMED_ONE_INTENTS = ("choose", "plan_b", "like_lead")
MIN_NON_ANSWER = 0.5
MIN_NON_ANSWER_IF_GREEDY = 0.8
# Questions with rules of their own in `intent_resolution`.
_WITH_OWN_RULES = BOOKING_QUESTIONS | {"human", "handoff"}
# Labels of what answers no question about an appointment, and how sure they must be.
_OF_ONESELF = ("tell.like", "tell.dislike", "tell.strength", "tell.situation", "tell.constraint")
MIN_TOLD = 0.85


def answers_open_question(turn: Turn, state: InformationState) -> bool:
    """Whether the form of a message already answers the open question or points at a lead."""
    question = state.question
    if ordinal_references.parse_reference(turn.text, len(state.shown)) is not None:
        return True
    if question is None:
        return False
    if question.kind in _WITH_OWN_RULES:
        told = state.is_booking and _tells_of_oneself(turn, question)
        return not (told or _asks_surely(turn))
    if prompts.PROMPT_HANDLERS[question.kind].names is not None and _is_only_a_name(turn.reading):
        return True
    readable = prompts.as_answer_kind(question)
    return (
        parse_answer(readable, turn.text) is not None
        or prompts.is_dropped(question, turn.text)
        or (question.kind == "item" and parse_change(turn.text) is not None)
    )


def _is_only_a_name(reading: Reading) -> bool:
    """Whether a message names a profession and asks nothing about it."""
    named = any(m.type == PROFESSION for m in reading.mentions)
    return named and all(s.acts["ask"] < MIN_NON_ANSWER for s in reading.segments)


def _asks_surely(turn: Turn) -> bool:
    """Whether a message surely asks something of its own during a booking."""
    segments = turn.reading.segments
    return any(
        s.acts["off"] >= 0.7 or (s.acts["ask"] >= 0.7 and any(m.target for m in s.mentions))
        for s in segments
    )


def _tells_of_oneself(turn: Turn, question: Question) -> bool:
    """Whether a message tells a taste or a situation, and nothing that the question asks for."""
    reads = prompts.PROMPT_HANDLERS[question.kind].reads
    told = any(
        sum(s.labels[label] for label in _OF_ONESELF) >= MIN_TOLD for s in turn.reading.segments
    )
    return told and question.about != "contact" and not (reads is not None and reads(turn))


def leaves_open_question(state: InformationState, decision: Decision) -> bool:
    """Whether a message surely does not answer the open question."""
    if decision.facts and state.is_booking:
        return True
    for weighed in decision.weighed:
        best = weighed.chosen
        if best is None or best.act.deferred:
            continue
        if is_acknowledgement(best.act) and state.question is not None:
            return (
                not state.accepts_free_words or state.question.kind == dream_prompts.QUESTION_KIND
            )
        if not best.act.intent.startswith(NON_ANSWER_PREFIXES):
            continue
        enough = MIN_NON_ANSWER_IF_GREEDY if is_greedy(state) else MIN_NON_ANSWER
        asks = weighed.segment.asking_probability + weighed.segment.acts["off"]
        if best.act.intent in NAMED_ONE_INTENTS:
            # A verdict on a profession answers no prompt.
            asks += weighed.segment.acts["react"]
        if is_greedy(state) and (best.act.intent == "ask_again" or asks < MIN_NON_ANSWER):
            continue
        if not state.accepts_free_words or best.probability >= enough:
            return True
    return not state.accepts_free_words and bool(decision.acts) and not _only_social(decision)


def answers_with_facts(state: InformationState, decision: Decision) -> bool:
    """Whether several facts answer an open prompt about oneself: « j'aime dessiner, mais pas le
    latin »."""
    dreams = state.question is not None and state.question.kind == dream_prompts.QUESTION_KIND
    return dreams and len(decision.facts) > 1


def is_no_answer(state: InformationState, reading: Reading) -> bool:
    """Whether free words state nothing that the open question asks for."""
    takes = state.accepts_free_words and not is_greedy(state)
    bare = len(reading.text.split()) <= MAX_BARE_WORDS
    return takes and not bare and reading.tells < MIN_TELLING


def is_greedy(state: InformationState) -> bool:
    """Whether the open question takes nearly any words as its answer."""
    return state.question is not None and prompts.PROMPT_HANDLERS[state.question.kind].greedy


def _only_social(decision: Decision) -> bool:
    return all(act.deferred or act.intent in ("greet", "comment") for act in decision.acts)
