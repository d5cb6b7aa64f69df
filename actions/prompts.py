"""The open question: asking, repeating, answering and skipping it.

The question is stored in the notebook, so it stays open while an interruption is answered. Each
topic registers a `PromptHandler` for its kinds of question.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Optional

from bot.notebook.notebook_entries import Question
from bot.turn_context import Turn


@dataclass(frozen=True)
class PromptHandler:
    """Handles one kind of question; an optional handler of None ignores that kind of answer.

    Attributes:
        say: Says the question.
        skip: Continues after the question is skipped.
        rate: Handles an answer from 1 to 5.
        confirm: Handles yes or no.
        settles: Returns the yes or no that a message gives to a question to confirm, and what else
            it says, so that the answer counts whatever follows it; None where it gives neither.
        words: Handles free words.
        back: Asks the previous question; False when there is none.
        again: Whether to return to the question after an interruption.
        expires: Whether a yes no longer counts once the message of the turn was answered, because
            it would be hard to undo. A question that is not returned to is closed then; another
            is asked again before a yes counts.
        greedy: Whether free words answer it even when they look like something else.
        verbatim: Whether the next message is the answer, whatever it asks, unless it surely gives
            up or asks for a person.
        reads: Whether the text holds what is asked for.
        exact: Whether a text that `reads` accepts is the answer, however sure the model is of
            another meaning.
        drops: Whether a text gives up what is asked for, whatever else it might mean.
        names: The intent of an answer that names a profession, when one is asked for.
        easier: Returns a simpler question for a person who does not know.
    """

    say: Callable[[Turn, Question], None]
    skip: Callable[[Turn, Question], None]
    rate: Optional[Callable[[Turn, Question, int], None]] = None
    confirm: Optional[Callable[[Turn, Question, bool], None]] = None
    settles: Optional[Callable[[Turn, Question], Optional[tuple[bool, str]]]] = None
    words: Optional[Callable[[Turn, Question], None]] = None
    back: Optional[Callable[[Turn], bool]] = None
    again: bool = True
    expires: Optional[Callable[[Turn, Question], bool]] = None
    greedy: bool = False
    verbatim: bool = False
    reads: Optional[Callable[[Turn], bool]] = None
    exact: bool = False
    drops: Optional[Callable[[str], bool]] = None
    names: Optional[str] = None
    easier: Optional[Callable[[Question], Optional[Question]]] = None


PROMPT_HANDLERS: dict[str, PromptHandler] = {}


def same_question(question: Question) -> Question:
    """Return the question itself, for an `easier` that asks the same again."""
    return question


def ask(turn: Turn, question: Question) -> None:
    """Open and say a question."""
    turn.notebook.open(question)
    PROMPT_HANDLERS[question.kind].say(turn, question)


def close_question(turn: Turn, *kinds: str) -> None:
    """Close the open question if it is of one of these kinds."""
    question = turn.notebook.question
    if question is not None and question.kind in kinds:
        turn.notebook.close_question()


def repeat_question(turn: Turn) -> bool:
    """Say the open question again; False when none is open."""
    question = turn.notebook.question
    if question is None:
        return False
    turn.notebook.question = replace(question, expired=False)
    PROMPT_HANDLERS[question.kind].say(turn, question)
    return True


def is_resumable(question: Optional[Question]) -> bool:
    """Whether to return to this question after an interruption."""
    return question is not None and PROMPT_HANDLERS[question.kind].again


def should_remind(question: Optional[Question]) -> bool:
    """Whether to remind of this question: after every interruption for a series, else once."""
    if question is None or not is_resumable(question):
        return False
    return not question.offered or PROMPT_HANDLERS[question.kind].rate is not None


def remind_of_question(turn: Turn, aloud: bool = True) -> None:
    """Let a yes to the open question expire, as its handler says, once another message was
    answered; `aloud`, say that it is still open, if `should_remind` allows it."""
    question = turn.notebook.question
    handler = PROMPT_HANDLERS[question.kind] if question is not None else None
    if question is None or handler is None:
        return
    if handler.expires is not None and handler.expires(turn, question):
        question = replace(question, expired=True) if handler.again else None
    if aloud and question is not None and should_remind(question):
        question = replace(question, offered=True)
        turn.say("utter_back_to_question")
    turn.notebook.question = question


def as_answer_kind(question: Question) -> Question:
    """Return the question as `bot.guidance.short_answer_parser` expects it.

    A question that takes yes or no becomes one of kind « confirm ».
    """
    return Question("confirm") if PROMPT_HANDLERS[question.kind].confirm else question


def answer_rating(turn: Turn, value: int) -> bool:
    """Answer the open question with a value from 1 to 5; False when it takes none."""
    question = turn.notebook.question
    handle = PROMPT_HANDLERS[question.kind].rate if question is not None else None
    if question is None or handle is None:
        return False
    turn.notebook.close_question()
    handle(turn, question, value)
    return True


def answer_yes_no(turn: Turn, yes: bool) -> bool:
    """Answer the open question with yes or no; False when it takes neither."""
    question = turn.notebook.question
    if question is None:
        return False
    if yes and question.expired:
        return repeat_question(turn)
    handler = PROMPT_HANDLERS[question.kind]
    if handler.confirm is None:
        return skip_question(turn) if not yes and handler.words else repeat_question(turn)
    turn.notebook.close_question()
    handler.confirm(turn, question, yes)
    return True


def answer_words(turn: Turn) -> bool:
    """Answer the open question with words or a pressed reason; False when it takes none."""
    question = turn.notebook.question
    handle = PROMPT_HANDLERS[question.kind].words if question is not None else None
    if question is None or handle is None:
        return False
    turn.notebook.close_question()
    handle(turn, question)
    return True


def skip_question(turn: Turn) -> bool:
    """Skip the open question; False when none is open."""
    question = turn.notebook.question
    if question is None:
        return False
    turn.notebook.close_question()
    PROMPT_HANDLERS[question.kind].skip(turn, question)
    return True


def is_dropped(question: Optional[Question], text: str) -> bool:
    """Whether a text gives up what the open question asks for."""
    drops = PROMPT_HANDLERS[question.kind].drops if question else None
    return drops is not None and drops(text)


def ask_easier(turn: Turn) -> bool:
    """Ask an easier question or skip the open one; False when none is open."""
    question = turn.notebook.question
    simpler = PROMPT_HANDLERS[question.kind].easier if question else None
    following = simpler(question) if simpler and question else None
    if following is None:
        return skip_question(turn)
    ask(turn, following)
    return True


def ask_previous(turn: Turn) -> bool:
    """Ask the previous question; False when there is none."""
    question = turn.notebook.question
    step_back = PROMPT_HANDLERS[question.kind].back if question else None
    return step_back is not None and step_back(turn)
