"""Whether a message answers the open question, in free words or with a yes or no."""

from __future__ import annotations

from typing import Optional

from actions import prompts
from bot.dialogue import intent_groups
from bot.dialogue.intent_groups import MAX_BRIEF_ANSWER_WORDS, MAX_LEAVING_WORDS, SURE_CONFIDENCE
from bot.dialogue.team_question_messages import is_dictated
from bot.guidance import removal_requests
from bot.notebook.notebook_entries import Question
from bot.turn_context import Turn
from knowledge.profession_linking import ProfessionLinks


def settle_question(turn: Turn) -> Optional[tuple[bool, str]]:
    """Return the yes or no that a typed message gives to a question to confirm, and what else it
    says; None where no such question is open or it gives neither."""
    question = turn.notebook.question
    settles = prompts.PROMPT_HANDLERS[question.kind].settles if question is not None else None
    return settles(turn, question) if settles and question is not None else None


def answers_in_words(
    turn: Turn,
    question: Question,
    intent: Optional[str],
    confidence: float,
    linked: ProfessionLinks,
    unsure: bool,
) -> bool:
    """Whether free words answer the open question."""
    if removal_requests.asks_for_removal(turn.text):
        return False
    if prompts.PROMPT_HANDLERS[question.kind].verbatim and not is_dictated(turn):
        return False
    return _holds_answer(turn, question.kind, unsure) or _is_free_answer(
        turn, question.kind, intent, confidence, linked
    )


def _is_free_answer(
    turn: Turn, kind: str, intent: Optional[str], confidence: float, linked: ProfessionLinks
) -> bool:
    """Whether a question that takes words takes these, whatever their intent."""
    if prompts.PROMPT_HANDLERS[kind].words is None:
        return False
    words = len(turn.text.split())
    if prompts.PROMPT_HANDLERS[kind].greedy:
        leaving = intent in intent_groups.HARD_INTENTS or (
            intent in intent_groups.LEAVING_INTENTS and words <= MAX_LEAVING_WORDS
        )
        return not leaving or confidence < SURE_CONFIDENCE
    if linked.named and words <= MAX_BRIEF_ANSWER_WORDS and intent != "tell_refusal":
        return False
    if intent in intent_groups.FOR_OTHERS_INTENTS and _handler_reads(turn, kind):
        return True
    return intent in intent_groups.SOFT_INTENTS or confidence < SURE_CONFIDENCE


def _holds_answer(turn: Turn, kind: str, unsure: bool) -> bool:
    """Whether the text holds what the question asks for."""
    exact = prompts.PROMPT_HANDLERS[kind].exact and "?" not in turn.text
    return (unsure or exact) and _handler_reads(turn, kind)


def _handler_reads(turn: Turn, kind: str) -> bool:
    """Whether the handler of the prompt finds its answer in the text."""
    reads = prompts.PROMPT_HANDLERS[kind].reads
    return reads is not None and reads(turn)
