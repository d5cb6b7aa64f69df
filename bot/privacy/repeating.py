"""Whether a text repeats what a message said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

# As many words in a row are no coincidence.
_IN_A_ROW = 3
_QUOTED = re.compile(r"«([^»]+)»")
_WORD = re.compile(r"[^\W_]+")
_MIN_LETTERS = 3


@dataclass(frozen=True)
class Repeats:
    """Of a message: three of its words in a row, what a text puts between « » and the message
    says, or a word of its `names`, which tell who somebody is."""

    message: str
    names: tuple[str, ...] = ()

    def __call__(self, text: str) -> bool:
        """Whether `text` does."""
        said = _words(text)
        if self._telling & set(said) or self._rows & set(_rows(said)):
            return True
        return bool(said) and any(self._says(quoted) for quoted in _QUOTED.findall(text))

    def among(self, data: Any) -> bool:
        """The same of any text within plain data."""
        return any(map(self, _texts(data)))

    def is_part(self, text: str) -> bool:
        """Whether all of `text`, a note or a subject, was said in the message."""
        return self._says(text) or self(text)

    def _says(self, text: str) -> bool:
        words = " ".join(_words(text))
        return len(words) >= _MIN_LETTERS and f" {words} " in f" {' '.join(self._said)} "

    @cached_property
    def _said(self) -> list[str]:
        return _words(self.message)

    @cached_property
    def _rows(self) -> set[tuple[str, ...]]:
        return set(_rows(self._said))

    @cached_property
    def _telling(self) -> set[str]:
        found = (word for name in self.names for word in _words(name))
        return {word for word in found if len(word) >= _MIN_LETTERS and not word.isdecimal()}


def _words(text: str) -> list[str]:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _WORD.findall(bare)


def _rows(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(_IN_A_ROW)), strict=False)


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _texts(value)
