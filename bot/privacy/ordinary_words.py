"""Ordinary words after « mon insta c'est » or before « chez gmail.com », which are not names."""

from __future__ import annotations

from pathlib import Path

_WORDS = frozenset(Path(__file__).with_name("ordinary_words.txt").read_text("ascii").split())


def is_ordinary_word(word: str) -> bool:
    """Return whether a word, without accents, is an ordinary one."""
    return word.casefold() in _WORDS
