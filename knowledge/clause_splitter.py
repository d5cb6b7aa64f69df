"""Splitting a sentence into clauses that are classified separately.

The vector of « m'occuper des gens, jardiner » lies between those of its clauses, close to neither.
"""

from __future__ import annotations

import re

# Each clause costs one sentence embedding.
MAX_CLAUSES = 4
_BETWEEN = re.compile(
    r"[,;.!?\n+/&]+"
    r"|\b(?:et|puis|ou|ainsi que|mais|sinon)\b(?: (?:aussi|surtout|encore|même|meme)\b)?",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\w")
_MIN_LETTERS = 4  # of a meaningful clause


def split_clauses(text: str) -> list[str]:
    """Return at most MAX_CLAUSES clauses of `text`, none where it has only one."""
    pieces = [piece.strip() for piece in _BETWEEN.split(text)]
    full = [piece for piece in pieces if len(_LETTERS.findall(piece)) >= _MIN_LETTERS]
    return full[:MAX_CLAUSES] if len(full) > 1 else []
