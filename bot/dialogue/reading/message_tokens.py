"""Tokenize a message into words and punctuation with positions, folded (no case, no accent)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Token:
    """A word or mark at characters `start` to `end`; `folded` is used for comparison."""

    folded: str
    start: int
    end: int
    shape: str


def tokenize_message(text: str) -> list[Token]:
    """Return the tokens of `text`, in order."""
    return [
        Token(fold_text(found[0]), found.start(), found.end(), _word_shape(found[0]))
        for found in _TOKEN.finditer(text)
    ]


def fold_text(text: str) -> str:
    """Return lower case without accents; letters of other alphabets are kept."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn")


def _word_shape(word: str) -> str:
    if not word[0].isalnum():
        return word[0]
    if word.isdigit():
        return "9"
    if any(c.isdigit() for c in word):
        return "a9"
    if len(word) > 1 and word.isupper():
        return "AA"
    return "Aa" if word[0].isupper() else "aa"
