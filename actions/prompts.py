"""The open question: asked, asked again, answered, passed.

It is kept with the notebook (`bot.guidance`), so any interruption can be answered and the question
still stands. A topic tells here how its kind of question is said and what an answer does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Optional

from bot.notebook.notebook_entries import Question
from bot.turn_context import Turn


@dataclass(frozen=True)
class PromptHandler:
    """One kind of question. `None`: that sort of answer means nothing to it.

    `again`: worth offering again after an interruption. `greedy`: free words are its answer even
    when they look like something else. `reads`: whether the text holds what is asked for.
    `exact`: what it reads is its answer, however sure the model is of something else.
    `drops`: whether a text gives up what is being asked for, whatever else it might mean.
    `names`: the intent of an answer that names a profession, when one is asked for. `easier`: a
    simpler question for whoever does not know.
    """

    say: Callable[[Turn, Question], None]
    skip: Callable[[Turn, Question], None]
    rate: Optional[Callable[[Turn, Question, int], None]] = None
    confirm: Optional[Callable[[Turn, Question, bool], None]] = None
    words: Optional[Callable[[Turn, Question], None]] = None
    back: Optional[Callable[[Turn], bool]] = None
    again: bool = True
    greedy: bool = False
    reads: Optional[Callable[[Turn], bool]] = None
    exact: bool = False
    drops: Optional[Callable[[str], bool]] = None
    names: Optional[str] = None
    easier: Optional[Callable[[Question], Optional[Question]]] = None


PROMPT_HANDLERS: dict[str, PromptHandler] = {}


def same_question(question: Question) -> Question:
    """For `easier`, where « jsp » gives nothing up: the same is asked again."""
    return question


def ask(turn: Turn, question: Question) -> None:
    """Open `question` and say it."""
    turn.notebook.open(question)
    PROMPT_HANDLERS[question.kind].say(turn, question)


def repeat_question(turn: Turn) -> bool:
    """Say the open question again; False when none is open."""
    question = turn.notebook.question
    if question is None:
        return False
    PROMPT_HANDLERS[question.kind].say(turn, question)
    return True


def is_resumable(question: Optional[Question]) -> bool:
    """Whether it is worth coming back to this question after an interruption."""
    return question is not None and PROMPT_HANDLERS[question.kind].again


def should_remind(question: Optional[Question]) -> bool:
    """Whether this question is said to stand after this interruption: each time of a series, else
    once, then it waits."""
    if question is None or not is_resumable(question):
        return False
    return not question.offered or PROMPT_HANDLERS[question.kind].rate is not None


def remind_of_question(turn: Turn) -> None:
    """After an interruption, say once that the open question stands."""
    question = turn.notebook.question
    if question is not None and should_remind(question):
        turn.notebook.question = replace(question, offered=True)
        turn.say("utter_back_to_question")


def as_answer_kind(question: Question) -> Question:
    """The question as `bot.guidance.short_answer_parser` knows its kinds: many are a matter of yes
    or no."""
    kind = PROMPT_HANDLERS[question.kind]
    return Question("confirm") if kind.confirm else question


def answer_rating(turn: Turn, value: int) -> bool:
    """An answer from 1 to 5; False when the open question takes none."""
    question = turn.notebook.question
    if question is None or PROMPT_HANDLERS[question.kind].rate is None:
        return False
    turn.notebook.close_question()
    PROMPT_HANDLERS[question.kind].rate(turn, question, value)  # type: ignore[misc]
    return True


def answer_yes_no(turn: Turn, yes: bool) -> bool:
    """A bare yes or no; False when the open question takes none."""
    question = turn.notebook.question
    if question is None:
        return False
    kind = PROMPT_HANDLERS[question.kind]
    if kind.confirm is None:
        return skip_question(turn) if not yes and kind.words else repeat_question(turn)
    turn.notebook.close_question()
    kind.confirm(turn, question, yes)
    return True


def answer_words(turn: Turn) -> bool:
    """Free words, or the reason pressed; False when the open question takes none."""
    question = turn.notebook.question
    if question is None or PROMPT_HANDLERS[question.kind].words is None:
        return False
    turn.notebook.close_question()
    PROMPT_HANDLERS[question.kind].words(turn, question)  # type: ignore[misc]
    return True


def skip_question(turn: Turn) -> bool:
    """Leave the open question and go on; False when none is open."""
    question = turn.notebook.question
    if question is None:
        return False
    turn.notebook.close_question()
    PROMPT_HANDLERS[question.kind].skip(turn, question)
    return True


def is_dropped(question: Optional[Question], text: str) -> bool:
    """Whether a text gives up what the open question is for."""
    drops = PROMPT_HANDLERS[question.kind].drops if question else None
    return drops is not None and drops(text)


def ask_easier(turn: Turn) -> bool:
    """Ask something easier, or leave the open question; False when none is open."""
    question = turn.notebook.question
    simpler = PROMPT_HANDLERS[question.kind].easier if question else None
    following = simpler(question) if simpler and question else None
    if following is None:
        return skip_question(turn)
    ask(turn, following)
    return True


def ask_previous(turn: Turn) -> bool:
    """The question before; False when there is none."""
    question = turn.notebook.question
    step_back = PROMPT_HANDLERS[question.kind].back if question else None
    return step_back is not None and step_back(turn)
