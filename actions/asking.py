"""The open question: asked, asked again, answered, passed.

It is kept with the notebook (`bot.guidance`), so any interruption can be answered and the question
still stands. A topic tells here how its kind of question is said and what an answer does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Optional

from actions.turn import Turn
from bot.guidance.entries import Question


@dataclass(frozen=True)
class Kind:
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


KINDS: dict[str, Kind] = {}


def unchanged(question: Question) -> Question:
    """For `easier`, where « jsp » gives nothing up: the same is asked again."""
    return question


def ask(turn: Turn, question: Question) -> None:
    """Open `question` and say it."""
    turn.notebook.open(question)
    KINDS[question.kind].say(turn, question)


def again(turn: Turn) -> bool:
    """Say the open question again; False when none is open."""
    question = turn.notebook.question
    if question is None:
        return False
    KINDS[question.kind].say(turn, question)
    return True


def offered_again(question: Optional[Question]) -> bool:
    """Whether it is worth coming back to this question after an interruption."""
    return question is not None and KINDS[question.kind].again


def comes_back(question: Optional[Question]) -> bool:
    """Whether this question is said to stand after this interruption: each time of a series, else
    once, then it waits."""
    if question is None or not offered_again(question):
        return False
    return not question.offered or KINDS[question.kind].rate is not None


def offer_again(turn: Turn) -> None:
    """After an interruption, say once that the open question stands."""
    question = turn.notebook.question
    if question is not None and comes_back(question):
        turn.notebook.question = replace(question, offered=True)
        turn.say("utter_back_to_question")


def readable(question: Question) -> Question:
    """The question as `bot.guidance.reading` knows its kinds: many are a matter of yes or no."""
    kind = KINDS[question.kind]
    return Question("confirm") if kind.confirm else question


def rated(turn: Turn, value: int) -> bool:
    """An answer from 1 to 5; False when the open question takes none."""
    question = turn.notebook.question
    if question is None or KINDS[question.kind].rate is None:
        return False
    turn.notebook.close_question()
    KINDS[question.kind].rate(turn, question, value)  # type: ignore[misc]
    return True


def confirmed(turn: Turn, yes: bool) -> bool:
    """A bare yes or no; False when the open question takes none."""
    question = turn.notebook.question
    if question is None:
        return False
    kind = KINDS[question.kind]
    if kind.confirm is None:
        return passed(turn) if not yes and kind.words else again(turn)
    turn.notebook.close_question()
    kind.confirm(turn, question, yes)
    return True


def told(turn: Turn) -> bool:
    """Free words, or the reason pressed; False when the open question takes none."""
    question = turn.notebook.question
    if question is None or KINDS[question.kind].words is None:
        return False
    turn.notebook.close_question()
    KINDS[question.kind].words(turn, question)  # type: ignore[misc]
    return True


def passed(turn: Turn) -> bool:
    """Leave the open question and go on; False when none is open."""
    question = turn.notebook.question
    if question is None:
        return False
    turn.notebook.close_question()
    KINDS[question.kind].skip(turn, question)
    return True


def dropped(question: Optional[Question], text: str) -> bool:
    """Whether a text gives up what the open question is for."""
    drops = KINDS[question.kind].drops if question else None
    return drops is not None and drops(text)


def eased(turn: Turn) -> bool:
    """Ask something easier, or leave the open question; False when none is open."""
    question = turn.notebook.question
    simpler = KINDS[question.kind].easier if question else None
    following = simpler(question) if simpler and question else None
    if following is None:
        return passed(turn)
    ask(turn, following)
    return True


def back(turn: Turn) -> bool:
    """The question before; False when there is none."""
    question = turn.notebook.question
    step_back = KINDS[question.kind].back if question else None
    return step_back is not None and step_back(turn)
