"""What is said to the bot and calls for a limit: insults, threats, sexual messages (limits.yml).

By patterns alone, like the signals of distress, which go first. What others said, and what is said
of others, is none. A sexual message from somebody who may be a minor, or whom somebody asks for
such things, is a signal of distress: `at_risk`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Optional

from bot.care.patterns import (
    Pattern,
    compile_patterns,
    load_macros,
    load_patterns,
    read_pattern_file,
)
from bot.language.pattern_normalisation import normalise_for_patterns

INSULT, SEXUAL = "insult", "sexual"
# Topics of a signal: such words to the bot, or somebody else's to the person.
ADVANCES, SEXUAL_VIOLENCE = "advances", "sexual_violence"


@dataclass(frozen=True)
class _AbusePatterns:
    harmless: tuple[Pattern, ...]
    insult: tuple[Pattern, ...]
    sexual: tuple[Pattern, ...]
    intimate: tuple[Pattern, ...]
    approached: tuple[Pattern, ...]
    risk: tuple[Pattern, ...]


def classify_abuse(text: str) -> Optional[str]:
    """INSULT or SEXUAL when the message is one to the bot."""
    words = normalise_for_patterns(text)
    if _is_sexual(words):
        return SEXUAL
    return INSULT if _matches_any(_load_abuse_patterns().insult, _remove_harmless(words)) else None


def find_risk_topic(words: str) -> Optional[str]:
    """The topic of the signal in a message (as `normalise` writes it) that is sexual and tells of a
    risk: the writer may be a minor, or others come near them."""
    if _matches_any(_load_abuse_patterns().intimate, words) and _matches_any(
        _load_abuse_patterns().approached, words
    ):
        return SEXUAL_VIOLENCE
    return (
        ADVANCES if _matches_any(_load_abuse_patterns().risk, words) and _is_sexual(words) else None
    )


def _is_sexual(words: str) -> bool:
    """A trade or a lesson explains such words."""
    found = _matches_any(_load_abuse_patterns().sexual, _remove_harmless(words))
    return found and load_patterns().work.search(words) is None


def _remove_harmless(words: str) -> str:
    for pattern in _load_abuse_patterns().harmless:
        words = pattern.sub("_", words)
    return words


def _matches_any(several: Iterable[Pattern], words: str) -> bool:
    return any(pattern.search(words) for pattern in several)


@lru_cache(maxsize=1)
def _load_abuse_patterns() -> _AbusePatterns:
    data = read_pattern_file("limits.yml")
    known = {**load_macros(), **data["macros"]}
    return _AbusePatterns(
        harmless=compile_patterns("limits.harmless", data["harmless"], known),
        insult=compile_patterns("limits.insult", data["insult"], known),
        sexual=compile_patterns("limits.sexual", data["sexual"], known),
        intimate=compile_patterns("limits.intimate", [data["intimate"]], known),
        approached=compile_patterns("limits.approached", data["approached"], known),
        risk=compile_patterns("limits.risk", [data["risk"]], known),
    )
