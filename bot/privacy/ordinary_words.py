"""Words that follow « mon insta c'est » or stand before « chez gmail.com » and name nobody."""

from __future__ import annotations

from pathlib import Path

_WORDS = frozenset(Path(__file__).with_name("ordinary_words.txt").read_text("ascii").split())


def is_ordinary_word(word: str) -> bool:
    """Whether a word, without accents, is one of them."""
    return word.casefold() in _WORDS
