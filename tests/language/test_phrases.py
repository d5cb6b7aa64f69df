"""Patterns in ordinary spelling meet what folding leaves of a text."""

from __future__ import annotations

import re

import pytest

from bot.language.folding import fold_text
from bot.language.pattern_normalisation import normalise_for_patterns
from bot.language.phrases import fold_phrase, phrase


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("personne|addict", "persone|adict"),
        ("fatiguée?s?", "fatigues?"),
        (r"\bbonne\w\w", r"\bbone\w\w"),
        ("(?P<alone>cœur)", "(?P<alone>coeur)"),
        ("supprim[eé]", "suprim[e]"),
        (r"\S+ [^\W_]{2,}", r"\S+ [^\W_]{2,}"),
    ],
)
def test_only_the_letters_of_words_are_folded(source: str, folded: str) -> None:
    assert fold_phrase(source) == folded


@pytest.mark.parametrize("text", ["Très occupée", "tres ocupé !", "TRÈS OCCUPÉÉÉ"])
def test_a_pattern_is_found_however_it_is_typed(text: str) -> None:
    pattern = phrase(r"\btrès occupée?\b")
    assert pattern.search(fold_text(text))
    assert pattern.search(normalise_for_patterns(text))


def test_a_wrong_pattern_is_told() -> None:
    with pytest.raises(re.error):
        phrase("(personne")
