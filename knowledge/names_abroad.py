"""Names of professions in other languages, so that who writes in one is understood.

`names_abroad.yml`: entry id → language → names, each whole words that mean one profession.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

FILE = "names_abroad.yml"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Named:
    """A profession named at characters `start` to `end` of a text."""

    entry: str
    start: int
    end: int


class NamesAbroad:
    """Looks names up as whole words, the longest first."""

    def __init__(self, names: Mapping[str, Mapping[str, list[str]]]) -> None:
        self._entries: dict[str, dict[tuple[str, ...], str]] = {}
        for entry, by_language in names.items():
            for language, some in by_language.items():
                known = self._entries.setdefault(language, {})
                known.update({_key(name): entry for name in some})

    @classmethod
    def load(cls, folder: Path) -> NamesAbroad:
        """Read the file of a base; a base without one knows no such names."""
        path = folder / FILE
        if not path.exists():
            return cls({})
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")) or {})

    def find(self, text: str, language: str) -> Iterator[Named]:
        """The professions that `text` names in `language`, from left to right."""
        known = self._entries.get(language, {})
        longest = max(map(len, known), default=0)
        words = list(_WORD.finditer(text))
        at = 0
        while at < len(words):
            for size in range(min(longest, len(words) - at), 0, -1):
                some = words[at : at + size]
                entry = known.get(tuple(_fold(word[0]) for word in some))
                if entry is not None:
                    yield Named(entry, some[0].start(), some[-1].end())
                    at += size - 1
                    break
            at += 1


def _key(name: str) -> tuple[str, ...]:
    return tuple(_fold(word) for word in _WORD.findall(name))


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(c for c in plain if unicodedata.category(c) != "Mn")
