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


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Read and compile the files, once in a process.

    Raises:
        PatternError: a regular expression or a macro is wrong.
    """
    contexts = _read("contexts.yml")
    macros: dict[str, str] = contexts["macros"]
    topics = tuple(
        _topic(name, data, macros) for file in _TOPICS for name, data in _read(file).items()
    )
    return Patterns(
        topics=topics,
        harmless=_compile("harmless", contexts["harmless"], macros),
        work=_one("work", contexts["work"], macros),
        fiction=_one("fiction", contexts["fiction"], macros),
    )


def _topic(name: str, data: dict[str, Any], macros: dict[str, str]) -> Topic:
    def compiled(field: str, before: str = "") -> tuple[Pattern, ...]:
        sources = data.get(field, ())
        return _compile(f"{name}.{field}", (before + f"(?:{source})" for source in sources), macros)

    return Topic(
        name=name,
        danger=compiled("danger"),
        concern=compiled("concern"),
        third=compiled("third", "<PROCHE> <FAR>"),
        third_concern=compiled("third_concern", "<PROCHE> <FAR>"),
        bare=compiled("bare"),
    )


def _compile(place: str, sources: Iterable[str], macros: dict[str, str]) -> tuple[Pattern, ...]:
    return tuple(_one(f"{place}[{i}]", source, macros) for i, source in enumerate(sources))


def _one(place: str, source: str, macros: dict[str, str]) -> Pattern:
    try:
        expanded = source
        while _MACRO.search(expanded):
            expanded = _MACRO.sub(lambda match: macros[match.group(1)], expanded)
        return re.compile(rf"(?<![a-z0-9])(?:{_letters_once(expanded)})(?![a-z0-9])")
    except (re.error, KeyError) as error:
        raise PatternError(f"{place}: {error}") from error


def _letters_once(source: str) -> str:
    """As `single_letters`; an optional second letter (« viree? ») goes, the first one stays."""
    return single_letters(re.sub(r"([a-z])\1\?", r"\1", source))


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.load((_FOLDER / name).read_text(encoding="utf-8"), yaml.CSafeLoader)
    return read
