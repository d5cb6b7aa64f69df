"""The open prompts of the first step: six of what one likes, three at a time, the first three
followed by what is refused. Who does not know gets two small situations to choose between."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Optional

from bot.guidance.entries import Question
from bot.guidance.folding import fold
from bot.guidance.notebook import Notebook

KIND = "dream"
REFUSE, _ANNOYS = "refuse", "3"
ROUNDS = (("1", "2", "3", REFUSE), ("4", "5", "6"))
EASIER = "easier_"
PROMPTS = tuple(prompt for prompts in ROUNDS for prompt in prompts)
_AGAINST = re.compile(r"(?:surtout |vraiment )?pas |(?:plus )?jamais |j(?:e )?(?:ne )?veux pas ")
_LIKED = tuple(prompt for prompt in PROMPTS if prompt != REFUSE)


def first(notebook: Notebook) -> Question:
    """Where to begin: not at a prompt that was answered on an earlier day."""
    return Question(KIND, about=_LIKED[len(notebook.dreams) % len(_LIKED)])


def following(question: Question) -> Optional[Question]:
    """The prompt after this one, None at the end of its round."""
    about = question.about.removeprefix(EASIER)
    prompts = next(prompts for prompts in ROUNDS if about in prompts)
    place = prompts.index(about) + 1
    return Question(KIND, about=prompts[place]) if place < len(prompts) else None


def easier(question: Question) -> Optional[Question]:
    """Two small situations in the place of an open prompt; None when there is nothing easier."""
    if question.about not in _LIKED:
        return None
    return replace(question, about=f"{EASIER}{question.about}")


def is_easier(question: Question) -> bool:
    """Whether two small situations were offered."""
    return question.kind == KIND and question.about.startswith(EASIER)


def against(question: Question, text: str) -> bool:
    """Whether words at an open prompt begin by being against something: « pas la nuit »."""
    return question.kind == KIND and bool(_AGAINST.match(fold(text)))


def takes_refusals(question: Optional[Question], text: str) -> bool:
    """Whether words against something are a refusal there. What annoys is told in such words too,
    and says what one would like instead, unless it begins with « pas »."""
    if question is None or question.kind != KIND:
        return False
    return question.about.removeprefix(EASIER) != _ANNOYS or against(question, text)
