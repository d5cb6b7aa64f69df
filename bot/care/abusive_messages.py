"""Insults, threats and sexual messages addressed to the bot, detected by patterns (limits.yml).

Distress patterns take precedence. Reported speech and remarks about other people do not match. A
sexual message from a possible minor, or from somebody who is being solicited, is a distress signal:
see `find_risk_topic`.
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
# Signal topics: sexual words addressed to the bot, or by somebody else to the person.
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
    """Return INSULT or SEXUAL if the message is abusive towards the bot, else None."""
    words = normalise_for_patterns(text)
    if _is_sexual(words):
        return SEXUAL
    return INSULT if _matches_any(_load_abuse_patterns().insult, _remove_harmless(words)) else None


def find_risk_topic(words: str) -> Optional[str]:
    """Return the signal topic of a sexual message that implies a risk, else None.

    The writer may be a minor, or others may be approaching them. `words` is the output of
    `normalise_for_patterns`.
    """
    if _matches_any(_load_abuse_patterns().intimate, words) and _matches_any(
        _load_abuse_patterns().approached, words
    ):
        return SEXUAL_VIOLENCE
    return (
        ADVANCES if _matches_any(_load_abuse_patterns().risk, words) and _is_sexual(words) else None
    )


def _is_sexual(words: str) -> bool:
    """Return whether the words are sexual, unless a trade or a lesson explains them."""
    matches = _matches_any(_load_abuse_patterns().sexual, _remove_harmless(words))
    return matches and load_patterns().work.search(words) is None


def _remove_harmless(words: str) -> str:
    for pattern in _load_abuse_patterns().harmless:
        words = pattern.sub("_", words)
    return words


def _matches_any(patterns: Iterable[Pattern], words: str) -> bool:
    return any(pattern.search(words) for pattern in patterns)


@lru_cache(maxsize=1)
def _load_abuse_patterns() -> _AbusePatterns:
    data = read_pattern_file("limits.yml")
    macros = {**load_macros(), **data["macros"]}
    return _AbusePatterns(
        harmless=compile_patterns("limits.harmless", data["harmless"], macros),
        insult=compile_patterns("limits.insult", data["insult"], macros),
        sexual=compile_patterns("limits.sexual", data["sexual"], macros),
        intimate=compile_patterns("limits.intimate", [data["intimate"]], macros),
        approached=compile_patterns("limits.approached", data["approached"], macros),
        risk=compile_patterns("limits.risk", [data["risk"]], macros),
    )
