"""The open prompts of the first step.

Six prompts about likes in rounds of three; the first round also asks about dislikes. « Je ne sais
pas » leads to a choice of two small situations.
"""

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
    """Return the first prompt, skipping those answered on an earlier day."""
    return Question(QUESTION_KIND, about=_LIKED[len(notebook.dreams) % len(_LIKED)])


def build_next_prompt(question: Question) -> Optional[Question]:
    """Return the next prompt, None at the end of its round."""
    about = question.about.removeprefix(EASIER_PREFIX)
    prompts = next(prompts for prompts in PROMPT_ROUNDS if about in prompts)
    place = prompts.index(about) + 1
    return Question(QUESTION_KIND, about=prompts[place]) if place < len(prompts) else None


def build_easier_prompt(question: Question) -> Optional[Question]:
    """Return a choice of two small situations, or None if there is nothing easier."""
    if question.about not in _LIKED:
        return None
    return replace(question, about=f"{EASIER_PREFIX}{question.about}")


def is_easier_prompt(question: Question) -> bool:
    """Return whether two small situations were offered."""
    return question.kind == QUESTION_KIND and question.about.startswith(EASIER_PREFIX)


def opens_with_refusal(question: Question, text: str) -> bool:
    """Return whether an answer to an open prompt starts with a refusal: « pas la nuit »."""
    return question.kind == QUESTION_KIND and bool(_AGAINST.match(fold_text(text)))


def takes_refusals(question: Optional[Question], text: str) -> bool:
    """Return whether negative words are a refusal at this question.

    At the prompt about annoyances they describe what the person would prefer, unless they start
    with « pas ».
    """
    if question is None or question.kind != QUESTION_KIND:
        return False
    return question.about.removeprefix(EASIER_PREFIX) != _ANNOYS or opens_with_refusal(
        question, text
    )
