"""Recognition of profession names in other languages.

`names_abroad.yml`: entry id → language → names, each made of whole words. Inflected forms and Latin
transliterations are recognised too (`bot.language.foreign_stems`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.language.foreign_stems import fold_foreign_word, stem_foreign_word
from knowledge.yaml_files import read_yaml

FOREIGN_NAMES_FILE = "names_abroad.yml"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class ForeignMention:
    """A profession named at characters `start` to `end` of a text."""

    entry: str
    start: int
    end: int


class ForeignNames:
    """Finds names as whole words, the longest first."""

    def __init__(self, names: Mapping[str, Mapping[str, list[str]]]) -> None:
        self._entries: dict[str, dict[tuple[str, ...], str]] = {}
        self._inflected: dict[str, dict[tuple[str, ...], str]] = {}
        for entry, by_language in names.items():
            for language, spellings in by_language.items():
                known = self._entries.setdefault(language, {})
                inflected = self._inflected.setdefault(language, {})
                for words in map(_WORD.findall, spellings):
                    known[_make_key(words)] = entry
                    stems = _word_stems(words, language)
                    if inflected.setdefault(stems, entry) != entry:
                        inflected[stems] = ""  # ambiguous

    @classmethod
    def load(cls, folder: Path) -> ForeignNames:
        """Read the names of a base; none without the file."""
        path = folder / FOREIGN_NAMES_FILE
        if not path.exists():
            return cls({})
        return cls(read_yaml(path) or {})

    def find(self, text: str, language: str) -> Iterator[ForeignMention]:
        """Yield the professions that `text` names in `language`, from left to right."""
        longest = max(map(len, self._entries.get(language, {})), default=0)
        words = list(_WORD.finditer(text))
        at = 0
        while at < len(words):
            for size in range(min(longest, len(words) - at), 0, -1):
                phrase = words[at : at + size]
                entry = self._find_entry([word[0] for word in phrase], language)
                if entry:
                    yield ForeignMention(entry, phrase[0].start(), phrase[-1].end())
                    at += size - 1
                    break
            at += 1

    def _find_entry(self, words: list[str], language: str) -> str:
        found = self._entries[language].get(_make_key(words))
        return found or self._inflected[language].get(_word_stems(words, language), "")


def _make_key(words: list[str]) -> tuple[str, ...]:
    return tuple(map(fold_foreign_word, words))


def _word_stems(words: list[str], language: str) -> tuple[str, ...]:
    return tuple(stem_foreign_word(word, language, several=len(words) > 1) for word in words)
