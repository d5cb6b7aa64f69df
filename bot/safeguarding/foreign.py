"""Plain sentences of distress in other languages than French, by patterns (foreign.yml)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Optional

from bot.safeguarding.disguise import visible
from bot.safeguarding.patterns import Pattern, PatternError, read

_WORD = re.compile(r"[^\W_]+")
# One form of the letters that Arabic writes in two ways, and no stroke that only lengthens.
_ONE_FORM = str.maketrans({"ى": "ي", "ة": "ه", "ـ": None})


@dataclass(frozen=True)
class Found:
    """What a sentence tells, and in which language."""

    language: str
    topic: str
    level: str


def find(text: str) -> Optional[Found]:
    """The gravest that a text tells in one of the languages of foreign.yml."""
    words = spelled(text)
    return next((found for pattern, found in _patterns() if pattern.search(words)), None)


def is_foreign(text: str) -> bool:
    """Whether one of these sentences is in it: the classifier was taught French alone."""
    return find(text) is not None


def spelled(text: str) -> str:
    """Lower case, no accents, no signs, single spaces; the letters of the language."""
    plain = unicodedata.normalize("NFKD", visible(text).casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(_WORD.findall(plain.translate(_ONE_FORM)))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Pattern, Found], ...]:
    """Compiled, dangers first.

    Raises:
        PatternError: a regular expression is wrong.
    """
    found = [
        (_one(f"foreign.{language}.{topic}", sources), Found(language, topic, level))
        for language, topics in read("foreign.yml").items()
        for topic, levels in topics.items()
        for level, sources in levels.items()
    ]
    return tuple(sorted(found, key=lambda pair: pair[1].level != "danger"))


def _one(place: str, sources: list[str]) -> Pattern:
    try:
        # As `spelled` writes them, but for what only regular expressions need.
        written = unicodedata.normalize("NFKD", "|".join(sources)).translate(_ONE_FORM)
        plain = "".join(char for char in written if not unicodedata.combining(char))
        return re.compile(rf"(?<!\w)(?:{plain})(?!\w)")
    except re.error as error:
        raise PatternError(f"{place}: {error}") from error
