"""The distress patterns and the harmless contexts that are removed first, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.phrases import phrase

_FOLDER = Path(__file__).parent
_TOPIC_FILES = ("patterns.yml", "patterns_hardship.yml")  # in order of precedence
_MACRO = re.compile(r"<([A-Z_]+)>")
Pattern = re.Pattern[str]


class PatternError(Exception):
    """A pattern file is invalid; the message names the place."""


@dataclass(frozen=True)
class TopicPatterns:
    """The patterns of one topic; `third` patterns already begin with the other person."""

    name: str
    danger: tuple[Pattern, ...]
    concern: tuple[Pattern, ...]
    third: tuple[Pattern, ...]
    third_concern: tuple[Pattern, ...]
    bare: tuple[Pattern, ...]


@dataclass(frozen=True)
class PatternSet:
    """All topics in order of precedence, and the contexts that they share."""

    topics: tuple[TopicPatterns, ...]
    harmless: tuple[Pattern, ...]
    work: Pattern
    fiction: Pattern
    over: Pattern

    def remove_harmless(self, words: str) -> str:
        """Remove idioms, denials, cooking, bodily and exam talk from the words."""
        for pattern in self.harmless:
            words = pattern.sub("_", words)
        return words


@lru_cache(maxsize=1)
def load_patterns() -> PatternSet:
    """Return the compiled pattern files, cached.

    Raises:
        PatternError: a regular expression or a macro is invalid.
    """
    contexts, macros = read_pattern_file("contexts.yml"), load_macros()
    topics = tuple(
        _compile_topic(name, data, macros)
        for file in _TOPIC_FILES
        for name, data in read_pattern_file(file).items()
    )
    return PatternSet(
        topics=topics,
        harmless=compile_patterns("harmless", contexts["harmless"], macros),
        work=_compile_pattern("work", contexts["work"], macros),
        fiction=_compile_pattern("fiction", contexts["fiction"], macros),
        over=_compile_pattern("over", contexts["over"], macros),
    )


def load_macros() -> dict[str, str]:
    """Return the macros, written <name> in the patterns."""
    shared: dict[str, str] = read_pattern_file("contexts.yml")["macros"]
    return shared


def compile_patterns(
    place: str, sources: Iterable[str], known: dict[str, str]
) -> tuple[Pattern, ...]:
    """Compile patterns; `place` names them in errors, `known` holds their macros.

    Raises:
        PatternError: a regular expression or a macro is invalid.
    """
    return tuple(
        _compile_pattern(f"{place}[{i}]", source, known) for i, source in enumerate(sources)
    )


def read_pattern_file(name: str) -> dict[str, Any]:
    """Return the contents of a file of this folder."""
    data: dict[str, Any] = yaml.load((_FOLDER / name).read_text(encoding="utf-8"), yaml.CSafeLoader)
    return data


def _compile_topic(name: str, data: dict[str, Any], known: dict[str, str]) -> TopicPatterns:
    def of(field: str, before: str = "") -> tuple[Pattern, ...]:
        sources = data.get(field, ())
        return compile_patterns(
            f"{name}.{field}", (before + f"(?:{source})" for source in sources), known
        )

    return TopicPatterns(
        name=name,
        danger=of("danger"),
        concern=of("concern"),
        third=of("third", "<PROCHE> <FAR>"),
        third_concern=of("third_concern", "<PROCHE> <FAR>"),
        bare=of("bare"),
    )


def _compile_pattern(place: str, source: str, known: dict[str, str]) -> Pattern:
    try:
        expanded = source
        while _MACRO.search(expanded):
            expanded = _MACRO.sub(lambda match: known[match.group(1)], expanded)
        return phrase(rf"(?<![a-z0-9])(?:{expanded})(?![a-z0-9])")
    except (re.error, KeyError) as error:
        raise PatternError(f"{place}: {error}") from error
