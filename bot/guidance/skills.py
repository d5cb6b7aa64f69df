"""From what a person did to what they can do: the talk's questions, and the trades that ask for it.

The talk asks where it was, then one open question about it, and shows back what is read; at most
`ROUNDS` times. Who does not know gets two small situations to choose between, once a round.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

import numpy as np

from bot.guidance.catalogue import Catalogue, Floats
from bot.guidance.entries import Question
from bot.guidance.notebook import Notebook

KIND = "experience"  # values: the round, then the words of the choice that was made
READ = "skills_read"  # values: the round, then the numbers read; confirmed or not
WHERE, MORE = "where", "more"
CONTEXTS = ("sport", "home", "job", "games", "club", "other")
EASIER = tuple(f"easier_{context}" for context in CONTEXTS)
ROUNDS = 3
UNCONFIRMED = 0.5


def first() -> Question:
    """Where something was done: in a sport, at home …"""
    return Question(KIND, ("1",), WHERE)


def round_of(question: Question) -> int:
    """Which round a question of this talk is in, from 1."""
    return int(question.values[0])


def inside(question: Question, context: str, words: str) -> Question:
    """The open question about one context, which the person chose in these words."""
    return Question(KIND, (question.values[0], words), context)


def pressed(question: Question) -> str:
    """The words of the choice that led to a question, if any."""
    return question.values[1] if question.kind == KIND and len(question.values) > 1 else ""


def again(question: Question) -> Question:
    """Where something was done, asked once more in the same round."""
    return Question(KIND, question.values[:1], WHERE)


def easier(question: Question) -> Optional[Question]:
    """Two small situations to choose between; None when there is nothing easier."""
    if question.about in (MORE, *EASIER):
        return None
    context = question.about if question.about in CONTEXTS else "other"
    return Question(KIND, question.values, f"easier_{context}")


def following(question: Question) -> Optional[Question]:
    """The next round, None after the last."""
    number = round_of(question) + 1
    return Question(KIND, (str(number),), MORE) if number <= ROUNDS else None


def read(question: Question, numbers: Iterable[int]) -> Question:
    """Whether what was read in the answer to `question` is right."""
    return Question(READ, (question.values[0], *map(str, numbers)))


def waiting(notebook: Notebook, question: Question) -> list[int]:
    """The skills that `question` asks about, those still in the notebook and not confirmed."""
    asked = {int(number) for number in question.values[1:]}
    return [s.number for s in notebook.skills if s.number in asked and not s.confirmed]


def unconfirmed_in(notebook: Notebook, words: str) -> list[int]:
    """The skills read in these words that wait for a yes."""
    return [s.number for s in notebook.skills if s.words == words and not s.confirmed]


def shares(notebook: Notebook, catalogue: Catalogue) -> Floats:
    """The share (0 to 1) of a person's skills that each occupation's qualities speak of: n values.

    Σ weight of the skills spoken of ÷ Σ weight of all: 1, or `UNCONFIRMED` for what was read but
    not confirmed. Zeros when no skill is known.
    """
    total, spoken = 0.0, np.zeros(len(catalogue))
    for kept in notebook.skills:
        if kept.number not in catalogue.skills:
            continue  # taken out of the file since
        weight = 1.0 if kept.confirmed else UNCONFIRMED
        qualities = catalogue.skills[kept.number].qualities
        total += weight
        spoken += weight * np.array([not qualities.isdisjoint(o.qualities) for o in catalogue])
    return spoken / total if total else spoken
