"""Cues: words that count as a pattern only if the classifier finds distress too (cues.yml)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.care.classifier import GRAVE_TOPICS
from bot.care.patterns import (
    Pattern,
    compile_patterns,
    load_macros,
    load_patterns,
    read_pattern_file,
)
from bot.language import spelling_correction
from bot.language.pattern_normalisation import normalise_for_patterns


@dataclass(frozen=True)
class Evidence:
    """What the words of a piece add to its score.

    `topics`: the topics of its cues; `somebody`: it names a person concerned; `explained`:
    laughter, fiction, an object, a denial or something long past explains it; `at_work`: a trade or
    a course; `set_aside`: its only hard words are a figure of speech or a denial.
    """

    topics: frozenset[str]
    somebody: bool
    explained: bool
    at_work: bool
    set_aside: bool = False


@dataclass(frozen=True)
class _Cues:
    cues: tuple[tuple[str, tuple[Pattern, ...]], ...]
    somebody: tuple[Pattern, ...]
    explained: tuple[Pattern, ...]
    at_work: tuple[Pattern, ...]
    laughing: str


def collect_evidence(text: str) -> Evidence:
    """Return the evidence in the words of a text."""
    words, loaded = normalise_for_patterns(text), _load_cues()
    spelt = normalise_for_patterns(spelling_correction.load_corrector().correct(text).text)
    looks = {load_patterns().remove_harmless(look) for look in (words, spelt)}
    topics = frozenset(
        name for name, cues in loaded.cues if any(_matches_any(cues, look) for look in looks)
    )
    return Evidence(
        topics=topics,
        somebody=_matches_any(loaded.somebody, words),
        explained=_matches_any(loaded.explained, words)
        or any(sign in text for sign in loaded.laughing),
        at_work=_matches_any(loaded.at_work, words),
        set_aside=not topics & GRAVE_TOPICS and words not in looks,
    )


def _matches_any(patterns: Iterable[Pattern], words: str) -> bool:
    return any(pattern.search(words) for pattern in patterns)


@lru_cache(maxsize=1)
def _load_cues() -> _Cues:
    data, macros = read_pattern_file("cues.yml"), load_macros()

    def of(name: str, sources: Iterable[str]) -> tuple[Pattern, ...]:
        return compile_patterns(f"cues.{name}", sources, macros)

    somebody, laughing = of("somebody", [data.pop("somebody")]), data.pop("laughing")
    explained, at_work = (of(name, data.pop(name)) for name in ("explained", "at_work"))
    cues = tuple((name, of(name, sources)) for name, sources in data.items())
    return _Cues(cues, somebody, explained, at_work, laughing)
