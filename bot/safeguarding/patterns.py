"""The pattern files, compiled once: what is looked for, and what is set aside first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.safeguarding.normalise import single_letters

_FOLDER = Path(__file__).parent
_TOPICS = ("patterns.yml", "patterns_hardship.yml")  # in order of precedence
_MACRO = re.compile(r"<([A-Z_]+)>")
Pattern = re.Pattern[str]


class PatternError(Exception):
    """A pattern file does not fit; the message names the place."""


@dataclass(frozen=True)
class Topic:
    """What one topic is recognised by; `third` patterns already begin with the other person."""

    name: str
    danger: tuple[Pattern, ...]
    concern: tuple[Pattern, ...]
    third: tuple[Pattern, ...]
    third_concern: tuple[Pattern, ...]
    bare: tuple[Pattern, ...]


@dataclass(frozen=True)
class Patterns:
    """All topics in order of precedence, and the contexts they share."""

    topics: tuple[Topic, ...]
    harmless: tuple[Pattern, ...]
    work: Pattern
    fiction: Pattern
    over: Pattern

    def without_harmless(self, words: str) -> str:
        """The words without what is no distress: idioms, denials, kitchen and body, exams."""
        for pattern in self.harmless:
            words = pattern.sub("_", words)
        return words


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Read and compile the files, once in a process.

    Raises:
        PatternError: a regular expression or a macro is wrong.
    """
    contexts, known = read("contexts.yml"), macros()
    topics = tuple(
        _topic(name, data, known) for file in _TOPICS for name, data in read(file).items()
    )
    return Patterns(
        topics=topics,
        harmless=compiled("harmless", contexts["harmless"], known),
        work=_one("work", contexts["work"], known),
        fiction=_one("fiction", contexts["fiction"], known),
        over=_one("over", contexts["over"], known),
    )


def macros() -> dict[str, str]:
    """What stands between < and > in the patterns."""
    shared: dict[str, str] = read("contexts.yml")["macros"]
    return shared


def compiled(place: str, sources: Iterable[str], known: dict[str, str]) -> tuple[Pattern, ...]:
    """Patterns of a file; `place` names them in errors, `known` are their macros.

    Raises:
        PatternError: a regular expression or a macro is wrong.
    """
    return tuple(_one(f"{place}[{i}]", source, known) for i, source in enumerate(sources))


def read(name: str) -> dict[str, Any]:
    """A file of this folder."""
    data: dict[str, Any] = yaml.load((_FOLDER / name).read_text(encoding="utf-8"), yaml.CSafeLoader)
    return data


def _topic(name: str, data: dict[str, Any], known: dict[str, str]) -> Topic:
    def of(field: str, before: str = "") -> tuple[Pattern, ...]:
        sources = data.get(field, ())
        return compiled(f"{name}.{field}", (before + f"(?:{source})" for source in sources), known)

    return Topic(
        name=name,
        danger=of("danger"),
        concern=of("concern"),
        third=of("third", "<PROCHE> <FAR>"),
        third_concern=of("third_concern", "<PROCHE> <FAR>"),
        bare=of("bare"),
    )


def _one(place: str, source: str, known: dict[str, str]) -> Pattern:
    try:
        expanded = source
        while _MACRO.search(expanded):
            expanded = _MACRO.sub(lambda match: known[match.group(1)], expanded)
        return re.compile(rf"(?<![a-z0-9])(?:{_letters_once(expanded)})(?![a-z0-9])")
    except (re.error, KeyError) as error:
        raise PatternError(f"{place}: {error}") from error


def _letters_once(source: str) -> str:
    """As `single_letters`; an optional second letter (« viree? ») goes, the first one stays."""
    return single_letters(re.sub(r"([a-z])\1\?", r"\1", source))
