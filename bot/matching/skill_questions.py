"""From what a person did to what they can do: the talk's questions, and the trades that ask for it.

The talk asks where it was, then one open question about it, and shows back what is read; at most
`ROUNDS` times. Who does not know gets two small situations to choose between, once a round.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

import numpy as np

from bot.matching.catalogue import Catalogue, Floats
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question

QUESTION_KIND = "experience"  # values: the round, then the words of the choice that was made
CONFIRMATION_KIND = "skills_read"  # values: the round, then the numbers read; confirmed or not
WHERE, MORE = "where", "more"
CONTEXTS = ("sport", "home", "job", "games", "club", "other")
EASIER_ABOUTS = tuple(f"easier_{context}" for context in CONTEXTS)
MAX_ROUNDS = 3
UNCONFIRMED_WEIGHT = 0.5


def build_first_question() -> Question:
    """Where something was done: in a sport, at home …"""
    return Question(QUESTION_KIND, ("1",), WHERE)


def get_round(question: Question) -> int:
    """Which round a question of this talk is in, from 1."""
    return int(question.values[0])


def build_context_question(question: Question, context: str, words: str) -> Question:
    """The open question about one context, which the person chose in these words."""
    return Question(QUESTION_KIND, (question.values[0], words), context)


def get_chosen_words(question: Question) -> str:
    """The words of the choice that led to a question, if any."""
    return question.values[1] if question.kind == QUESTION_KIND and len(question.values) > 1 else ""


def build_repeated_question(question: Question) -> Question:
    """Where something was done, asked once more in the same round."""
    return Question(QUESTION_KIND, question.values[:1], WHERE)


def build_easier_question(question: Question) -> Optional[Question]:
    """Two small situations to choose between; None when there is nothing easier."""
    if question.about in (MORE, *EASIER_ABOUTS):
        return None
    context = question.about if question.about in CONTEXTS else "other"
    return Question(QUESTION_KIND, question.values, f"easier_{context}")


def build_next_question(question: Question) -> Optional[Question]:
    """The next round, None after the last."""
    number = get_round(question) + 1
    return Question(QUESTION_KIND, (str(number),), MORE) if number <= MAX_ROUNDS else None


def build_confirmation_question(question: Question, numbers: Iterable[int]) -> Question:
    """Whether what was read in the answer to `question` is right."""
    return Question(CONFIRMATION_KIND, (question.values[0], *map(str, numbers)))


def find_waiting_skills(notebook: Notebook, question: Question) -> list[int]:
    """The skills that `question` asks about, those still in the notebook and not confirmed."""
    asked = {int(number) for number in question.values[1:]}
    return [s.number for s in notebook.skills if s.number in asked and not s.confirmed]


def find_unconfirmed_skills(notebook: Notebook, words: str) -> list[int]:
    """The skills read in these words that wait for a yes."""
    return [s.number for s in notebook.skills if s.words == words and not s.confirmed]


def compute_skill_shares(notebook: Notebook, catalogue: Catalogue) -> Floats:
    """The share (0 to 1) of a person's skills that each occupation's qualities speak of: n values.

    Σ weight of the skills spoken of ÷ Σ weight of all: 1, or `UNCONFIRMED` for what was read but
    not confirmed. Zeros when no skill is known.
    """
    total, spoken = 0.0, np.zeros(len(catalogue))
    for kept in notebook.skills:
        if kept.number not in catalogue.skills:
            continue  # taken out of the file since
        weight = 1.0 if kept.confirmed else UNCONFIRMED_WEIGHT
        qualities = catalogue.skills[kept.number].qualities
        total += weight
        spoken += weight * np.array([not qualities.isdisjoint(o.qualities) for o in catalogue])
    return spoken / total if total else spoken
