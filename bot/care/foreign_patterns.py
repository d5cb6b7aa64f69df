"""Patterns of plain distress sentences in languages other than French (foreign.yml)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Optional

from bot.care.patterns import Pattern, PatternError, read_pattern_file
from bot.care.signals import DANGER
from bot.language.disguise import to_visible_text
from bot.language.folding import fold

# A danger to somebody else.
_ABOUT_ANOTHER = "about_another"
_WORD = re.compile(r"[^\W_]+")
# Unify Arabic letter variants and drop the tatweel.
_ARABIC_FORMS = str.maketrans({"ى": "ي", "ة": "ه", "ـ": None})


@dataclass(frozen=True)
class ForeignMatch:
    """The level and topic of a sentence, its language, and whether it is about somebody else."""

    language: str
    topic: str
    level: str
    about_another: bool = False


def find_foreign_distress(text: str) -> Optional[ForeignMatch]:
    """Return the gravest match in one of the languages of foreign.yml."""
    words = normalise_foreign(text)
    return next((found for pattern, found in _load_patterns() if pattern.search(words)), None)


def has_foreign_distress(text: str) -> bool:
    """Return whether the text contains such a sentence; the classifier only knows French."""
    return find_foreign_distress(text) is not None


def normalise_foreign(text: str) -> str:
    """Lower the case and strip accents and punctuation; keep the letters of the language."""
    plain = fold(to_visible_text(text), ligatures=False)
    return " ".join(_WORD.findall(plain.translate(_ARABIC_FORMS)))


@lru_cache(maxsize=1)
def _load_patterns() -> tuple[tuple[Pattern, ForeignMatch], ...]:
    """Compile the patterns, dangers first. Raises PatternError if one is invalid."""
    found = [
        (
            _compile_pattern(f"foreign.{language}.{topic}", sources),
            ForeignMatch(language, topic, DANGER, True)
            if level == _ABOUT_ANOTHER
            else ForeignMatch(language, topic, level),
        )
        for language, topics in read_pattern_file("foreign.yml").items()
        for topic, levels in topics.items()
        for level, sources in levels.items()
    ]
    return tuple(sorted(found, key=lambda pair: pair[1].level != DANGER))


def _compile_pattern(place: str, sources: list[str]) -> Pattern:
    try:
        # The source is normalised like the text, except for regular expression syntax.
        written = unicodedata.normalize("NFKD", "|".join(sources)).translate(_ARABIC_FORMS)
        plain = "".join(char for char in written if not unicodedata.combining(char))
        return re.compile(rf"(?<!\w)(?:{plain})(?!\w)")
    except re.error as error:
        raise PatternError(f"{place}: {error}") from error
