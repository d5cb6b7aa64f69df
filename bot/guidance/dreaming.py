"""The open prompts of the first step, in order; the last asks what is refused."""

from __future__ import annotations

from typing import Optional

from bot.guidance.entries import Question
from bot.guidance.notebook import Notebook

KIND = "dream"
REFUSE = "refuse"
PROMPTS = ("1", "2", "3", REFUSE)


def first(notebook: Notebook) -> Question:
    """Where to begin: not at a prompt that was answered on an earlier day."""
    return Question(KIND, about=PROMPTS[len(notebook.dreams) % (len(PROMPTS) - 1)])


def following(question: Question) -> Optional[Question]:
    """The prompt after this one, None at the end."""
    place = PROMPTS.index(question.about) + 1
    return Question(KIND, about=PROMPTS[place]) if place < len(PROMPTS) else None


def confirm(notebook: Notebook) -> None:
    """The person said that what was read in their words is right."""
    for interest in list(notebook.interests):
        notebook.confirm_interest(interest.number)
