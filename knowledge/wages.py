"""Which professions are paid best, of those whose average pay a page gives."""

from __future__ import annotations

import re

from knowledge.base import Base
from knowledge.text import normalise

_ASKED = re.compile(
    r"\b(?:bien|mieux|beaucoup|max|bcp) (?:paye\w*|paie\w*|remunere\w*|gagner?|d argent)\b"
    r"|\b(?:gagne\w*|palper|payent?|payes?) (?:bien|beaucoup|bcp|pas mal|mieux)\b"
)


def asked(text: str) -> bool:
    """Whether professions are asked for that pay well."""
    return _ASKED.search(normalise(text)) is not None


def best_paid(base: Base) -> list[str]:
    """The ids of the professions with a known average, the best paid first."""
    known = base.averages.values()
    return [str(wage.occupation) for wage in sorted(known, key=lambda wage: -wage.low)]
