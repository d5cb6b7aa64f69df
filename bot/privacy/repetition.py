"""Detect texts that repeat a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.language.folding import fold

# So many words in a row are no coincidence.
_MIN_WORDS_IN_A_ROW = 3
_QUOTED = re.compile(r"«([^»]+)»")
_WORD = re.compile(r"[^\W_]+")
_MIN_LETTERS = 3


@dataclass(frozen=True)
class RepetitionCheck:
    """Whether a text repeats a message.

    It does if it shares three consecutive words with the message, quotes it between « », or has one
    of its identifying `names`.
    """

    message: str
    names: tuple[str, ...] = ()

    def __call__(self, text: str) -> bool:
        """Return whether `text` repeats the message."""
        words = _split_words(text)
        if self._telling & set(words) or self._rows & set(_word_sequences(words)):
            return True
        return bool(words) and any(self._says(quoted) for quoted in _QUOTED.findall(text))

    def is_repeated_in(self, data: Any) -> bool:
        """Return whether any text within plain data repeats the message."""
        return any(map(self, _find_texts(data)))

    def is_from_message(self, text: str) -> bool:
        """Return whether a note or a subject occurs in the message or repeats part of it."""
        return self._says(text) or self(text)

    def _says(self, text: str) -> bool:
        words = " ".join(_split_words(text))
        return len(words) >= _MIN_LETTERS and f" {words} " in f" {' '.join(self._said)} "

    @cached_property
    def _said(self) -> list[str]:
        return _split_words(self.message)

    @cached_property
    def _rows(self) -> set[tuple[str, ...]]:
        return set(_word_sequences(self._said))

    @cached_property
    def _telling(self) -> set[str]:
        name_words = (word for name in self.names for word in _split_words(name))
        return {word for word in name_words if len(word) >= _MIN_LETTERS and not word.isdecimal()}


def _split_words(text: str) -> list[str]:
    return _WORD.findall(fold(text, ligatures=False))


def _word_sequences(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(_MIN_WORDS_IN_A_ROW)), strict=False)


def _find_texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _find_texts(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _find_texts(value)
