"""Where a sentence says several things."""

from __future__ import annotations

import pytest

from knowledge.statement_parts import MAX_CLAUSES, split_clauses


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("j'aime m'occuper des gens, jardiner", ["j'aime m'occuper des gens", "jardiner"]),
        ("cuisiner et aussi dessiner", ["cuisiner", "dessiner"]),
        ("le foot mais surtout coder", ["le foot", "coder"]),
        ("le foot. Sinon coder\nou lire", ["le foot", "coder", "lire"]),
        ("réparer des vélos", []),
        ("cuisiner, oui, ok", []),  # the others say nothing
        ("une betterave et un jouet", ["une betterave", "un jouet"]),
        (", et ; ou", []),
        ("", []),
    ],
)
def test_the_pieces_of_a_sentence(text: str, pieces: list[str]) -> None:
    assert split_clauses(text) == pieces


def test_no_more_than_so_many() -> None:
    assert len(split_clauses(", ".join(["quelque chose"] * 50))) == MAX_CLAUSES
