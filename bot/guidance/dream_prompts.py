"""The open prompts of the first step: six of what one likes, three at a time, the first three
followed by what is refused. Who does not know gets two small situations to choose between."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Optional

from bot.language.folding import fold_text
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question

QUESTION_KIND = "dream"
REFUSAL_PROMPT, _ANNOYS = "refuse", "3"
PROMPT_ROUNDS = (("1", "2", "3", REFUSAL_PROMPT), ("4", "5", "6"))
EASIER_PREFIX = "easier_"
PROMPTS = tuple(prompt for prompts in PROMPT_ROUNDS for prompt in prompts)
_AGAINST = re.compile(r"(?:surtout |vraiment )?pas |(?:plus )?jamais |j(?:e )?(?:ne )?veux pas ")
_LIKED = tuple(prompt for prompt in PROMPTS if prompt != REFUSAL_PROMPT)


def build_first_prompt(notebook: Notebook) -> Question:
    """Where to begin: not at a prompt that was answered on an earlier day."""
    return Question(QUESTION_KIND, about=_LIKED[len(notebook.dreams) % len(_LIKED)])


def build_next_prompt(question: Question) -> Optional[Question]:
    """The prompt after this one, None at the end of its round."""
    about = question.about.removeprefix(EASIER_PREFIX)
    prompts = next(prompts for prompts in PROMPT_ROUNDS if about in prompts)
    place = prompts.index(about) + 1
    return Question(QUESTION_KIND, about=prompts[place]) if place < len(prompts) else None


def build_easier_prompt(question: Question) -> Optional[Question]:
    """Two small situations in the place of an open prompt; None when there is nothing easier."""
    if question.about not in _LIKED:
        return None
    return replace(question, about=f"{EASIER_PREFIX}{question.about}")


def is_easier_prompt(question: Question) -> bool:
    """Whether two small situations were offered."""
    return question.kind == QUESTION_KIND and question.about.startswith(EASIER_PREFIX)


def opens_with_refusal(question: Question, text: str) -> bool:
    """Whether words at an open prompt begin by being against something: « pas la nuit »."""
    return question.kind == QUESTION_KIND and bool(_AGAINST.match(fold_text(text)))


def takes_refusals(question: Optional[Question], text: str) -> bool:
    """Whether words against something are a refusal there. What annoys is told in such words too,
    and says what one would like instead, unless it begins with « pas »."""
    if question is None or question.kind != QUESTION_KIND:
        return False
    return question.about.removeprefix(EASIER_PREFIX) != _ANNOYS or opens_with_refusal(
        question, text
    )
