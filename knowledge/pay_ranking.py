"""Ranking of professions by known average pay."""

from __future__ import annotations

import re

from bot.language.normalisation import normalise
from knowledge.knowledge_base import KnowledgeBase

_WELL_PAID = re.compile(
    r"\b(?:bien|mieux|beaucoup|max|bcp) (?:paye\w*|paie\w*|remunere\w*|gagner?|d argent)\b"
    r"|\b(?:gagne\w*|palper|payent?|payes?) (?:bien|beaucoup|bcp|pas mal|mieux)\b"
)


def asks_for_best_paid(text: str) -> bool:
    """Whether a text asks for well-paid professions."""
    return _WELL_PAID.search(normalise(text)) is not None


def list_best_paid(base: KnowledgeBase) -> list[str]:
    """Return the ids of the professions with a known average, the best paid first."""
    known = base.averages.values()
    return [str(wage.occupation) for wage in sorted(known, key=lambda wage: -wage.low)]
