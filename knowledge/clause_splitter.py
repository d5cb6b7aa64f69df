"""The several things that a sentence about oneself says, each to be read by itself.

The vector of « m'occuper des gens, jardiner » lies between both, and near to neither.
"""

from __future__ import annotations

import re

# More are rare, and each costs the embedding of a sentence.
MAX_CLAUSES = 4
_BETWEEN = re.compile(
    r"[,;.!?\n+/&]+"
    r"|\b(?:et|puis|ou|ainsi que|mais|sinon)\b(?: (?:aussi|surtout|encore|même|meme)\b)?",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\w")
_MIN_LETTERS = 4  # letters of a piece that says something


def split_clauses(text: str) -> list[str]:
    """The first pieces of `text`, none where it says one thing only."""
    pieces = [piece.strip() for piece in _BETWEEN.split(text)]
    full = [piece for piece in pieces if len(_LETTERS.findall(piece)) >= _MIN_LETTERS]
    return full[:MAX_CLAUSES] if len(full) > 1 else []
