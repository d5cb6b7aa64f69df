"""Questions about past experience, the skills found in the answers, and the matching jobs.

The bot asks where it was, then an open question about it, and shows the skills that it found; at
most `ROUNDS` times. « Je ne sais pas » leads to a choice of two small situations, once a round.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

import numpy as np

from bot.matching.catalogue import Catalogue, Floats
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question

QUESTION_KIND = "experience"  # values: the round, then the words of the chosen option
CONFIRMATION_KIND = "skills_read"  # values: the round, then the numbers of the skills
WHERE, MORE = "where", "more"
CONTEXTS = ("sport", "home", "job", "games", "club", "other")
EASIER_ABOUTS = tuple(f"easier_{context}" for context in CONTEXTS)
MAX_ROUNDS = 3
UNCONFIRMED_WEIGHT = 0.5


def build_first_question() -> Question:
    """Ask where the experience was: in a sport, at home …"""
    return Question(QUESTION_KIND, ("1",), WHERE)


def get_round(question: Question) -> int:
    """Return the round of a question, from 1."""
    return int(question.values[0])


def build_context_question(question: Question, context: str, words: str) -> Question:
    """Return the open question about the context that the person chose in these words."""
    return Question(QUESTION_KIND, (question.values[0], words), context)


def get_chosen_words(question: Question) -> str:
    """Return the words of the choice that led to a question, or ""."""
    return question.values[1] if question.kind == QUESTION_KIND and len(question.values) > 1 else ""


def build_repeated_question(question: Question) -> Question:
    """Ask for the context again, in the same round."""
    return Question(QUESTION_KIND, question.values[:1], WHERE)


def build_easier_question(question: Question) -> Optional[Question]:
    """Return a choice of two small situations, or None if there is nothing easier."""
    if question.about in (MORE, *EASIER_ABOUTS):
        return None
    context = question.about if question.about in CONTEXTS else "other"
    return Question(QUESTION_KIND, question.values, f"easier_{context}")


def build_next_question(question: Question) -> Optional[Question]:
    """Return the first question of the next round, None after the last."""
    number = get_round(question) + 1
    return Question(QUESTION_KIND, (str(number),), MORE) if number <= MAX_ROUNDS else None


def build_confirmation_question(question: Question, numbers: Iterable[int]) -> Question:
    """Ask whether the skills found in the answer to `question` are right."""
    return Question(CONFIRMATION_KIND, (question.values[0], *map(str, numbers)))


def find_waiting_skills(notebook: Notebook, question: Question) -> list[int]:
    """Return the skills that `question` asks about, if still unconfirmed in the notebook."""
    asked = {int(number) for number in question.values[1:]}
    return [s.number for s in notebook.skills if s.number in asked and not s.confirmed]


def find_unconfirmed_skills(notebook: Notebook, words: str) -> list[int]:
    """Return the unconfirmed skills that were found in these words."""
    return [s.number for s in notebook.skills if s.words == words and not s.confirmed]


def compute_skill_shares(notebook: Notebook, catalogue: Catalogue) -> Floats:
    """Return n values: the share of the person's skills in an occupation's qualities, 0 to 1.

    Σ weight of the skills mentioned ÷ Σ weight of all: 1, or `UNCONFIRMED` for an unconfirmed
    skill. Zeros if no skill is known.
    """
    total, spoken = 0.0, np.zeros(len(catalogue))
    for kept in notebook.skills:
        if kept.number not in catalogue.skills:
            continue  # removed from the file since
        weight = 1.0 if kept.confirmed else UNCONFIRMED_WEIGHT
        qualities = catalogue.skills[kept.number].qualities
        total += weight
        spoken += weight * np.array([not qualities.isdisjoint(o.qualities) for o in catalogue])
    return spoken / total if total else spoken
