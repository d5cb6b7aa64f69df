"""The open prompts of the first step, in order; the last asks what is refused."""

from __future__ import annotations

from collections.abc import Iterable
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


def confirm(notebook: Notebook, numbers: Iterable[int]) -> None:
    """The person said that these interests, read in their words, are right."""
    for number in _kept(notebook, numbers):
        notebook.confirm_interest(number)


def drop(notebook: Notebook, numbers: Iterable[int]) -> None:
    """The person said that they were read wrongly; the words stay, and what was confirmed."""
    confirmed = {interest.number for interest in notebook.interests if interest.confirmed}
    for number in _kept(notebook, numbers):
        if number not in confirmed:
            notebook.drop_interest(number)


def read_in(notebook: Notebook, words: str) -> list[int]:
    """The interests that were read in these words."""
    return [interest.number for interest in notebook.interests if interest.words == words]


def _kept(notebook: Notebook, numbers: Iterable[int]) -> list[int]:
    wanted = set(numbers)
    return [interest.number for interest in notebook.interests if interest.number in wanted]
